import { command, query } from '../../store/prepared.ts';

export const insertCase = command<{
  id: string;
  accountId: string;
  kind: string;
  title: string;
  operationId: string | null;
  data: string;
  priority: string;
  now: number;
}>()((db, p) =>
  db.insertInto('cases').values({
    id: p('id'),
    account_id: p('accountId'),
    kind: p('kind'),
    status: 'open',
    title: p('title'),
    operation_id: p('operationId'),
    data: p('data'),
    priority: p('priority'),
    created_at: p('now'),
    closed_at: null,
  }),
);

/** An open case of a kind and cause since a moment, so that one cause does not raise a case a minute. */
export const openCaseSince = query<{ accountId: string; kind: string; data: string; since: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', p('kind'))
    .where('data', '=', p('data'))
    .where('status', '=', 'open')
    .where('created_at', '>', p('since'))
    .limit(1),
);

export const caseById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('cases')
    .select(['id', 'account_id as accountId', 'kind', 'status', 'priority', 'closed_by as closedBy'])
    .where('id', '=', p('id')),
);

/** One caller closes it. */
export const moveCaseToClosed = command<{ id: string; now: number; by: string; reason: string }>()((db, p) =>
  db
    .updateTable('cases')
    .set({ status: 'closed', closed_at: p('now'), closed_by: p('by'), close_reason: p('reason') })
    .where('id', '=', p('id'))
    .where('status', '!=', 'closed'),
);

export const setCasePriority = command<{ id: string; priority: string }>()((db, p) =>
  db
    .updateTable('cases')
    .set({ priority: p('priority') })
    .where('id', '=', p('id')),
);

/** The open case of a kind that was opened last. */
export const openCaseOf = query<{ accountId: string; kind: string }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', p('kind'))
    .where('status', '=', 'open')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

export const openResetOfCase = query<{ caseId: string }>()((db, p) =>
  db
    .selectFrom('device_resets')
    .select('id')
    .where('case_id', '=', p('caseId'))
    .where('status', 'in', ['requested', 'in_review', 'approved']),
);
