import { createHash } from 'node:crypto';
import type { FaceRefusal } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput } from '../../errors.ts';
import { forgetInBatches } from '../../forget.ts';
import type { FaceFrame } from '../../ports.ts';
import type { FaceChallenge } from './challenge.ts';
import { deleteFrames, forgetFrameImages, frameSeen, insertFrame } from './store.ts';

const KIB = 1_024;

/** Frames as they come over a wire. */
export interface FrameInput {
  /** A JPEG in base64. */
  readonly image: string;
  /** Milliseconds since the first frame. */
  readonly atMs: number;
}

/** A frame with the keyed hash by which it is known again. */
export interface HashedFrame extends FaceFrame {
  readonly hash: string;
}

/** Fewer cannot hold the moves: each needs one frame at its far end and one after it. */
const leastFrames = (challenge: FaceChallenge): number => 2 * challenge.moves.length + 1;

/** @throws PortcullisError `invalid_input` when there are too many, or one is too large */
export function readFrames(engine: Engine, input: readonly FrameInput[]): HashedFrame[] {
  const most = engine.settings.get('face.maxFrames');
  if (input.length > most) throw invalidInput('frames', `at most ${most}`);
  const largest = engine.settings.get('face.maxFrame') * KIB;
  return input.map(({ image, atMs }, index) => {
    const bytes = Buffer.from(image, 'base64');
    if (bytes.length > largest) throw invalidInput(`frames.${index}.image`, `at most ${largest / KIB} KiB`);
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { image: bytes, atMs, hash: engine.sealer.lookup(digest, 'face-frame') };
  });
}

/**
 * What can be told without looking at the pictures: enough of them, taken one after the other in no more time than has passed since the
 * challenge was made, none of them twice and none seen before.
 */
export async function obviousRefusals(
  tx: ReadTx,
  engine: Engine,
  challenge: FaceChallenge,
  frames: readonly HashedFrame[],
): Promise<FaceRefusal[]> {
  const refusals: FaceRefusal[] = [];
  if (frames.length < leastFrames(challenge)) refusals.push('too_few_frames');
  const gaps = frames.slice(1).map((frame, index) => frame.atMs - (frames[index]?.atMs ?? 0));
  const lasted = (frames.at(-1)?.atMs ?? 0) - (frames[0]?.atMs ?? 0);
  const passed = engine.clock.now() - challenge.startedAt;
  if (gaps.some((gap) => gap <= 0 || gap > engine.settings.get('face.maxGap')) || lasted > passed) refusals.push('frames_out_of_time');
  const hashes = new Set(frames.map(({ hash }) => hash));
  let seen = hashes.size < frames.length;
  for (const hash of hashes) seen ||= (await tx.first(frameSeen, { hash })) !== undefined;
  if (seen) refusals.push('frames_used_before');
  return refusals;
}

const context = (hash: string): string => `face_frame:${hash}`;

/**
 * Keeps the frames of an attempt, sealed, whatever came of it; by their hashes none of them passes again.
 * @returns whether all of them are new
 */
export async function keepFrames(
  tx: WriteTx,
  engine: Engine,
  whose: { readonly accountId: string; readonly operationId: string },
  frames: readonly HashedFrame[],
): Promise<boolean> {
  const now = engine.clock.now();
  let fresh = true;
  for (const { hash, image } of frames) {
    const kept = await tx.run(insertFrame, {
      hash,
      ...whose,
      sealed: engine.sealer.seal(image, context(hash)),
      now,
      sealedUntil: now + engine.settings.get('face.keepFrames'),
      expiresAt: now + engine.settings.get('face.rememberFrames'),
    });
    fresh &&= kept === 1;
  }
  return fresh;
}

/** Erases frames whose time has come, and later forgets them (FV-04); for a timer. @returns how many images were erased */
export async function forgetFrames(engine: Pick<Engine, 'store' | 'clock'>): Promise<number> {
  const now = engine.clock.now();
  const erased = await forgetInBatches(engine, (tx, limit) => tx.run(forgetFrameImages, { now, limit }));
  await forgetInBatches(engine, (tx, limit) => tx.run(deleteFrames, { now, limit }));
  return erased;
}
