import { parentPort } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../adapters/worker-queue.ts';
import { decode, encode, shrink } from './face/codecs.ts';
import { observe } from './face/model.ts';

/** Pictures whose format and size the engine has read from their header already. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly format: 'jpeg' | 'png';
}

/** `clean`: encode anew. `observe`: tell what faces are in each picture. */
export type PictureJob =
  | { readonly kind: 'clean'; readonly picture: Picture; readonly longest: number; readonly quality: number }
  | { readonly kind: 'observe'; readonly pictures: readonly (Picture & { readonly atMs: number })[]; readonly longest: number };

/** A picture that cannot be decoded, in contrast to anything that is our fault. */
class BadPicture extends Error {}

async function pixelsOf({ bytes, format }: Picture, longest: number) {
  try {
    return shrink(await decode(bytes, format), longest);
  } catch {
    throw new BadPicture('cannot be decoded');
  }
}

async function work(job: PictureJob): Promise<unknown> {
  if (job.kind === 'clean') {
    const pixels = await pixelsOf(job.picture, job.longest);
    return { jpeg: await encode(pixels, job.quality), width: pixels.width, height: pixels.height };
  }
  const observations = [];
  for (const picture of job.pictures) observations.push(await observe(await pixelsOf(picture, job.longest), picture.atMs));
  return observations;
}

/** Pictures of people pass through this thread: it has no way out. */
globalThis.fetch = () => Promise.reject(new Error('The picture worker does not talk to anybody'));

const port = parentPort;
if (port === null) throw new Error('This runs as a worker thread only.');

port.on('message', ({ id, job }: WorkerRequest<PictureJob>) => {
  work(job).then(
    (value) => port.postMessage({ id, value } satisfies WorkerReply),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ id, error: message, refused: error instanceof BadPicture } satisfies WorkerReply);
    },
  );
});
