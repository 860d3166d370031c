import type { Operation, OperationInput, Submitted } from '../../../shared/contract/operation.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, type PlatformActor, requireScope } from '../actor.ts';
import { appendAudit, expectAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { recordAttempt } from '../new-device/attempt.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { countRolloutError } from '../tuning/rollout-errors.ts';
import type { Counts } from '../tuning/trends/count.ts';
import { askDevice } from '../verification/ask.ts';
import { firstAsked } from './first-asked.ts';
import { learnFrom } from './learn.ts';
import { readyLoginModel } from './login-days/ask.ts';
import { statusAfter } from './machine.ts';
import { prepare } from './prepare.ts';
import { hitsJson, record } from './record.ts';
import { raiseReview } from './review.ts';
import { accountForDecision } from './store.ts';
import { expectWindows } from './windows/store.ts';

/**
 * The main road (PO-02): records an operation, decides it, and starts what the decision asks for, in one transaction.
 * @param idempotency the caller's key; repeating it returns the stored answer.
 * @throws PortcullisError `forbidden`, `not_found` (unknown account), `idempotency_mismatch`
 */
export async function submitOperation(
  engine: Engine,
  actor: PlatformActor,
  input: OperationInput,
  idempotency: Idempotency,
): Promise<Submitted> {
  requireScope(actor, 'operations:write');
  return engine.store.write((tx) => {
    const now = engine.clock.now();
    expectDecision(tx, engine, input, now);
    return idempotently(tx, engine, actor, idempotency, () => submit(tx, engine, actor, input, now));
  });
}

/** Asks for what nearly every decision reads while its idempotency key is still being looked up. */
function expectDecision(tx: WriteTx, engine: Engine, input: OperationInput, now: number): void {
  const { accountId } = input;
  const policy = engine.policy.candidateFor(accountId)?.policy ?? engine.policy.current();
  expectAudit(tx, accountId);
  tx.expect(accountForDecision, { id: accountId, deviceId: input.device?.id ?? null });
  const keys = { accountId, address: input.address ?? null, destination: input.destination?.address ?? null };
  expectWindows(tx, policy.plan(input.kind).windows, keys, now);
}

async function submit(tx: WriteTx, engine: Engine, actor: Actor, input: OperationInput, now: number): Promise<Submitted> {
  const started = engine.stopwatch();
  const prepared = await prepare(tx, engine, input, now);
  const { subject, result, fellBack } = prepared;
  const status = statusAfter[result.outcome];
  const operation = await record(tx, engine, prepared, { status, source: 'platform', started });

  await appendAudit(tx, engine, {
    actor,
    action: 'operation.submitted',
    accountId: input.accountId,
    subject: { kind: 'operation', id: operation.id },
    reason: result.because,
    changes: [
      { field: 'status', old: null, new: status },
      { field: 'outcome', old: null, new: result.outcome },
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: 'operation.decided',
    accountId: input.accountId,
    payload: { operationId: operation.id, accountId: input.accountId, kind: input.kind, status, outcome: result.outcome },
  });
  if (fellBack !== undefined) {
    const { kind, version } = fellBack.candidate;
    const problem = fellBack.ruleId === null ? fellBack.message : `${fellBack.ruleId}: ${fellBack.message}`;
    await countRolloutError(tx, engine, { kind, version, problem });
  }
  if (status === 'authorized') await learnFrom(tx, engine, prepared.learned, subject);
  if (status === 'in_review') await raiseReview(tx, engine, actor, { ...prepared, operation });

  if (prepared.attempt !== null) {
    await recordAttempt(tx, engine, actor, prepared.attempt, {
      operationId: operation.id,
      accountId: input.accountId,
      deviceId: input.device?.id ?? null,
      client: input.client,
      address: input.address ?? null,
      // What a review asks besides is not the attempt's method, which a retry goes on with.
      steps: result.outcome === 'step_up' ? result.steps : [],
    });
  }
  const target = await firstAsked(tx, engine, prepared);
  const asked =
    target === null
      ? null
      : await askDevice(tx, engine, { operation, ownerId: subject.ownerId, target, why: result.reasons, band: result.band });
  const decision = prepared.decision(operation.id);
  announce(tx, engine, {
    topic: 'decision',
    id: decision.id,
    accountId: input.accountId,
    data: { operationId: operation.id, outcome: result.outcome, kind: input.kind, status },
  });
  return { operation, decision, prompt: asked?.prompt ?? null };
}

/**
 * Runs one row of recorded history through signals, rules and policy as of its own time: the decision is what it would have been, and the
 * operation counts as carried out, because it was. Starts nothing: no request, hold, message or webhook. The import audits the batch.
 * @param engine an engine whose clock stands at the row's time.
 * @param counts takes up what the rules did; whoever calls writes it down in the same transaction
 * @param teaches false for an account that the engine knows by itself: such a row makes no device, place or habit a known one
 */
export async function recordHistory(
  tx: WriteTx,
  engine: Engine,
  input: OperationInput,
  counts: Counts,
  teaches = true,
): Promise<Operation> {
  const started = engine.stopwatch();
  await readyLoginModel(tx, engine, input);
  const prepared = await prepare(tx, engine, input, engine.clock.now());
  const refused = input.credentialResult !== undefined && input.credentialResult !== 'accepted';
  const operation = await record(tx, engine, prepared, { status: refused ? 'denied' : 'executed', source: 'import', started, teaches });
  counts.add(prepared.now, hitsJson(prepared.evaluation), 'hits', 1);
  if (teaches && !refused) await learnFrom(tx, engine, prepared.learned, prepared.subject);
  return operation;
}
