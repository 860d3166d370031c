import type { Hold } from '../../../shared/contract/operation.ts';
import type { HoldCause } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { holdSettings } from '../settings/catalogue.ts';
import { insertHold, runningHolds } from './store.ts';

/** Holds that run now on an account or on the main account above it, the first to start first. Several overlap; none shortens another (WH-02). */
export async function activeHolds(tx: ReadTx, accountId: string, ownerId: string, now: number): Promise<Hold[]> {
  const own = await tx.all(runningHolds, { accountId, now });
  const above = ownerId === accountId ? [] : await tx.all(runningHolds, { accountId: ownerId, now });
  return [...own, ...above].map((row) => ({ ...row, cause: row.cause as HoldCause })).sort((a, b) => a.startsAt - b.startsAt);
}

export { holdsEnd } from './summary.ts';

/** Starts a withdrawal hold (WH-01) and tells of it. */
export async function startHold(
  tx: WriteTx,
  engine: Engine,
  input: {
    readonly accountId: string;
    readonly cause: HoldCause;
    readonly actor: Actor;
    readonly operationId?: string | undefined;
    readonly caseId?: string | undefined;
  },
): Promise<Hold> {
  const now = engine.clock.now();
  const endsAt = input.cause === 'not_me' ? null : now + engine.settings.get(holdSettings[input.cause]);
  const id = engine.ids.next('hold');
  await tx.run(insertHold, {
    id,
    accountId: input.accountId,
    cause: input.cause,
    operationId: input.operationId ?? null,
    caseId: input.caseId ?? null,
    now,
    endsAt,
  });
  await appendAudit(tx, engine, {
    actor: input.actor,
    action: 'hold.started',
    accountId: input.accountId,
    subject: { kind: 'hold', id },
    changes: [
      { field: 'cause', old: null, new: input.cause },
      { field: 'endsAt', old: null, new: endsAt },
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: 'hold.started',
    accountId: input.accountId,
    payload: { holdId: id, accountId: input.accountId, cause: input.cause, endsAt },
  });
  announce(tx, engine, { topic: 'hold', id, accountId: input.accountId });
  return { id, cause: input.cause, startsAt: now, endsAt };
}
