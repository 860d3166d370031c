import { join } from 'node:path';
import sharp from 'sharp';
import type { FaceFrame } from '../../src/main/engine/ports.ts';
import { loadModel } from '../../src/main/workers/face/model.ts';
import type { FaceMove } from '../../src/shared/vocabulary/index.ts';

/** Width and height of every frame. */
export const FRAME = 480;

const assets = join(import.meta.dirname, '..', '..', 'node_modules', '@vladmandic', 'human', 'assets');

/** Where people are in the photos that come with the model. */
const people = {
  /** A man before a webcam. */
  holder: { file: 'screenshot-faceid.jpg', left: 14, top: 142, size: 139 },
  /** A woman at a party, and a man; both from one sheet of portraits. */
  stranger: { file: 'screenshot-facematch.jpg', left: 641, top: 397, size: 105 },
  third: { file: 'screenshot-facematch.jpg', left: 1_814, top: 285, size: 105 },
} as const;
export type Person = keyof typeof people;

/** One of the 108 portraits on the sheet: the first 18 and the first four of the second row are one man, the others are other people. */
export async function portraitOnSheet(row: number, column: number): Promise<Buffer> {
  const left = Math.round(column * 106.62) + 1;
  const top = Math.round(283.5 + row * 112.2) + 1;
  return sharp(join(assets, 'screenshot-facematch.jpg')).extract({ left, top, width: 105, height: 105 }).resize(360, 360).jpeg().toBuffer();
}

export interface Pose {
  /** Radians that the head is really turned. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly closed?: boolean;
}

const LANDMARKS = 468;
const LIDS = [
  [
    [33, 246, 161, 160, 159, 158, 157, 173, 133],
    [33, 7, 163, 144, 145, 153, 154, 155, 133],
  ],
  [
    [263, 466, 388, 387, 386, 385, 384, 398, 362],
    [263, 249, 390, 373, 374, 380, 381, 382, 362],
  ],
] as const;

type Point = readonly [number, number, number];

/**
 * A photo that moves: the model's own landmarks of it, with their depth, span a mesh that is turned in space and painted with the photo, and
 * lids of skin are drawn over the eyes. It stands for a person before a camera, of whom no recording may lie in a repository; what that
 * proves and what not is told in docs/guides/face.md.
 */
export class Puppet {
  readonly #photo: Buffer;
  readonly #mesh: readonly Point[];
  readonly #triangles: readonly number[];

  private constructor(photo: Buffer, mesh: readonly Point[], triangles: readonly number[]) {
    this.#photo = photo;
    this.#mesh = mesh;
    this.#triangles = triangles;
  }

