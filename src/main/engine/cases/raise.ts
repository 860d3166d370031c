import type { CaseKind, CasePriority, CaseSubject } from '../../../shared/vocabulary/index.ts';
import { usualSubject } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { heldBack, recentRequests } from '../verification/store.ts';
import { deadlineOf, dueOf, sortKey } from './queue.ts';
import { insertCase, openCaseSince } from './store.ts';

/** What a new case is about, and what is known of it. */
export interface NewCase {
  readonly accountId: string;
  readonly kind: CaseKind;
  readonly title: string;
  readonly operationId?: string | undefined;
  readonly actor: Actor;
  /** What raised it, so that the same cause is told apart from another. */
  readonly cause?: string;
  readonly priority?: CasePriority;
  /** The identity request, device reset or operation that its decision decides. */
  readonly subjectId?: string;
  /** When that ends by itself, epoch ms: no deadline lies later. */
  readonly endsBy?: number;
  /** What it may have in common with others, such as `rule:new-device`; holds no personal data. */
  readonly features?: readonly string[];
}

/** A case without anything of its own to decide is a suspicion to confirm or a task to do. */
function subjectOf({ kind, subjectId }: Pick<NewCase, 'kind' | 'subjectId'>): CaseSubject {
  if (kind === 'suspicious_activity') return 'suspicion';
  return subjectId === undefined ? 'task' : usualSubject[kind];
}

/** Opens a case for staff, in the transaction of what it is about. @returns its id. */
export async function raiseCase(tx: WriteTx, engine: Engine, input: NewCase): Promise<string> {
  const { accountId, kind, title, priority = 'normal', cause = kind, endsBy = null } = input;
  const now = engine.clock.now();
  const id = engine.ids.next('case');
  const dueAt = dueOf(engine, kind, now);
  const subjectKind = subjectOf(input);
  await tx.run(insertCase, {
    id,
    accountId,
    kind,
    title,
    operationId: input.operationId ?? null,
    data: JSON.stringify({ cause }),
    priority,
    subjectKind,
    subjectId: input.subjectId ?? null,
    features: JSON.stringify(featuresOf(subjectKind, cause, input.features ?? [])),
    dueAt,
    deadlineAt: deadlineOf(engine, kind, now, endsBy),
    endsBy,
    sortKey: sortKey(priority, dueAt),
    now,
  });
  await appendAudit(tx, engine, {
    actor: input.actor,
    action: 'case.opened',
    accountId,
    subject: { kind: 'case', id },
    reason: title,
    changes: [
      { field: 'kind', old: null, new: kind },
      { field: 'priority', old: null, new: priority },
    ],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: 'case.opened', accountId, payload: { caseId: id, accountId, kind } });
  announce(tx, engine, { topic: 'case', id, accountId, data: { kind, status: 'open', opened: true } });
  return id;
}

/** A cause that names one thing alone (`passkey_removal:fac_…`) is told without it: no other case has the same. */
const featuresOf = (subject: CaseSubject, cause: string, features: readonly string[]): readonly string[] => [
  ...(subject === 'suspicion' || subject === 'task' ? [`cause:${cause.split(':')[0]}`] : []),
  ...features,
];

/** Denials from which on requests that the back-off holds back count as well: one alone may be a customer who thinks again. */
const DENIALS_BEFORE = 2;

/**
 * TD-18: many explicit denials in a short time are push bombing; staff hear of it once per window. What the back-off keeps from ringing after
 * denials counts like a denial: it is the back-off that leaves no time for five of them.
 */
export async function suspectHarassment(tx: WriteTx, engine: Engine, accountId: string, operationId: string): Promise<void> {
  const since = engine.clock.now() - engine.settings.get('approval.harassmentWindow');
  const denied = (await tx.all(recentRequests, { accountId, since })).filter((request) => request.status === 'rejected').length;
  const unheard = denied < DENIALS_BEFORE ? 0 : (await tx.all(heldBack, { accountId, since })).length;
  if (denied + unheard < engine.settings.get('approval.harassmentThreshold')) return;
  const cause = 'harassment';
  const open = await tx.first(openCaseSince, { accountId, kind: 'suspicious_activity', data: JSON.stringify({ cause }), since });
  if (open !== undefined) return;
  await raiseCase(tx, engine, {
    accountId,
    kind: 'suspicious_activity',
    title: `${denied} approval requests rejected${unheard === 0 ? '' : `, ${unheard} more held back,`} within minutes`,
    operationId,
    actor: systemActor('verification'),
    cause,
  });
}
