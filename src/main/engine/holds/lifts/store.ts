import { command, query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';

const lifts = (tx: ReadTx) =>
  tx.db
    .selectFrom('hold_lifts')
    .innerJoin('holds', 'holds.id', 'hold_lifts.hold_id')
    .leftJoin('staff', 'staff.id', 'hold_lifts.requested_by')
    .select([
      'hold_lifts.id',
      'hold_lifts.hold_id as holdId',
      'hold_lifts.account_id as accountId',
      'holds.cause',
      'holds.ends_at as endsAt',
      'hold_lifts.status',
      'hold_lifts.reason',
      'hold_lifts.content_hash as contentHash',
      'hold_lifts.requested_by as requestedBy',
      'staff.name as requestedByName',
      'hold_lifts.created_at as createdAt',
      'hold_lifts.decided_by as decidedBy',
      'hold_lifts.decided_at as decidedAt',
    ]);

export const liftById = (tx: ReadTx, id: string) => lifts(tx).where('hold_lifts.id', '=', id).executeTakeFirst();

export const liftsOf = (tx: ReadTx, accountId: string, limit: number) =>
  lifts(tx)
    .where('hold_lifts.account_id', '=', accountId)
    .orderBy('hold_lifts.created_at', 'desc')
    .orderBy('hold_lifts.id', 'desc')
    .limit(limit)
    .execute();

export const requestedLiftOf = query<{ holdId: string }>()((db, p) =>
  db.selectFrom('hold_lifts').select('id').where('hold_id', '=', p('holdId')).where('status', '=', 'requested'),
);

/** Lifts of one hold, newest first. */
export const liftsOfHold = (tx: ReadTx, hold: { readonly id: string; readonly accountId: string }, limit: number) =>
  lifts(tx)
    .where('hold_lifts.account_id', '=', hold.accountId)
    .where('hold_lifts.hold_id', '=', hold.id)
    .orderBy('hold_lifts.created_at', 'desc')
    .orderBy('hold_lifts.id', 'desc')
    .limit(limit)
    .execute();

export const insertLift = command<{
  id: string;
  holdId: string;
  accountId: string;
  reason: string;
  contentHash: string;
  requestedBy: string;
  now: number;
}>()((db, p) =>
  db.insertInto('hold_lifts').values({
    id: p('id'),
    hold_id: p('holdId'),
    account_id: p('accountId'),
    status: 'requested',
    reason: p('reason'),
    content_hash: p('contentHash'),
    requested_by: p('requestedBy'),
    created_at: p('now'),
  }),
);

/** One decision wins. */
export const moveLift = command<{ id: string; to: string; by: string; reason: string | null; now: number }>()((db, p) =>
  db
    .updateTable('hold_lifts')
    .set({ status: p('to'), decided_by: p('by'), decided_at: p('now'), decide_reason: p('reason') })
    .where('id', '=', p('id'))
    .where('status', '=', 'requested'),
);
