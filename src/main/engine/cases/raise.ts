import type { CaseKind, CasePriority } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { recentRequests } from '../verification/store.ts';
import { insertCase, openCaseSince } from './store.ts';

/** Opens a case for staff, in the transaction of what it is about. @returns its id. */
export async function raiseCase(
  tx: WriteTx,
  engine: Engine,
  input: {
    readonly accountId: string;
    readonly kind: CaseKind;
    readonly title: string;
    readonly operationId?: string | undefined;
    readonly actor: Actor;
    /** What raised it, so that the same cause is told apart from another. */
    readonly cause?: string;
    readonly priority?: CasePriority;
  },
): Promise<string> {
  const now = engine.clock.now();
  const id = engine.ids.next('case');
  await tx.run(insertCase, {
    id,
    accountId: input.accountId,
    kind: input.kind,
    title: input.title,
    operationId: input.operationId ?? null,
    data: JSON.stringify({ cause: input.cause ?? input.kind }),
    priority: input.priority ?? 'normal',
    now,
  });
  await appendAudit(tx, engine, {
    actor: input.actor,
    action: 'case.opened',
    accountId: input.accountId,
    subject: { kind: 'case', id },
    reason: input.title,
    changes: [
      { field: 'kind', old: null, new: input.kind },
      { field: 'priority', old: null, new: input.priority ?? 'normal' },
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: 'case.opened',
    accountId: input.accountId,
    payload: { caseId: id, accountId: input.accountId, kind: input.kind },
  });
  announce(tx, engine, { topic: 'case', id, accountId: input.accountId, data: { kind: input.kind } });
  return id;
}

/** TD-18: many explicit denials in a short time are push bombing; staff hear of it once per window. */
export async function suspectHarassment(tx: WriteTx, engine: Engine, accountId: string, operationId: string): Promise<void> {
  const since = engine.clock.now() - engine.settings.get('approval.harassmentWindow');
  const denied = (await tx.all(recentRequests, { accountId, since })).filter((request) => request.status === 'rejected').length;
  if (denied < engine.settings.get('approval.harassmentThreshold')) return;
  const cause = 'harassment';
  const open = await tx.first(openCaseSince, { accountId, kind: 'suspicious_activity', data: JSON.stringify({ cause }), since });
  if (open !== undefined) return;
  await raiseCase(tx, engine, {
    accountId,
    kind: 'suspicious_activity',
    title: `${denied} approval requests rejected within minutes`,
    operationId,
    actor: systemActor('verification'),
    cause,
  });
}
