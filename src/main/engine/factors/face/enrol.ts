import { z } from 'zod';
import { type FaceRefusal, type FactorId, faceMoveSchema } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { ownerOf } from '../../accounts/owner/store.ts';
import type { CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { portraitOf } from '../../identity/portraits.ts';
import { authorizedChange } from '../../operations/authorized.ts';
import { transition } from '../../operations/transition.ts';
import { dropPendingFactors, factorById, insertFactor } from '../store.ts';
import { type FactorView, factorChanged } from '../trusted-device/enrol.ts';
import { drawChallenge } from './challenge.ts';
import { eraseEnrolledFace } from './erase.ts';
import { type FrameInput, keepFrames, obviousRefusals, readFrames } from './frames.ts';
import { noFrames, presentChallenge, scores, templateContext } from './method.ts';
import { activateFace, activeFace, eraseFace, keepFaceData, setFaceEnrolled } from './store.ts';

const pendingSchema = z.object({
  sessionId: z.string(),
  operationId: z.string(),
  tries: z.int(),
  challenge: z.object({ moves: z.array(faceMoveSchema), startedAt: z.int(), expiresAt: z.int() }),
});

export type FaceChallengeView = ReturnType<typeof presentChallenge>;

/** @throws PortcullisError `client_refused` for a sub-account, whose main account's face protects it */
async function requireMain(tx: ReadTx, actor: CustomerActor): Promise<void> {
  const account = await tx.first(ownerOf, { id: actor.accountId });
  if (account?.kind !== 'main') {
    throw new PortcullisError('client_refused', 'Only the main account enrols factors.', { reason: 'sub_account' });
  }
}

/**
 * Begins to enrol the customer's face, or to enrol it anew. It takes an authorized security-setting change, so that a stolen session alone
 * cannot put another face there, and a document whose photo the face is compared with (ND-06).
 * @throws PortcullisError `client_refused`, `prerequisites_missing`, `step_refused`, `conflict`, `expired`, `not_found`
 */
export async function beginFace(
  engine: Engine,
  actor: CustomerActor,
  operationId: string,
): Promise<{ readonly factorId: FactorId; readonly challenge: FaceChallengeView }> {
  return engine.store.write(async (tx) => {
    await requireMain(tx, actor);
    const operation = await authorizedChange(tx, engine, actor, operationId, { setting: 'face_enrol' });
    if ((await portraitOf(tx, engine, actor.accountId)) === null) {
      throw new PortcullisError(
        'prerequisites_missing',
        'Your face is compared with the photo in your identity document; submit that first.',
        {
          missing: [{ code: 'no_document_photo', step: 'verify_identity' }],
        },
      );
    }
    const now = engine.clock.now();
    await tx.run(dropPendingFactors, { accountId: actor.accountId, kind: 'face', now });
    await transition(tx, engine, actor, operation, 'executed', null);
    const id = engine.ids.next('factor') as FactorId;
    const challenge = drawChallenge(engine);
    await tx.run(insertFactor, {
      id,
      accountId: actor.accountId,
      kind: 'face',
      status: 'pending',
      name: null,
      deviceId: null,
      publicKey: null,
      secretSealed: null,
      data: JSON.stringify({ sessionId: actor.sessionId, operationId, tries: 0, challenge }),
      now,
      activatedAt: null,
    });
    await appendAudit(tx, engine, { actor, action: 'face.begun', accountId: actor.accountId, subject: { kind: 'factor', id } });
    return { factorId: id, challenge: presentChallenge(engine, challenge) };
  });
}

/** The customer's own enrolment under way, in the session that began it. @throws PortcullisError `not_found`, `expired` */
async function pendingFace(tx: ReadTx, engine: Engine, actor: CustomerActor, factorId: string) {
  const factor = await tx.first(factorById, { id: factorId });
  if (factor?.account_id !== actor.accountId || factor.kind !== 'face' || factor.status !== 'pending') throw notFound('face enrolment');
  const pending = pendingSchema.parse(JSON.parse(factor.data));
  if (pending.sessionId !== actor.sessionId) throw notFound('face enrolment');
  if (engine.clock.now() >= pending.challenge.expiresAt) {
    throw new PortcullisError('expired', 'The enrolment took too long; begin again.', { reason: 'challenge_expired' });
  }
  return { factor, pending };
}

export interface FaceOutcome {
  /** The enrolled factor; null when it was refused. */
  readonly factor: FactorView | null;
  readonly refusals: FaceRefusal[];
  readonly attemptsLeft: number;
  /** What to do at the next try; another challenge each time. */
  readonly challenge: FaceChallengeView | null;
}

/**
 * Judges the frames of an enrolment and keeps the template when they pass. The pictures are looked at outside the transaction; what is
 * single use, the challenge and each frame, is used up inside it.
 * @throws PortcullisError `not_found`, `expired`, `invalid_input`, `conflict`, `unavailable`
 */
export async function finishFace(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly factorId: string; readonly frames: readonly FrameInput[] },
): Promise<FaceOutcome> {
  const frames = readFrames(engine, input.frames);
  const seen = await engine.store.read(async (tx) => {
    const { factor, pending } = await pendingFace(tx, engine, actor, input.factorId);
    return {
      data: factor.data,
      pending,
      refusals: await obviousRefusals(tx, engine, pending.challenge, frames),
      portrait: await portraitOf(tx, engine, actor.accountId),
    };
  });
  const { portrait } = seen;
  if (portrait === null) throw conflict('The document whose photo counts was taken back meanwhile.', { reason: 'no_document_photo' });
  const judged =
    seen.refusals.length > 0
      ? { result: { ...noFrames(), refusals: seen.refusals }, template: null }
      : await engine.face.enrol(seen.pending.challenge.moves, frames, { enrolled: null, document: portrait.template });

  return engine.store.write(async (tx) => {
    const { factor, pending } = await pendingFace(tx, engine, actor, input.factorId);
    const current = await portraitOf(tx, engine, actor.accountId);
    if (factor.data !== seen.data || current?.documentId !== portrait.documentId) {
      throw conflict('The enrolment went on meanwhile.', { reason: 'challenge_used' });
    }
    const fresh = await keepFrames(tx, engine, { accountId: actor.accountId, operationId: pending.operationId }, frames);
    const refusals: readonly FaceRefusal[] = fresh || judged.template === null ? judged.result.refusals : ['frames_used_before'];
    await appendAudit(tx, engine, {
      actor,
      action: refusals.length === 0 ? 'face.enrolled' : 'face.refused',
      accountId: actor.accountId,
      subject: { kind: 'factor', id: factor.id },
      ...(refusals.length === 0 ? {} : { reason: refusals.join(', ') }),
      changes: scores(judged.result),
    });
    const now = engine.clock.now();
    if (refusals.length > 0 || judged.template === null) {
      const tries = pending.tries + 1;
      const attemptsLeft = Math.max(0, engine.settings.get('code.maxTries') - tries);
      const challenge = drawChallenge(engine);
      await tx.run(keepFaceData, { id: factor.id, before: factor.data, data: JSON.stringify({ ...pending, tries, challenge }) });
      if (attemptsLeft === 0) await tx.run(dropPendingFactors, { accountId: actor.accountId, kind: 'face', now });
      return {
        factor: null,
        refusals: [...refusals],
        attemptsLeft,
        challenge: attemptsLeft === 0 ? null : presentChallenge(engine, challenge),
      };
    }
    // A face that is enrolled anew takes the old one's place at once, so that what rests on a face never stands without one.
    await tx.returning(eraseFace, { accountId: actor.accountId, now });
    const sealed = engine.sealer.seal(judged.template, templateContext(factor.id));
    const data = JSON.stringify({ judge: engine.face.name, documentId: portrait.documentId });
    if ((await tx.run(activateFace, { id: factor.id, template: sealed, data, now })) !== 1) {
      throw conflict('The enrolment was finished meanwhile.', { status: 'active' });
    }
    await tx.run(setFaceEnrolled, { id: actor.accountId, at: now, now });
    await factorChanged(tx, engine, actor, 'face.added', factor.id);
    const view: FactorView = {
      id: factor.id as FactorId,
      kind: 'face',
      name: null,
      status: 'active',
      createdAt: factor.created_at,
      lastUsedAt: null,
    };
    return { factor: view, refusals: [], attemptsLeft: engine.settings.get('code.maxTries') - pending.tries, challenge: null };
  });
}

/**
 * Erases the customer's enrolled face after an authorized security-setting change; a trusted device is suspended with it (TD-21).
 * @throws PortcullisError `not_found`, `step_refused`, `conflict`, `expired`
 */
export async function removeFace(engine: Engine, actor: CustomerActor, operationId: string): Promise<{ readonly removed: FactorId }> {
  return engine.store.write(async (tx) => {
    await requireMain(tx, actor);
    const operation = await authorizedChange(tx, engine, actor, operationId, { setting: 'face_erase' });
    const face = await tx.first(activeFace, { accountId: actor.accountId });
    if (face === undefined) throw notFound('enrolled face');
    await transition(tx, engine, actor, operation, 'executed', null);
    await eraseEnrolledFace(tx, engine, actor, actor.accountId, 'the customer asked for it');
    await factorChanged(tx, engine, actor, 'face.removed', face.id);
    return { removed: face.id as FactorId };
  });
}
