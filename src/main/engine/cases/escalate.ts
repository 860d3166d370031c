import type { CaseDetail } from '../../../shared/contract/console/cases.ts';
import { type CaseId, type CaseKind, type CasePriority, FIRST_LINE, LAST_LINE } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, requirePermission, type StaffActor, systemActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { sweep } from '../sweep/sweep.ts';
import { type UnderLease, underLease } from './claim.ts';
import { detailOf } from './detail.ts';
import { requireLine } from './lease.ts';
import { deadlineActionOf, deadlineOf, dueOf, nextPriority } from './queue.ts';
import { overdueCases, type StoredCase } from './store.ts';
import { subjectOf } from './subjects/index.ts';
import { changeCase, loadCase, moveCase, statusOf, unassigned } from './transition.ts';

/** Moves a case to the next line, one priority up, with a service level and a deadline that begin anew; tells whoever follows the queue. */
export async function escalateWithin(tx: WriteTx, engine: Engine, actor: Actor, found: StoredCase, reason: string): Promise<StoredCase> {
  const level = Math.min(found.level + 1, LAST_LINE);
  const now = engine.clock.now();
  const kind = found.kind as CaseKind;
  return moveCase(
    tx,
    engine,
    actor,
    found,
    'escalate',
    {
      ...unassigned,
      level,
      priority: nextPriority(found.priority as CasePriority),
      due_at: dueOf(engine, kind, now),
      deadline_at: deadlineOf(engine, kind, now, found.ends_by),
    },
    { reason, told: { escalated: true, level } },
  );
}

/** @throws PortcullisError `forbidden`, `not_found`, `conflict`, also from the last line */
export const escalateCase = (engine: Engine, actor: StaffActor, input: UnderLease & { readonly reason: string }): Promise<CaseDetail> =>
  underLease(engine, actor, input, (tx, found) => {
    requireNextLine(found);
    return escalateWithin(tx, engine, actor, found, input.reason);
  });

export function requireNextLine(found: StoredCase): void {
  if (found.level >= LAST_LINE) throw conflict('The case is with the last line already.', { status: found.status, level: found.level });
}

/** @throws PortcullisError `forbidden`, `not_found`, `conflict` once it is closed */
export async function setPriority(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly priority: CasePriority; readonly reason: string },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    await prioritize(tx, engine, actor, await loadCase(tx, input.id), input.priority, input.reason);
    return detailOf(tx, engine, actor, input.id);
  });
}

/** As {@link setPriority}, in a use-case's own transaction. */
export async function prioritize(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  found: StoredCase,
  priority: CasePriority,
  reason: string,
): Promise<void> {
  requireLine(actor, found);
  if (statusOf(found) === 'closed') throw conflict('The case is closed.', { status: found.status });
  if (found.priority === priority) return;
  await changeCase(tx, engine, actor, found, { priority }, 'case.priority_changed', { reason, told: { priority } });
}

/**
 * CQ-03: acts on cases whose deadline has passed, whether or not a console is open. What waits to be undone is decided and left alone.
 * @param limit how many at a time. @returns how many it dealt with
 */
export async function sweepDeadlines(engine: Engine, limit = 50): Promise<number> {
  return sweep(engine, {
    name: 'overdue cases',
    limit,
    due: async (most) => {
      const due = await engine.store.read((tx) => tx.all(overdueCases, { now: engine.clock.now(), limit: most }));
      return due.map(({ id }) => id);
    },
    each: (id) => engine.store.write((tx) => act(tx, engine, id)),
  });
}

const OVERDUE = 'Nobody decided by the deadline';

async function act(tx: WriteTx, engine: Engine, id: string): Promise<number> {
  const actor: Actor = systemActor('deadline');
  const found = await loadCase(tx, id);
  const isWaiting = statusOf(found) === 'open' || statusOf(found) === 'claimed';
  if (!isWaiting || found.deadline_at === null || found.deadline_at > engine.clock.now()) return 0;
  const action = deadlineActionOf(engine, found.kind as CaseKind);
  const subject = subjectOf(found);
  const endsNow = found.ends_by !== null && found.ends_by <= engine.clock.now();
  if (action === 'escalate' && !endsNow && (found.level < LAST_LINE || found.subject_kind === 'suspicion')) {
    await escalateWithin(tx, engine, actor, found, OVERDUE);
    return 1;
  }
  if (action === 'approve' && (await subject.approveOverdue?.(tx, engine, actor, found)) === true) return 1;
  await subject.refuseOverdue(tx, engine, actor, found);
  return 1;
}

/**
 * Opens a closed suspicion again, so that somebody can decide otherwise. Every other verdict has had effects that no case takes back.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`
 */
export async function reopenCase(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly reason: string },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.close');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    if (statusOf(found) !== 'closed' || found.subject_kind !== 'suspicion') {
      throw conflict('Only a closed case of suspicious activity is opened again.', { status: found.status });
    }
    const now = engine.clock.now();
    const kind = found.kind as CaseKind;
    const to = {
      ...unassigned,
      level: FIRST_LINE,
      outcome: null,
      closed_at: null,
      closed_by: null,
      close_reason: null,
      due_at: dueOf(engine, kind, now),
      deadline_at: deadlineOf(engine, kind, now, null),
    };
    await moveCase(tx, engine, actor, found, 'reopen', to, { reason: input.reason });
    return detailOf(tx, engine, actor, input.id);
  });
}
