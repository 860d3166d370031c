import type { Moves } from '../machine.ts';

export type ContactChangeStatus = 'pending' | 'confirmed' | 'abandoned';
export type ContactChangeEvent = 'confirm' | 'abandon';

/** The life of a change of e-mail address or phone number: its code comes back from the new destination, or it ends without effect. */
export const contactChangeMoves: Moves<ContactChangeStatus, ContactChangeEvent> = {
  pending: { confirm: 'confirmed', abandon: 'abandoned' },
  confirmed: {},
  abandoned: {},
};
