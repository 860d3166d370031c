import type { Selectable } from 'kysely';
import { command, query } from '../../store/prepared.ts';
import type { CaseDecisionsTable, CasesTable } from '../../store/tables.ts';

/** A case as it is stored. */
export type StoredCase = Selectable<CasesTable>;
export type StoredDecision = Selectable<CaseDecisionsTable>;

export const insertCase = command<{
  id: string;
  accountId: string;
  kind: string;
  title: string;
  operationId: string | null;
  data: string;
  priority: string;
  subjectKind: string;
  subjectId: string | null;
  features: string;
  dueAt: number;
  deadlineAt: number;
  endsBy: number | null;
  sortKey: number;
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
    updated_at: p('now'),
    subject_kind: p('subjectKind'),
    subject_id: p('subjectId'),
    features: p('features'),
    due_at: p('dueAt'),
    deadline_at: p('deadlineAt'),
    ends_by: p('endsBy'),
    sort_key: p('sortKey'),
  }),
);

/** A case of a kind and cause since a moment that is not closed, so that one cause does not raise a case a minute. */
export const openCaseSince = query<{ accountId: string; kind: string; data: string; since: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', p('kind'))
    .where('data', '=', p('data'))
    .where('status', '<>', 'closed')
    .where('created_at', '>', p('since'))
    .limit(1),
);

export const caseById = query<{ id: string }>()((db, p) => db.selectFrom('cases').selectAll().where('id', '=', p('id')));

/** The case about an identity request, a device reset or an operation, while it is not closed. */
export const caseOfSubject = query<{ subjectId: string }>()((db, p) =>
  db.selectFrom('cases').selectAll().where('subject_id', '=', p('subjectId')).where('status', '<>', 'closed'),
);

/** The case about such a thing that was opened last, closed or not. */
export const latestCaseOfSubject = query<{ accountId: string; subjectId: string }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('account_id', '=', p('accountId'))
    .where('subject_id', '=', p('subjectId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

/** The case of a kind that is not closed and was opened last. */
export const openCaseOf = query<{ accountId: string; kind: string }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', p('kind'))
    .where('status', '<>', 'closed')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

/** Everything of a case that changes. */
export interface CaseState {
  readonly id: string;
  /** The revision that was read: whoever read an older one changes nothing. */
  readonly was: number;
  readonly status: string;
  readonly priority: string;
  readonly level: number;
  readonly dueAt: number;
  readonly deadlineAt: number | null;
  readonly endsBy: number | null;
  readonly sortKey: number;
  readonly assignee: string | null;
  readonly leaseHash: string | null;
  readonly leaseUntil: number | null;
  readonly firstBy: string | null;
  readonly outcome: string | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
  readonly now: number;
}

/** The compare-and-set by which every case changes. */
export const writeCase = command<CaseState>()((db, p) =>
  db
    .updateTable('cases')
    .set((eb) => ({
      status: p('status'),
      priority: p('priority'),
      level: p('level'),
      due_at: p('dueAt'),
      deadline_at: p('deadlineAt'),
      ends_by: p('endsBy'),
      sort_key: p('sortKey'),
      assignee: p('assignee'),
      lease_hash: p('leaseHash'),
      lease_until: p('leaseUntil'),
      first_by: p('firstBy'),
      outcome: p('outcome'),
      closed_at: p('closedAt'),
      closed_by: p('closedBy'),
      close_reason: p('closeReason'),
      updated_at: p('now'),
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', p('id'))
    .where('revision', '=', p('was')),
);

/** Activity keeps a lease that still runs; it changes nothing that others see. */
export const renewLease = command<{ id: string; assignee: string; leaseHash: string; until: number; now: number }>()((db, p) =>
  db
    .updateTable('cases')
    .set({ lease_until: p('until') })
    .where('id', '=', p('id'))
    .where('status', '=', 'claimed')
    .where('assignee', '=', p('assignee'))
    .where('lease_hash', '=', p('leaseHash'))
    .where('lease_until', '>', p('now')),
);

/** The same for work that is done without the token at hand. */
export const prolongLease = command<{ id: string; assignee: string; until: number; now: number }>()((db, p) =>
  db
    .updateTable('cases')
    .set({ lease_until: p('until') })
    .where('id', '=', p('id'))
    .where('status', '=', 'claimed')
    .where('assignee', '=', p('assignee'))
    .where('lease_until', '>', p('now')),
);

export const lapsedCases = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('status', '=', 'claimed')
    .where('lease_until', '<=', p('now'))
    .orderBy('lease_until')
    .limit(p('limit')),
);

export const overdueCases = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select('id')
    .where('deadline_at', 'is not', null)
    .where('deadline_at', '<=', p('now'))
    .where('status', 'in', ['open', 'claimed'])
    .orderBy('deadline_at')
    .limit(p('limit')),
);

export const insertDecision = command<{
  id: string;
  caseId: string;
  staffId: string;
  sessionId: string;
  address: string | null;
  verdict: string;
  reason: string;
  contentHash: string;
  now: number;
  appliesAt: number;
}>()((db, p) =>
  db.insertInto('case_decisions').values({
    id: p('id'),
    case_id: p('caseId'),
    staff_id: p('staffId'),
    session_id: p('sessionId'),
    address: p('address'),
    verdict: p('verdict'),
    reason: p('reason'),
    content_hash: p('contentHash'),
    status: 'pending',
    decided_at: p('now'),
    applies_at: p('appliesAt'),
  }),
);

export const decisionById = query<{ id: string }>()((db, p) => db.selectFrom('case_decisions').selectAll().where('id', '=', p('id')));

export const pendingDecisionOf = query<{ caseId: string }>()((db, p) =>
  db.selectFrom('case_decisions').selectAll().where('case_id', '=', p('caseId')).where('status', '=', 'pending'),
);

export const decisionsOf = query<{ caseId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('case_decisions')
    .selectAll()
    .where('case_id', '=', p('caseId'))
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

/** Each decision is settled once, whatever races to do it. */
export const settleDecision = command<{ id: string; to: string; problem: string | null; now: number }>()((db, p) =>
  db
    .updateTable('case_decisions')
    .set({ status: p('to'), problem: p('problem'), settled_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', 'pending'),
);

export const dueDecisions = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('case_decisions')
    .select(['id', 'case_id as caseId'])
    .where('status', '=', 'pending')
    .where('applies_at', '<=', p('now'))
    .orderBy('applies_at')
    .limit(p('limit')),
);
