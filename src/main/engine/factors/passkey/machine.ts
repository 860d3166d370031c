import type { Moves } from '../../machine.ts';

export type TransferStatus = 'waiting' | 'opened' | 'completed' | 'superseded' | 'expired';
export type TransferEvent = 'open' | 'complete' | 'supersede' | 'expire';

/** The way of a passkey to another device (PK-03): its code is scanned once, and the newest code is the only one. */
export const transferMoves: Moves<TransferStatus, TransferEvent> = {
  waiting: { open: 'opened', supersede: 'superseded', expire: 'expired' },
  opened: { complete: 'completed', supersede: 'superseded', expire: 'expired' },
  completed: {},
  superseded: {},
  expired: {},
};
