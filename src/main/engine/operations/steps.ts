import type { Operation } from '../../../shared/contract/operation.ts';
import type { FaceRefusal, FactorKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import type { Actor, CustomerActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, PortcullisError } from '../errors.ts';
import type { Begun, Proof, StepInHand } from '../factors/method.ts';
import { methodOf } from '../factors/registry.ts';
import { type Guidance, otherNetworkAdvice } from '../new-device/guidance.ts';
import { isFromOtherNetwork } from '../new-device/same-network.ts';
import type { InitiatorPrompt } from '../verification/ask.ts';
import { initiatorPrompt } from '../verification/prompt.ts';
import { ownOperation, startedBy } from './own.ts';
import { presentOperation, type StepRow } from './present.ts';
import type { StoredOperation } from './store.ts';
import { countStepAttempt, finishStep, startStep, stepsOf } from './store.ts';
import { transition } from './transition.ts';

type StoredStep = StepRow & { readonly data: string; readonly started_at: number | null };

/** Reads one of the customer's own operations, with what its initiator should show now. */
export async function readOwnOperation(
  engine: Engine,
  actor: CustomerActor,
  id: string,
): Promise<{ readonly operation: Operation; readonly prompt: InitiatorPrompt | null }> {
  return engine.store.read(async (tx) => {
    const { operation } = await ownOperation(tx, actor, id);
    const steps = await tx.all(stepsOf, { operationId: id });
    return {
      operation: presentOperation(operation, steps),
      // The number to match belongs on the initiator's screen alone: the session that approves must not read it from the API (TD-12).
      prompt: startedBy(actor, operation) ? await initiatorPrompt(tx, engine, id) : null,
    };
  });
}

/** The step whose turn it is. @throws PortcullisError `conflict`, `expired`, `step_refused` when it is another's turn. */
async function stepInTurn(tx: ReadTx, engine: Engine, operation: StoredOperation, position: number): Promise<StoredStep> {
  if (operation.status !== 'awaiting_step_up')
    throw conflict(`The operation is ${operation.status.replaceAll('_', ' ')}.`, { status: operation.status });
  if (engine.clock.now() >= operation.expires_at) throw new PortcullisError('expired', 'The operation has expired; start it again.');
  const steps = await tx.all(stepsOf, { operationId: operation.id });
  const current = steps.find((step) => step.status === 'pending');
  if (current === undefined || current.position !== position) {
    throw new PortcullisError('step_refused', 'It is not this step’s turn.', {
      reason: 'not_in_turn',
      ...(current === undefined ? {} : { current: { position: current.position, factor: current.factor } }),
    });
  }
  return current;
}

/** Completing a step belongs to whoever started the operation: another session of the same customer cannot finish it. */
function requireInitiator(actor: CustomerActor, operation: StoredOperation): void {
  if (!startedBy(actor, operation)) {
    throw new PortcullisError('step_refused', 'Only the client that started the operation completes its steps.', {
      reason: 'not_initiator',
    });
  }
}

/** The step in turn of an operation that this session started. @throws PortcullisError as the checks that it makes */
async function stepInHand(
  tx: ReadTx,
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly position: number },
): Promise<{ readonly step: StepInHand; readonly factor: FactorKind }> {
  const { operation, ownerId } = await ownOperation(tx, actor, input.id);
  requireInitiator(actor, operation);
  const stored = await stepInTurn(tx, engine, operation, input.position);
  const step = {
    operation,
    ownerId,
    sessionId: actor.sessionId,
    position: stored.position,
    attempts: stored.attempts,
    startedAt: stored.started_at,
    data: stored.data,
  };
  return { step, factor: stored.factor as FactorKind };
}

/**
 * Begins the current step: sends a code, or asks the trusted device (again, after a time-out).
 * @throws PortcullisError `not_found`, `conflict`, `expired`, `step_refused`, `rate_limited`
 */
export async function beginStep(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly position: number },
): Promise<Pick<Begun, 'prompt' | 'sentTo' | 'passkey' | 'face'> & { readonly operation: Operation }> {
  return engine.store.write(async (tx) => {
    const { step, factor } = await stepInHand(tx, engine, actor, input);
    const { operation } = step;
    const begun = await methodOf(factor).begin(tx, engine, actor, step);
    await tx.run(startStep, { operationId: operation.id, position: step.position, data: begun.data, now: engine.clock.now() });
    await appendAudit(tx, engine, {
      actor,
      action: 'step.begun',
      accountId: operation.account_id,
      subject: { kind: 'operation', id: operation.id },
      changes: [{ field: 'step', old: null, new: factor }],
    });
    return {
      operation: presentOperation(operation, await tx.all(stepsOf, { operationId: operation.id })),
      prompt: begun.prompt,
      sentTo: begun.sentTo,
      ...(begun.passkey === undefined ? {} : { passkey: begun.passkey }),
      ...(begun.face === undefined ? {} : { face: begun.face }),
    };
  });
}

