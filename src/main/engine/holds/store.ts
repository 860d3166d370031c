import { command, query } from '../../store/prepared.ts';

/** An account's own holds that are running at a moment, in no order: sorting them in SQLite costs more than finding them. */
export const runningHolds = query<{ accountId: string; now: number }>()((db, p) =>
  db
    .selectFrom('holds')
    .select(['id', 'cause', 'starts_at as startsAt', 'ends_at as endsAt'])
    .where('account_id', '=', p('accountId'))
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', p('now'))])),
);

export const insertHold = command<{
  id: string;
  accountId: string;
  cause: string;
  operationId: string | null;
  caseId: string | null;
  now: number;
  endsAt: number | null;
}>()((db, p) =>
  db.insertInto('holds').values({
    id: p('id'),
    account_id: p('accountId'),
    cause: p('cause'),
    operation_id: p('operationId'),
    case_id: p('caseId'),
    starts_at: p('now'),
    ends_at: p('endsAt'),
    ended_at: null,
  }),
);

export const holdById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('holds')
    .select(['id', 'account_id as accountId', 'cause', 'starts_at as startsAt', 'ends_at as endsAt', 'ended_at as endedAt'])
    .where('id', '=', p('id')),
);

/** Ends the holds that wait for a case; a hold with an end of its own runs on (WH-03). @returns (with `returning`) which */
export const endHoldsOfCase = command<{ caseId: string; now: number }>()((db, p) =>
  db
    .updateTable('holds')
    .set({ ended_at: p('now') })
    .where('case_id', '=', p('caseId'))
    .where('ends_at', 'is', null)
    .where('ended_at', 'is', null)
    .returning(['id', 'account_id as accountId', 'cause']),
);

/** Ends one timed hold that still runs. */
export const endHoldEarly = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('holds')
    .set({ ended_at: p('now') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null)
    .where('ends_at', '>', p('now')),
);

/** Holds that wait for a case, in a fixed order. */
export const holdsOfCase = query<{ caseId: string }>()((db, p) =>
  db
    .selectFrom('holds')
    .select('id')
    .where('case_id', '=', p('caseId'))
    .where('ends_at', 'is', null)
    .where('ended_at', 'is', null)
    .orderBy('id'),
);
