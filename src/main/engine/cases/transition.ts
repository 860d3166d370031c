import type { CasePriority, CaseStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { type AuditChange, appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound } from '../errors.ts';
import { move } from '../machine.ts';
import { type CaseEvent, caseActions, caseMoves } from './machine.ts';
import { sortKey } from './queue.ts';
import { caseById, type StoredCase, writeCase } from './store.ts';

/** @throws PortcullisError `not_found` */
export async function loadCase(tx: Pick<WriteTx, 'first'>, id: string): Promise<StoredCase> {
  const found = await tx.first(caseById, { id });
  if (found === undefined) throw notFound('case');
  return found;
}

export const statusOf = (found: Pick<StoredCase, 'status'>): CaseStatus => found.status as CaseStatus;

type Changes = Partial<
  Pick<
    StoredCase,
    | 'priority'
    | 'level'
    | 'due_at'
    | 'deadline_at'
    | 'ends_by'
    | 'assignee'
    | 'lease_hash'
    | 'lease_until'
    | 'first_by'
    | 'outcome'
    | 'closed_at'
    | 'closed_by'
    | 'close_reason'
  >
>;

/** What of a change stands in the audit trail; a lease's token and times do not. */
const audited = ['status', 'priority', 'level', 'assignee', 'first_by', 'outcome', 'deadline_at'] as const;
const fieldNames: Readonly<Record<(typeof audited)[number], string>> = {
  status: 'status',
  priority: 'priority',
  level: 'level',
  assignee: 'assignee',
  first_by: 'firstBy',
  outcome: 'outcome',
  deadline_at: 'deadlineAt',
};

const differences = (before: StoredCase, after: StoredCase): AuditChange[] =>
  audited.flatMap((name) => (before[name] === after[name] ? [] : [{ field: fieldNames[name], old: before[name], new: after[name] }]));

async function write(tx: WriteTx, engine: Engine, before: StoredCase, next: StoredCase): Promise<StoredCase> {
  const now = engine.clock.now();
  const after = { ...next, revision: before.revision + 1, updated_at: now, sort_key: sortKey(next.priority as CasePriority, next.due_at) };
  const changed = await tx.run(writeCase, {
    id: before.id,
    was: before.revision,
    status: after.status,
    priority: after.priority,
    level: after.level,
    dueAt: after.due_at,
    deadlineAt: after.deadline_at,
    endsBy: after.ends_by,
    sortKey: after.sort_key,
    assignee: after.assignee,
    leaseHash: after.lease_hash,
    leaseUntil: after.lease_until,
    firstBy: after.first_by,
    outcome: after.outcome,
    closedAt: after.closed_at,
    closedBy: after.closed_by,
    closeReason: after.close_reason,
    now,
  });
  if (changed !== 1) throw conflict('The case changed meanwhile.', { status: before.status });
  return after;
}

export interface CaseChange {
  readonly reason?: string | undefined;
  /** Further changes for the audit trail. */
  readonly changes?: readonly AuditChange[];
  /** Further data for the live views. */
  readonly told?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Moves a case by its state machine, with its audit entry in the same transaction. The only place where its status changes.
 * @throws PortcullisError `conflict` with the status that won
 */
export async function moveCase(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  before: StoredCase,
  event: CaseEvent,
  to: Changes = {},
  { reason, changes = [], told = {} }: CaseChange = {},
): Promise<StoredCase> {
  const status = move(caseMoves, 'case', statusOf(before), event);
  const after = await write(tx, engine, before, { ...before, ...to, status });
  await record(tx, engine, actor, after, caseActions[event], { reason, changes: [...differences(before, after), ...changes], told });
  return after;
}

/** Changes a case without moving it. @throws PortcullisError `conflict` */
export async function changeCase(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  before: StoredCase,
  to: Changes,
  action: string,
  change: CaseChange = {},
): Promise<StoredCase> {
  const after = await write(tx, engine, before, { ...before, ...to });
  const changes = [...differences(before, after), ...(change.changes ?? [])];
  await record(tx, engine, actor, after, action, { ...change, changes });
  return after;
}

/** Records what happened to a case, and tells the live views. */
export async function record(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  found: Pick<StoredCase, 'id' | 'account_id' | 'status' | 'kind'>,
  action: string,
  { reason, changes = [], told = {} }: CaseChange = {},
): Promise<void> {
  await appendAudit(tx, engine, {
    actor,
    action,
    accountId: found.account_id,
    subject: { kind: 'case', id: found.id },
    reason,
    changes,
  });
  announce(tx, engine, {
    topic: 'case',
    id: found.id,
    accountId: found.account_id,
    data: { status: found.status, kind: found.kind, ...told },
  });
}

/** What a case has when nobody holds it. */
export const unassigned = { assignee: null, lease_hash: null, lease_until: null } as const;
