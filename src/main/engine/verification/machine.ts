import type { VerificationRequestStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type VerificationRequestEvent = 'approve' | 'reject' | 'expire' | 'supersede' | 'cancel';

/** The life of a request to the trusted device: exactly one answer wins (TD-19). */
export const verificationRequestMoves: Moves<VerificationRequestStatus, VerificationRequestEvent> = {
  pending: { approve: 'approved', reject: 'rejected', expire: 'expired', supersede: 'superseded', cancel: 'cancelled' },
  approved: {},
  rejected: {},
  expired: {},
  superseded: {},
  cancelled: {},
};
