import { HumanFace } from '../adapters/face-human.ts';
import { RemoteFace } from '../adapters/face-remote.ts';
import { WasmImages } from '../adapters/images-wasm.ts';
import { WorkerQueue } from '../adapters/worker-queue.ts';
import type { Log } from '../engine/engine.ts';
import type { Face, Images } from '../engine/ports.ts';
import type { Settings } from '../engine/settings/settings.ts';
import type { PictureJob } from '../workers/face-worker.ts';

const SECOND = 1_000;
const MEGAPIXEL = 1_000_000;

/** Verifications that wait behind the one that runs, each a few seconds long: whoever comes later had better try again. */
const MOST_WAITING = 16;
/** Many times what the slowest machine needs for the most frames there can be. */
const JOB_TIMEOUT_MS = 60 * SECOND;
const PROVIDER_TIMEOUT_MS = 30 * SECOND;
const HEAP_MB = 512;

export interface Faces {
  readonly face: Face;
  readonly images: Images;
  close(): Promise<void>;
}

/**
 * The judges of pictures: documents always on this machine, faces on this machine too, unless the environment names a provider
 * (`PORTCULLIS_FACE_URL` and `PORTCULLIS_FACE_KEY`).
 */
export function openFaces(settings: Settings, log: Log, env: Readonly<Record<string, string | undefined>>): Faces {
  const queue = new WorkerQueue<PictureJob>({
    file: 'face-worker',
    most: MOST_WAITING,
    timeoutMs: JOB_TIMEOUT_MS,
    heapMb: HEAP_MB,
    onCrash: (error) => log.error({ err: error }, 'the thread that looks at pictures ended and will be started anew'),
  });
  const { PORTCULLIS_FACE_URL: url, PORTCULLIS_FACE_KEY: key } = env;
  if (url !== undefined && (key ?? '') === '') throw new Error('Give the face provider’s key in PORTCULLIS_FACE_KEY.');
  const thresholds = () => ({
    match: settings.get('face.match'),
    documentMatch: settings.get('face.documentMatch'),
    real: settings.get('face.real'),
    live: settings.get('face.live'),
    turn: settings.get('face.turn'),
    depth: settings.get('face.depth'),
    blink: settings.get('face.blink'),
  });
  return {
    face: url === undefined ? new HumanFace(queue, thresholds) : new RemoteFace({ url, key: key ?? '', timeoutMs: PROVIDER_TIMEOUT_MS }),
    images: new WasmImages(queue, () => settings.get('identity.maxPixels') * MEGAPIXEL),
    close: () => queue.close(),
  };
}
