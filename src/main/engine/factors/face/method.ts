import { z } from 'zod';
import { type FaceRefusal, faceMoveSchema } from '../../../../shared/vocabulary/index.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';
import { boundPortrait } from '../../identity/portraits.ts';
import type { FaceResult } from '../../ports.ts';
import type { StepInHand, StepMethod } from '../method.ts';
import { touchFactor } from '../store.ts';
import { drawChallenge, type FaceChallenge } from './challenge.ts';
import { type HashedFrame, keepFrames, obviousRefusals, readFrames } from './frames.ts';
import { activeFace } from './store.ts';

export const templateContext = (factorId: string): string => `factor.face:${factorId}`;

const challengeSchema = z.object({ moves: z.array(faceMoveSchema), startedAt: z.int(), expiresAt: z.int() });
const stepSchema = z.object({ challenge: challengeSchema, attempt: z.int(), drawn: z.int() });

/** What `begin` leaves for `complete`: a challenge counts for one try. */
type FaceStep = z.output<typeof stepSchema>;

function parse(data: string): FaceStep | null {
  const parsed = stepSchema.safeParse(JSON.parse(data));
  return parsed.success ? parsed.data : null;
}

/** What the capture screen needs to know. */
export const presentChallenge = (engine: Pick<Engine, 'settings'>, { moves, expiresAt }: FaceChallenge) => ({
  moves: [...moves],
  expiresAt,
  maxFrames: engine.settings.get('face.maxFrames'),
  maxFrameBytes: engine.settings.get('face.maxFrame') * 1_024,
});

export const noFrames = (): FaceResult => ({ passed: false, refusals: [], matchScore: null, documentScore: null, livenessScore: 0 });

interface Verified {
  readonly step: FaceStep;
  readonly frames: readonly HashedFrame[];
  readonly result: FaceResult;
  readonly factorId: string;
}

const gone = (): PortcullisError =>
  new PortcullisError('step_refused', 'There is no enrolled face any more; start the operation again.', { reason: 'face_gone' });

const notBegun = (): PortcullisError =>
  new PortcullisError('step_refused', 'Begin this step to get a challenge first.', { reason: 'not_begun' });

/** A face before the camera (FV-04, ND-06): the enrolled person, who is the holder of the bound document, doing what is asked. */
export const faceMethod: StepMethod = {
  kind: 'face',
  async begin(tx, engine, _actor, step) {
    if ((await tx.first(activeFace, { accountId: step.ownerId })) === undefined) throw gone();
    const last = parse(step.data);
    // Who asks again is asked the same again: drawing until a recording fits would be the way around the challenge.
    const stands = last !== null && last.attempt === step.attempts && engine.clock.now() < last.challenge.expiresAt;
    const drawn = last?.drawn ?? 0;
    if (!stands && drawn >= 2 * engine.settings.get('code.maxTries')) {
      throw new PortcullisError('step_refused', 'Too many challenges; start the operation again.', { reason: 'too_many_challenges' });
    }
    const next: FaceStep = stands ? last : { challenge: mutable(drawChallenge(engine)), attempt: step.attempts, drawn: drawn + 1 };
    return { prompt: null, sentTo: null, face: presentChallenge(engine, next.challenge), data: JSON.stringify(next) };
  },
  async verify(engine, step, { face }): Promise<Verified | null> {
    if (face === undefined) return null;
    const begun = stepOf(engine, step);
    const frames = readFrames(engine, face.frames);
    const { refusals, factor, document } = await engine.store.read(async (tx) => ({
      refusals: await obviousRefusals(tx, engine, begun.challenge, frames),
      factor: await tx.first(activeFace, { accountId: step.ownerId }),
      document: await boundPortrait(tx, engine, step.ownerId),
    }));
    if (factor === undefined || factor.templateSealed === null) throw gone();
    const enrolled = engine.sealer.open(factor.templateSealed, templateContext(factor.id));
    const result =
      refusals.length > 0 ? { ...noFrames(), refusals } : await engine.face.submit(begun.challenge.moves, frames, { enrolled, document });
    return { step: begun, frames, result, factorId: factor.id };
  },
  async accept(tx, engine, step, _proof, verified) {
    const { step: begun, frames, result, factorId } = verified as Verified;
    const now = stepOf(engine, step);
    if (JSON.stringify(now) !== JSON.stringify(begun)) throw notBegun();
    if ((await tx.first(activeFace, { accountId: step.ownerId }))?.id !== factorId) throw gone();
    const fresh = await keepFrames(tx, engine, { accountId: step.ownerId, operationId: step.operation.id }, frames);
    const refusals: readonly FaceRefusal[] = fresh || !result.passed ? result.refusals : ['frames_used_before'];
    await appendAudit(tx, engine, {
      actor: { kind: 'system', name: engine.face.name },
      action: refusals.length === 0 ? 'face.recognized' : 'face.refused',
      accountId: step.ownerId,
      subject: { kind: 'operation', id: step.operation.id },
      ...(refusals.length === 0 ? {} : { reason: refusals.join(', ') }),
      changes: scores(result),
    });
    if (refusals.length > 0) return { refused: refusals };
    await tx.run(touchFactor, { id: factorId, now: engine.clock.now() });
    return { factorId };
  },
};

const mutable = ({ moves, ...rest }: FaceChallenge) => ({ ...rest, moves: [...moves] });

/** The challenge whose turn it is. @throws PortcullisError `step_refused`, `expired` */
function stepOf(engine: Engine, step: StepInHand): FaceStep {
  const begun = parse(step.data);
  if (begun === null || begun.attempt !== step.attempts) throw notBegun();
  if (engine.clock.now() >= begun.challenge.expiresAt) {
    throw new PortcullisError('expired', 'The challenge has expired; begin the step again.', { reason: 'challenge_expired' });
  }
  return begun;
}

/** The numbers behind a judgement, for the audit trail: what thresholds are tuned by. */
export const scores = ({ matchScore, documentScore, livenessScore }: FaceResult) =>
  [
    { field: 'matchScore', old: null, new: matchScore },
    { field: 'documentScore', old: null, new: documentScore },
    { field: 'livenessScore', old: null, new: livenessScore },
  ] as const;
