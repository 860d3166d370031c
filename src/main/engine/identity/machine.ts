import type { IdentityRequestStatus, IdentityStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

/** What happens to a customer's verification: by the customer, by staff, by the platform, or by time. */
export type IdentityEvent = 'submit' | 'approve' | 'reject' | 'expire' | 'withdraw';

/** FV-01: the life of a verification. A verified customer who asks for an update stays verified meanwhile; only the platform re-opens. */
export const identityMoves: Moves<IdentityStatus, IdentityEvent> = {
  unverified: { submit: 'pending', approve: 'verified', reject: 'rejected' },
  pending: { submit: 'pending', approve: 'verified', reject: 'rejected', withdraw: 'unverified' },
  verified: { submit: 'pending', approve: 'verified', reject: 'rejected', expire: 'expired', withdraw: 'unverified' },
  rejected: { submit: 'pending', approve: 'verified', reject: 'rejected', withdraw: 'unverified' },
  expired: { submit: 'pending', approve: 'verified', reject: 'rejected', withdraw: 'unverified' },
};

/** The event that leads to a status, for results that come from outside. */
export const eventFor: Readonly<Record<IdentityStatus, IdentityEvent>> = {
  unverified: 'withdraw',
  pending: 'submit',
  verified: 'approve',
  rejected: 'reject',
  expired: 'expire',
};

export type IdentityRequestEvent = 'approve' | 'approve_first' | 'reject' | 'replace';

/** FV-03: a request is decided by one person, or by two where its risk asks for it. Whatever is handed in anew begins anew. */
export const identityRequestMoves: Moves<IdentityRequestStatus, IdentityRequestEvent> = {
  open: { approve: 'approved', approve_first: 'awaiting_second', reject: 'rejected', replace: 'replaced' },
  awaiting_second: { approve: 'approved', approve_first: 'awaiting_second', reject: 'rejected', replace: 'replaced' },
  approved: {},
  rejected: {},
  replaced: {},
};
