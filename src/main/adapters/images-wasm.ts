import { invalidInput } from '../engine/errors.ts';
import { readImageHeader } from '../engine/identity/image-header.ts';
import type { CleanImage, Images } from '../engine/ports.ts';
import type { PictureJob } from '../workers/face-worker.ts';
import { JobRefused, type WorkerQueue } from './worker-queue.ts';

/** A document's text is readable at this size, and the next larger one tells nobody more. */
const LONGEST = 2_400;
const QUALITY = 85;

/** Decodes and encodes on the picture worker's thread, inside WebAssembly. */
export class WasmImages implements Images {
  readonly #queue: WorkerQueue<PictureJob>;
  readonly #maxPixels: () => number;

  /** @param maxPixels pictures with more pixels are refused by their header */
  constructor(queue: WorkerQueue<PictureJob>, maxPixels: () => number) {
    this.#queue = queue;
    this.#maxPixels = maxPixels;
  }

  async clean(image: Uint8Array): Promise<CleanImage> {
    const header = readImageHeader(image);
    if (header === null) throw invalidInput('image', 'must be a JPEG or PNG picture');
    if (header.width * header.height > this.#maxPixels()) throw invalidInput('image', 'has too many pixels');
    try {
      const job: PictureJob = { kind: 'clean', picture: { bytes: image, format: header.format }, longest: LONGEST, quality: QUALITY };
      return (await this.#queue.run(job)) as CleanImage;
    } catch (error) {
      throw error instanceof JobRefused ? invalidInput('image', error.message) : error;
    }
  }
}
