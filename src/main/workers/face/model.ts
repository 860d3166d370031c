import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Config, Human } from '@vladmandic/human';
import type { FaceObservation, SeenFace } from '../../engine/factors/face/observation.ts';
import type { Pixels } from './codecs.ts';

// Not called `require`: the bundler puts a constant of that name into every module that it makes.
const packages = createRequire(import.meta.url);

/** The build of the model for Node on WebAssembly stands beside the one that the package's name resolves to. */
const programFolder = dirname(packages.resolve('@vladmandic/human'));
const modelFolder = join(programFolder, '..', 'models');
const wasmFolder = join(dirname(packages.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');

/** Landmarks of the eyes: pairs of upper and lower lid, then the corners. */
const EYES = [
  {
    lids: [
      [159, 145],
      [158, 153],
      [160, 144],
    ],
    corners: [33, 133],
  },
  {
    lids: [
      [386, 374],
      [385, 380],
      [387, 373],
    ],
    corners: [263, 362],
  },
] as const;
const LANDMARKS = 468;

const configuration: Partial<Config> = {
  backend: 'wasm',
  wasmPath: `${wasmFolder}/`,
  wasmPlatformFetch: false,
  modelBasePath: pathToFileURL(`${modelFolder}/`).href,
  debug: false,
  warmup: 'none',
  cacheSensitivity: 0,
  filter: { enabled: false },
  gesture: { enabled: false },
  body: { enabled: false },
  hand: { enabled: false },
  object: { enabled: false },
  segmentation: { enabled: false },
  face: {
    enabled: true,
    detector: { rotation: true, maxDetected: 4, minConfidence: 0.2, return: false },
    mesh: { enabled: true },
    attention: { enabled: false },
    // The refinement of the iris pulls one eyelid open again while it is closed.
    iris: { enabled: false },
    description: { enabled: true },
    emotion: { enabled: false },
    antispoof: { enabled: true },
    liveness: { enabled: true },
  },
};

/** The model's loader asks by `fetch`, which Node refuses for files. Meanwhile it reads the model's folder and nothing else. */
async function fetchModel(resource: unknown): Promise<Response> {
  const url = new URL(resource instanceof Request ? resource.url : String(resource));
  const file = url.protocol === 'file:' ? fileURLToPath(url) : '';
  if (!file.startsWith(modelFolder)) throw new Error('The face model asks for something that is no part of it');
  const type = file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  return new Response(await readFile(file), { headers: { 'content-type': type } });
}

let loading: Promise<Human> | undefined;

/** Loads the model at its first use: programs that never see a face pay nothing for it. */
export function loadModel(): Promise<Human> {
  loading ??= (async () => {
    const before = globalThis.fetch;
    globalThis.fetch = fetchModel as typeof fetch;
    const program = packages(join(programFolder, 'human.node-wasm.js')) as { readonly Human: new (config: Partial<Config>) => Human };
    const human = new program.Human(configuration);
    await human.load().finally(() => {
      globalThis.fetch = before;
    });
    return human;
  })();
  return loading;
}

const luminance = (data: Uint8ClampedArray, at: number): number =>
  0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);

/** Mean and spread of the luminance inside a box; every fourth pixel each way tells enough. */
function light(pixels: Pixels, [left, top, width, height]: readonly [number, number, number, number]) {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(pixels.height, top + height); y += 4) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(pixels.width, left + width); x += 4) {
      const value = luminance(pixels.data, (y * pixels.width + x) * 4);
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  const mean = count === 0 ? 0 : sum / count;
  return { mean, spread: count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

type Found = Awaited<ReturnType<Human['detect']>>['face'][number];

function eyeOpening(mesh: Found['mesh']): number {
  const distance = (a: number, b: number) =>
    Math.hypot((mesh[a]?.[0] ?? 0) - (mesh[b]?.[0] ?? 0), (mesh[a]?.[1] ?? 0) - (mesh[b]?.[1] ?? 0));
  const openings = EYES.map(
    ({ lids, corners }) =>
      lids.reduce((sum, [upper, lower]) => sum + distance(upper, lower), 0) / (lids.length * distance(corners[0], corners[1])),
  );
  return openings.reduce((sum, opening) => sum + opening, 0) / openings.length;
}

function seen(face: Found, pixels: Pixels): SeenFace {
  const landmarks = new Float32Array(LANDMARKS * 2);
  for (let index = 0; index < LANDMARKS; index += 1) {
    landmarks[index * 2] = face.mesh[index]?.[0] ?? 0;
    landmarks[index * 2 + 1] = face.mesh[index]?.[1] ?? 0;
  }
  return {
    box: face.box,
    score: Math.min(face.boxScore, face.faceScore),
    brightness: light(pixels, face.box).mean,
    yaw: face.rotation?.angle.yaw ?? 0,
    pitch: face.rotation?.angle.pitch ?? 0,
    eyes: eyeOpening(face.mesh),
    real: face.real ?? 0,
    live: face.live ?? 0,
    landmarks,
    embedding: Float32Array.from(face.embedding ?? []),
  };
}

/** What the model sees in one picture. */
export async function observe(pixels: Pixels, atMs: number): Promise<FaceObservation> {
  const human = await loadModel();
  const rgb = new Uint8Array(pixels.width * pixels.height * 3);
  for (let pixel = 0; pixel < pixels.width * pixels.height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) rgb[pixel * 3 + channel] = pixels.data[pixel * 4 + channel] ?? 0;
  }
  const tensor = human.tf.tensor(rgb, [pixels.height, pixels.width, 3], 'int32');
  try {
    const { face, error } = await human.detect(tensor as never);
    if (error !== null && error !== undefined) throw new Error(`The face model failed: ${error}`);
    const faces = face
      .filter(({ mesh, embedding }) => mesh.length >= LANDMARKS && embedding !== undefined)
      .map((found) => seen(found, pixels));
    const { mean, spread } = light(pixels, [0, 0, pixels.width, pixels.height]);
    return {
      atMs,
      width: pixels.width,
      height: pixels.height,
      brightness: mean,
      contrast: spread,
      faces: faces.sort((a, b) => b.box[2] - a.box[2]),
    };
  } finally {
    human.tf.dispose(tensor);
  }
}
