import type { CallerVerification } from '../../../../shared/contract/recovery.ts';
import type { WriteTx } from '../../../store/store.ts';
import type { Actor, CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { notFound, PortcullisError } from '../../errors.ts';
import { authenticatorContext } from '../../factors/authenticator/method.ts';
import { noteRight, noteWrong, requireUnlocked } from '../../factors/codes/guard.ts';
import { factorById, useTimeStep } from '../../factors/store.ts';
import { acceptedTimeStep } from '../../totp.ts';
import { verifyDeviceSignature } from '../../verification/answer.ts';
import { requireTrustedSession } from '../../verification/device.ts';
import { reportStranger } from '../suspicion.ts';
import { settleCaller } from './settle.ts';
import { callerById, countCallerTry, pendingCallerOf, type StoredCaller } from './store.ts';
import { callerTries, presentCaller } from './view.ts';

export interface CallerAnswer {
  readonly id: string;
  readonly answer: 'confirm' | 'deny';
  /** What the agent said. */
  readonly number?: string | undefined;
  readonly code?: string | undefined;
  readonly signature?: string | undefined;
}

/** The bytes that the trusted device signs to confirm: of their own kind, over this verification, the spoken number and the text shown. */
export const callerAnswerText = (answer: Pick<CallerAnswer, 'id' | 'number'>, canonicalHash: string): string =>
  ['portcullis-caller-v1', answer.id, 'confirm', answer.number ?? '', canonicalHash].join('\n');

export type CallerVerdict = { readonly caller: StoredCaller } | { readonly refused: PortcullisError };

/** A session that only completes its log-in proves nothing yet. @throws PortcullisError `step_refused` */
function requireComplete(actor: CustomerActor): void {
  if (actor.limitedTo !== undefined)
    throw new PortcullisError('step_refused', 'Complete the log-in first.', { reason: 'login_incomplete' });
}

/** What waits for this customer to prove that they are in contact with support. */
export async function listOwnCallers(engine: Engine, actor: CustomerActor): Promise<{ readonly items: CallerVerification[] }> {
  requireComplete(actor);
  return engine.store.read(async (tx) => {
    const pending = await tx.all(pendingCallerOf, { accountId: actor.accountId });
    return { items: pending.filter(({ expires_at }) => expires_at > engine.clock.now()).map(presentCaller) };
  });
}

/**
 * The customer confirms being in contact with support by the factor that was asked, and the number that the agent said; or denies it, which
 * takes no proof because it can only stop something (RC-03).
 * @throws PortcullisError `not_found`, `conflict`, `expired`, `step_refused`, `client_refused`
 */
export async function answerCaller(engine: Engine, actor: CustomerActor, answer: CallerAnswer): Promise<CallerVerification> {
  requireComplete(actor);
  // A refusal commits too (its audit entry, a counted try), so it leaves the transaction as a value.
  const verdict = await engine.store.write(async (tx): Promise<CallerVerdict> => {
    const caller = await tx.first(callerById, { id: answer.id });
    if (caller === undefined || caller.account_id !== actor.accountId) throw notFound('verification of a caller');
    requireOpen(engine, caller);
    if (answer.answer === 'deny') return denyCaller(tx, engine, actor, caller, actor.sessionId);
    return judgeCaller(tx, engine, actor, caller, {
      number: answer.number,
      answeredIn: actor.sessionId,
      signature: answer.signature,
      prove: () => prove(tx, engine, actor, caller, answer),
    });
  });
  if ('refused' in verdict) throw verdict.refused;
  return presentCaller(verdict.caller);
}

/** @throws PortcullisError `conflict`, `expired` */
export function requireOpen(engine: Pick<Engine, 'clock'>, caller: StoredCaller): void {
  if (caller.status !== 'pending') {
    throw new PortcullisError('conflict', `This is ${caller.status} already.`, {
      reason: 'already_answered',
      current: { status: caller.status },
    });
  }
  if (engine.clock.now() >= caller.expires_at) {
    throw new PortcullisError('expired', 'This took too long; let support ask again.', { reason: 'timed_out' });
  }
}

/** The customer says: not me. Staff hear of it at once. */
export async function denyCaller(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  caller: StoredCaller,
  answeredIn: string,
): Promise<CallerVerdict> {
  const denied = await settleCaller(tx, engine, actor, caller, 'deny', { answeredIn });
  await reportStranger(tx, engine, actor, caller.account_id, {
    title: 'The customer denies being in contact with support',
    cause: 'caller_denied',
  });
  return { caller: denied };
}

/** Confirms when the proof and the spoken number are right; counts what is wrong, and gives up after a few. */
export async function judgeCaller(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  caller: StoredCaller,
  given: {
    readonly number: string | undefined;
    readonly answeredIn: string;
    readonly signature?: string | undefined;
    /** @returns why the factor does not prove it, or null */
    readonly prove: () => Promise<PortcullisError | null>;
  },
): Promise<CallerVerdict> {
  const wrongNumber = given.number !== caller.number;
  const refused = wrongNumber
    ? new PortcullisError('step_refused', 'That is not the number the agent sees.', { reason: 'wrong_number' })
    : await given.prove();
  if (refused === null) {
    const { answeredIn, signature } = given;
    return { caller: await settleCaller(tx, engine, actor, caller, 'confirm', { answeredIn, signature }) };
  }
  const [row] = await tx.returning(countCallerTry, { id: caller.id });
  await appendAudit(tx, engine, {
    actor,
    action: 'caller_verification.answer_refused',
    accountId: caller.account_id,
    subject: { kind: 'caller_verification', id: caller.id },
    reason: refused.data.reason ?? refused.code,
  });
  if (row === undefined || row.tries >= callerTries) {
    await settleCaller(tx, engine, actor, caller, 'fail', { answeredIn: given.answeredIn });
  }
  return { refused };
}

async function prove(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  caller: StoredCaller,
  answer: CallerAnswer,
): Promise<PortcullisError | null> {
  const factor = caller.factor_id === null ? undefined : await tx.first(factorById, { id: caller.factor_id });
  switch (caller.method) {
    case 'trusted_device': {
      const trusted = await requireTrustedSession(tx, actor);
      if (trusted === null || trusted.id !== caller.factor_id || factor?.public_key == null) {
        return new PortcullisError('client_refused', 'Only the trusted device confirms this.', { reason: 'not_the_trusted_device' });
      }
      const { signature } = answer;
      const signed =
        signature !== undefined && verifyDeviceSignature(factor.public_key, callerAnswerText(answer, caller.canonical_hash), signature);
      return signed ? null : new PortcullisError('step_refused', 'The signature does not fit.', { reason: 'bad_signature' });
    }
    case 'authenticator': {
      if (factor?.status !== 'active' || factor.secret_sealed === null) {
        return new PortcullisError('step_refused', 'This authenticator app was removed.', { reason: 'factor_gone' });
      }
      const operation = { id: caller.id, account_id: actor.accountId, device_id: actor.deviceId };
      const guess = { ownerId: actor.accountId, item: 'authenticator', operation } as const;
      await requireUnlocked(tx, engine, guess);
      const now = engine.clock.now();
      const secret = engine.sealer.openText(factor.secret_sealed, authenticatorContext(factor.id));
      const timeStep = acceptedTimeStep(secret, answer.code ?? '', now, factor.last_time_step);
      if (timeStep === null || (await tx.run(useTimeStep, { id: factor.id, timeStep, now })) !== 1) {
        await noteWrong(tx, engine, guess);
        return new PortcullisError('step_refused', 'That code is not right.', { reason: 'wrong_code' });
      }
      await noteRight(tx, engine, guess);
      return null;
    }
    default:
      return new PortcullisError('step_refused', 'Open the link that was sent to you, and confirm there.', { reason: 'link_needed' });
  }
}