/**
 * Completes the current step with a proof. A wrong one counts; too many fail the step and deny the operation, and so does one from another
 * network, for a log-in from a new device (ND-05).
 * @throws PortcullisError `not_found`, `conflict`, `expired`, `step_refused`
 */
export async function completeStep(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly position: number } & Proof,
): Promise<{
  readonly operation: Operation;
  readonly passed: boolean;
  readonly attemptsLeft: number;
  readonly advice?: Guidance;
  readonly refusals?: FaceRefusal[];
}> {
  const seen = await engine.store.read((tx) => stepInHand(tx, engine, actor, input));
  const method = methodOf(seen.factor);
  const verified = method.verify === undefined ? undefined : await method.verify(engine, seen.step, input);
  return engine.store.write(async (tx) => {
    const { step, factor } = await stepInHand(tx, engine, actor, input);
    const { operation } = step;
    if (await isFromOtherNetwork(tx, engine, actor, operation, factor)) {
      const after = await failStep(tx, engine, actor, operation, step.position, 'Completed from another network than the log-in');
      return { operation: await present(tx, after), passed: false, attemptsLeft: 0, advice: otherNetworkAdvice };
    }
    const most = engine.settings.get('code.maxTries');
    const accepted = verified === null || factor !== method.kind ? null : await method.accept(tx, engine, step, input, verified);
    if (accepted !== null && !('refused' in accepted)) {
      const after = await passStep(tx, engine, actor, operation, step.position, accepted.factorId);
      return { operation: await present(tx, after), passed: true, attemptsLeft: most - step.attempts };
    }
    const attemptsLeft = Math.max(0, most - step.attempts - 1);
    await tx.run(countStepAttempt, { operationId: operation.id, position: step.position });
    await appendAudit(tx, engine, {
      actor,
      action: 'step.wrong_proof',
      accountId: operation.account_id,
      subject: { kind: 'operation', id: operation.id },
      changes: [{ field: 'attemptsLeft', old: attemptsLeft + 1, new: attemptsLeft }],
    });
    const after = attemptsLeft === 0 ? await failStep(tx, engine, actor, operation, step.position, 'Too many wrong answers') : operation;
    const refusals = accepted?.refused;
    return {
      operation: await present(tx, after),
      passed: false,
      attemptsLeft,
      ...(refusals === undefined ? {} : { refusals: [...refusals] }),
    };
  });
}

const present = async (tx: ReadTx, operation: StoredOperation): Promise<Operation> =>
  presentOperation(operation, await tx.all(stepsOf, { operationId: operation.id }));

/**
 * Records a passed step; the last one authorizes the operation. Assurance is derived from passed steps, never assigned.
 * @throws PortcullisError `conflict` when the step was finished meanwhile.
 */
export async function passStep(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  operation: StoredOperation,
  position: number,
  factorId: string | null,
): Promise<StoredOperation> {
  await settleStep(tx, engine, actor, operation, position, 'passed', factorId);
  const steps = await tx.all(stepsOf, { operationId: operation.id });
  if (steps.every((step) => step.status === 'passed')) return transition(tx, engine, actor, operation, 'steps_completed', null);
  announce(tx, engine, {
    topic: 'operation',
    id: operation.id,
    accountId: operation.account_id,
    data: { status: operation.status, kind: operation.kind },
  });
  return operation;
}

/** Records a failed step, which denies the operation. */
export async function failStep(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  operation: StoredOperation,
  position: number,
  reason: string,
  event: 'step_failed' | 'rejected' = 'step_failed',
): Promise<StoredOperation> {
  await settleStep(tx, engine, actor, operation, position, 'failed', null);
  return transition(tx, engine, actor, operation, event, reason);
}

async function settleStep(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  operation: StoredOperation,
  position: number,
  status: 'passed' | 'failed',
  factorId: string | null,
): Promise<void> {
  const changed = await tx.run(finishStep, { operationId: operation.id, position, status, factorId, now: engine.clock.now() });
  if (changed !== 1) throw conflict('The step was finished meanwhile.', { status: operation.status });
  await appendAudit(tx, engine, {
    actor,
    action: `step.${status}`,
    accountId: operation.account_id,
    subject: { kind: 'operation', id: operation.id },
    changes: [{ field: `step ${position}`, old: 'pending', new: status }],
  });
}
