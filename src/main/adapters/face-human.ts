import type { FaceMove } from '../../shared/vocabulary/index.ts';
import { invalidInput } from '../engine/errors.ts';
import { judge, type Verdict } from '../engine/factors/face/judge.ts';
import type { FaceObservation, FaceThresholds } from '../engine/factors/face/observation.ts';
import { embeddingOf, similarity, templateOf } from '../engine/factors/face/similarity.ts';
import { readImageHeader } from '../engine/identity/image-header.ts';
import type { Face, FaceFrame, FaceReferences, FaceResult } from '../engine/ports.ts';
import type { Picture, PictureJob } from '../workers/face-worker.ts';
import { JobRefused, type WorkerQueue } from './worker-queue.ts';

/** The model looks at 256 pixels to find a face and at 224 to describe it; cameras send more than it can use. */
const LONGEST = 960;
const MAX_PIXELS = 4_000_000;
/** A face in a document's photo must be this certain. */
const CERTAIN = 0.5;

/** Reads the header, so that nothing large or strange reaches a decoder. @throws PortcullisError `invalid_input` */
function picture(bytes: Uint8Array, path: string): Picture {
  const header = readImageHeader(bytes);
  if (header === null) throw invalidInput(path, 'must be a JPEG or PNG picture');
  if (header.width * header.height > MAX_PIXELS) throw invalidInput(path, 'has too many pixels');
  return { bytes, format: header.format };
}

/**
 * FV-04 on this machine: the model of `@vladmandic/human` on its WebAssembly backend, on a thread of its own. The thread sees; what it
 * saw is judged by the engine's own rules. Nothing leaves the machine.
 */
export class HumanFace implements Face {
  readonly name = 'human-3.3';
  readonly #queue: WorkerQueue<PictureJob>;
  readonly #thresholds: () => FaceThresholds;

  constructor(queue: WorkerQueue<PictureJob>, thresholds: () => FaceThresholds) {
    this.#queue = queue;
    this.#thresholds = thresholds;
  }

  async submit(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences): Promise<FaceResult> {
    return (await this.#judge(moves, frames, references)).result;
  }

  async enrol(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences) {
    const { result, embedding } = await this.#judge(moves, frames, references);
    return { result, template: embedding === null ? null : templateOf(embedding) };
  }

  async portrait(image: Uint8Array): Promise<Uint8Array | null> {
    const [seen] = await this.#observe([{ ...picture(image, 'image'), atMs: 0 }]);
    const faces = seen?.faces.filter(({ score }) => score >= CERTAIN) ?? [];
    // Passports repeat the photo as a small ghost image; the holder's photo is the one that is much larger.
    const [holder, other] = faces;
    if (holder === undefined || (other !== undefined && other.box[2] > holder.box[2] * 0.7)) return null;
    return templateOf(holder.embedding);
  }

  async compare(a: Uint8Array, b: Uint8Array): Promise<number> {
    return similarity(embeddingOf(a), embeddingOf(b));
  }

  async #judge(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences): Promise<Verdict> {
    const pictures = frames.map(({ image, atMs }, index) => ({ ...picture(image, `frames.${index}`), atMs }));
    return judge(moves, await this.#observe(pictures), references, this.#thresholds());
  }

  async #observe(pictures: readonly (Picture & { readonly atMs: number })[]): Promise<readonly FaceObservation[]> {
    try {
      return (await this.#queue.run({ kind: 'observe', pictures, longest: LONGEST })) as readonly FaceObservation[];
    } catch (error) {
      throw error instanceof JobRefused ? invalidInput('frames', error.message) : error;
    }
  }
}
