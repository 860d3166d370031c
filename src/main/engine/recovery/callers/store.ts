import type { Selectable } from 'kysely';
import { command, query } from '../../../store/prepared.ts';
import type { CallerVerificationsTable } from '../../../store/tables.ts';

/** A caller's verification as it is stored. */
export type StoredCaller = Selectable<CallerVerificationsTable>;

export const callerById = query<{ id: string }>()((db, p) => db.selectFrom('caller_verifications').selectAll().where('id', '=', p('id')));

export const pendingCallerOf = query<{ accountId: string }>()((db, p) =>
  db.selectFrom('caller_verifications').selectAll().where('account_id', '=', p('accountId')).where('status', '=', 'pending'),
);

export const callersOfReset = query<{ resetId: string }>()((db, p) =>
  db
    .selectFrom('caller_verifications')
    .selectAll()
    .where('reset_id', '=', p('resetId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc'),
);

export const callersSince = query<{ accountId: string; since: number }>()((db, p) =>
  db
    .selectFrom('caller_verifications')
    .select('created_at as createdAt')
    .where('account_id', '=', p('accountId'))
    .where('created_at', '>', p('since'))
    .orderBy('created_at', 'desc'),
);

export const overdueCallers = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('caller_verifications')
    .select('id')
    .where('status', '=', 'pending')
    .where('expires_at', '<=', p('now'))
    .orderBy('expires_at')
    .limit(p('limit')),
);

export const insertCaller = command<{
  id: string;
  accountId: string;
  resetId: string | null;
  method: string;
  factorId: string | null;
  sentTo: string | null;
  askedBy: string;
  canonicalText: string;
  canonicalHash: string;
  number: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('caller_verifications').values({
    id: p('id'),
    account_id: p('accountId'),
    reset_id: p('resetId'),
    method: p('method'),
    status: 'pending',
    factor_id: p('factorId'),
    sent_to: p('sentTo'),
    asked_by: p('askedBy'),
    canonical_text: p('canonicalText'),
    canonical_hash: p('canonicalHash'),
    number: p('number'),
    tries: 0,
    created_at: p('now'),
    expires_at: p('expiresAt'),
  }),
);

/** One answer wins. */
export const moveCaller = command<{ id: string; to: string; now: number; answeredIn: string | null; signature: string | null }>()((db, p) =>
  db
    .updateTable('caller_verifications')
    .set({ status: p('to'), answered_at: p('now'), answered_in: p('answeredIn'), signature: p('signature') })
    .where('id', '=', p('id'))
    .where('status', '=', 'pending'),
);

/** Counts a wrong answer. @returns (with `returning`) how many there were */
export const countCallerTry = command<{ id: string }>()((db, p) =>
  db
    .updateTable('caller_verifications')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', p('id'))
    .where('status', '=', 'pending')
    .returning('tries'),
);
