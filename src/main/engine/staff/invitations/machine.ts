import type { StaffInvitation } from '../../../../shared/contract/console/staff-security.ts';
import type { Moves } from '../../machine.ts';

export type InvitationStatus = StaffInvitation['status'];
export type InvitationEvent = 'accept' | 'withdraw' | 'replace' | 'expire';

/** The life of an invitation. It expires by the clock alone. */
export const invitationMoves: Moves<InvitationStatus, InvitationEvent> = {
  open: { accept: 'accepted', withdraw: 'withdrawn', replace: 'replaced', expire: 'expired' },
  accepted: {},
  withdrawn: {},
  replaced: {},
  expired: {},
};