  static async of(person: Person): Promise<Puppet> {
    const { file, left, top, size } = people[person];
    const photo = await sharp(join(assets, file))
      .extract({ left, top, width: size, height: size })
      .resize(340, 340, { kernel: 'cubic' })
      .extend({ top: 70, bottom: 70, left: 70, right: 70, extendWith: 'mirror' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const human = await loadModel();
    const tensor = human.tf.tensor(new Uint8Array(photo), [FRAME, FRAME, 3], 'int32');
    const { face } = await human.detect(tensor as never);
    human.tf.dispose(tensor);
    const mesh = (face[0]?.mesh ?? []).slice(0, LANDMARKS).map(([x, y, z]): Point => [x, y, z ?? 0]);
    if (mesh.length !== LANDMARKS) throw new Error(`No face in the photo of ${person}`);
    return new Puppet(photo, mesh, human.faceTriangulation);
  }

  /** One frame as a camera would send it. */
  async frame(pose: Pose = {}, quality = 90): Promise<Buffer> {
    return sharp(this.raw(pose), { raw: { width: FRAME, height: FRAME, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
  }

  raw({ yaw = 0, pitch = 0, closed = false }: Pose = {}): Buffer {
    const texture = closed ? this.#withLids() : this.#photo;
    return yaw === 0 && pitch === 0 ? texture : this.#turned(texture, yaw, pitch);
  }

  #withLids(): Buffer {
    const out = Buffer.from(this.#photo);
    for (const [upper, lower] of LIDS) {
      const heightAt = (line: readonly number[], x: number): number => {
        const points = line.map((index) => this.#mesh[index] as Point).sort((a, b) => a[0] - b[0]);
        const next = points.findIndex((point) => point[0] >= x);
        if (next === -1) return points.at(-1)?.[1] ?? 0;
        const [x1, y1] = points[next] as Point;
        const [x0, y0] = points[Math.max(0, next - 1)] as Point;
        return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
      };
      const xs = upper.map((index) => this.#mesh[index]?.[0] ?? 0);
      const reach = 1.1 * Math.max(...lower.map((index, each) => (this.#mesh[index]?.[1] ?? 0) - (this.#mesh[upper[each] ?? 0]?.[1] ?? 0)));
      for (let x = Math.floor(Math.min(...xs)) - 3; x <= Math.ceil(Math.max(...xs)) + 3; x += 1) {
        const top = heightAt(upper, x) - reach * 0.5;
        const bottom = heightAt(lower, x) + reach * 0.4;
        for (let y = Math.floor(top - reach); y <= bottom; y += 1) {
          const from = Math.max(0, Math.round(top - reach + ((y - top + reach) / (reach + bottom - top)) * reach));
          for (let channel = 0; channel < 3; channel += 1)
            out[(y * FRAME + x) * 3 + channel] = this.#photo[(from * FRAME + x) * 3 + channel] ?? 0;
        }
        for (let y = Math.round(bottom) - 1; y <= Math.round(bottom) + 1; y += 1) {
          for (let channel = 0; channel < 3; channel += 1) {
            const at = (y * FRAME + x) * 3 + channel;
            out[at] = (out[at] ?? 0) * 0.45;
          }
        }
      }
    }
    return out;
  }

  #turned(texture: Buffer, yaw: number, pitch: number): Buffer {
    const mesh = this.#mesh;
    const middle = (axis: 0 | 1) => [234, 454, 10, 152].reduce((sum, index) => sum + (mesh[index]?.[axis] ?? 0), 0) / 4;
    const [centreX, centreY] = [middle(0), middle(1)];
    // A head turns about its neck, which lies behind the face.
    const centreZ = 0.5 * Math.abs((mesh[454]?.[0] ?? 0) - (mesh[234]?.[0] ?? 0));
    const turned = mesh.map(([x, y, z]): Point => {
      const [dx, dy, dz] = [x - centreX, y - centreY, z - centreZ];
      const across = dx * Math.cos(yaw) + dz * Math.sin(yaw);
      const depth = -dx * Math.sin(yaw) + dz * Math.cos(yaw);
      const up = dy * Math.cos(pitch) - depth * Math.sin(pitch);
      return [across + centreX, up + centreY, dy * Math.sin(pitch) + depth * Math.cos(pitch) + centreZ];
    });
    const out = Buffer.from(texture);
    const nearest = new Float32Array(FRAME * FRAME).fill(Number.POSITIVE_INFINITY);
    for (let index = 0; index < this.#triangles.length; index += 3) {
      const corners = this.#triangles.slice(index, index + 3);
      if (corners.some((corner) => corner >= LANDMARKS)) continue;
      const at = corners.map((corner) => turned[corner] as Point);
      const from = corners.map((corner) => mesh[corner] as Point);
      paint(out, nearest, texture, at as [Point, Point, Point], from as [Point, Point, Point]);
    }
    return out;
  }
}

/** Paints one triangle with its part of the photo, where nothing nearer is. */
function paint(out: Buffer, nearest: Float32Array, texture: Buffer, [a, b, c]: [Point, Point, Point], from: [Point, Point, Point]): void {
  const area = (b[1] - c[1]) * (a[0] - c[0]) + (c[0] - b[0]) * (a[1] - c[1]);
  if (Math.abs(area) < 1e-6) return;
  const range = (axis: 0 | 1) =>
    [
      Math.max(0, Math.floor(Math.min(a[axis], b[axis], c[axis]))),
      Math.min(FRAME - 1, Math.ceil(Math.max(a[axis], b[axis], c[axis]))),
    ] as const;
  const [left, right] = range(0);
  const [top, bottom] = range(1);
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const u = ((b[1] - c[1]) * (x - c[0]) + (c[0] - b[0]) * (y - c[1])) / area;
      const v = ((c[1] - a[1]) * (x - c[0]) + (a[0] - c[0]) * (y - c[1])) / area;
      const w = 1 - u - v;
      if (Math.min(u, v, w) < -1e-3) continue;
      const depth = u * a[2] + v * b[2] + w * c[2];
      if (depth > (nearest[y * FRAME + x] ?? 0)) continue;
      nearest[y * FRAME + x] = depth;
      const sourceX = u * from[0][0] + v * from[1][0] + w * from[2][0];
      const sourceY = u * from[0][1] + v * from[1][1] + w * from[2][1];
      for (let channel = 0; channel < 3; channel += 1) out[(y * FRAME + x) * 3 + channel] = between(texture, sourceX, sourceY, channel);
    }
  }
}

/** The photo's colour between four pixels. */
function between(texture: Buffer, x: number, y: number, channel: number): number {
  const left = Math.max(0, Math.min(FRAME - 2, Math.floor(x)));
  const top = Math.max(0, Math.min(FRAME - 2, Math.floor(y)));
  const [dx, dy] = [x - left, y - top];
  const at = (top * FRAME + left) * 3 + channel;
  const pixel = (offset: number) => texture[at + offset] ?? 0;
  return (pixel(0) * (1 - dx) + pixel(3) * dx) * (1 - dy) + (pixel(FRAME * 3) * (1 - dx) + pixel(FRAME * 3 + 3) * dx) * dy;
}

const TURN = 0.38;

/** The poses of each move, which begins and ends looking into the camera. */
const posesOf: Readonly<Record<FaceMove, readonly Pose[]>> = {
  blink: [{ closed: true }, {}],
  nod: [{ pitch: TURN }, {}],
  shake: [{ yaw: TURN }, { yaw: -TURN }, {}],
};

export const posesFor = (moves: readonly FaceMove[]): Pose[] => [{}, ...moves.flatMap((move) => posesOf[move])];

export const STEP_MS = 300;

export const inTime = (images: readonly Buffer[]): FaceFrame[] =>
  images.map((image, index) => ({ image: new Uint8Array(image), atMs: index * STEP_MS }));

let quality = 80;

/** Somebody doing what a challenge asks. No two frames are the same bytes, as no camera sends the same picture twice. */
export async function performing(puppet: Puppet, moves: readonly FaceMove[]): Promise<FaceFrame[]> {
  const images: Buffer[] = [];
  for (const pose of posesFor(moves)) {
    quality = quality === 95 ? 80 : quality + 1;
    images.push(await puppet.frame(pose, quality));
  }
  return inTime(images);
}

/** An identity card with the person's photo printed on it. @param times how often 800 by 500 pixels it is large */
export async function cardOf(puppet: Puppet, times = 1): Promise<Uint8Array> {
  const photo = await sharp(puppet.raw(), { raw: { width: FRAME, height: FRAME, channels: 3 } })
    .extract({ left: 70, top: 70, width: 340, height: 340 })
    .resize(260, 260)
    .linear(0.85, 18)
    .png()
    .toBuffer();
  const card = await sharp({ create: { width: 800, height: 500, channels: 3, background: '#dfe8e4' } })
    .composite([{ input: photo, left: 40, top: 120 }])
    .png()
    .toBuffer();
  return new Uint8Array(
    await sharp(card)
      .resize(800 * times)
      .jpeg({ quality: 85 })
      .toBuffer(),
  );
}

/** A printed photo, tilted before the camera by an angle about one of its axes: the same picture, seen in perspective. */
export async function tiltedPrint(puppet: Puppet, angle: number, about: 'upright' | 'level'): Promise<Buffer> {
  const photo = puppet.raw();
  const out = Buffer.alloc(photo.length, 120);
  const distance = 700;
  const middle = FRAME / 2;
  for (let y = 0; y < FRAME; y += 1) {
    for (let x = 0; x < FRAME; x += 1) {
      const [dx, dy] = [x - middle, y - middle];
      const along = about === 'upright' ? dx : dy;
      const turned = (along * distance) / (distance * Math.cos(angle) - along * Math.sin(angle));
      const other = ((about === 'upright' ? dy : dx) * (distance + turned * Math.sin(angle))) / distance;
      const fromX = Math.round((about === 'upright' ? turned : other) + middle);
      const fromY = Math.round((about === 'upright' ? other : turned) + middle);
      if (fromX < 0 || fromY < 0 || fromX >= FRAME || fromY >= FRAME) continue;
      photo.copy(out, (y * FRAME + x) * 3, (fromY * FRAME + fromX) * 3, (fromY * FRAME + fromX) * 3 + 3);
    }
  }
  return sharp(out, { raw: { width: FRAME, height: FRAME, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
