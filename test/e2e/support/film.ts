import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { FaceMove } from '../../../src/shared/vocabulary/index.ts';
import { FRAME, type Person, type Pose, Puppet, posesFor } from '../../support/puppet.ts';

const WIDTH = 854;
const HEIGHT = FRAME;
const PIXELS = WIDTH * HEIGHT;
const RATE = 8;
/** Frames for each pose: half a second, in which the capture screen takes two pictures. */
const HELD = 4;
/** Frames from the first to the last picture of a recording: 24 of them, a quarter of a second apart. */
const RECORDING = 6 * RATE;
/** Long enough for no recording to reach the beginning again, where the film runs anew. */
const FRAMES = 16 * RATE;

/**
 * What Chromium's stand-in for a camera sees: a puppet (test/support/puppet.ts) in uncompressed pictures (YUV4MPEG2), which the browser
 * plays from the beginning whenever a page opens the camera.
 */
export class Film {
  readonly #puppet: Puppet;
  readonly #path: string;
  readonly #poses = new Map<string, Buffer>();

  private constructor(puppet: Puppet, path: string) {
    this.#puppet = puppet;
    this.#path = path;
  }

  /** @param path the file that the browser was told to play; it has to be there when the browser starts */
  static async of(person: Person, path: string): Promise<Film> {
    const film = new Film(await Puppet.of(person), path);
    await film.show([]);
    return film;
  }

  /** The browser's switch for a camera that shows this film. */
  get camera(): string {
    return `--use-file-for-fake-video-capture=${this.#path}`;
  }

  get puppet(): Puppet {
    return this.#puppet;
  }

  /** Has the next camera that is opened show somebody who looks straight ahead, makes the moves in their order, and looks straight again. */
  async show(moves: readonly FaceMove[]): Promise<void> {
    const [straight = {}, ...poses] = posesFor(moves);
    const acted = poses.flatMap((pose) => Array.from({ length: HELD }, () => pose));
    // Whenever the recording begins before the first move, the last one ends within it.
    const lead = Math.max(0, RECORDING - acted.length - 2);
    const all = Array.from({ length: FRAMES }, (_, index) => acted[index - lead] ?? straight);
    const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420mpeg2\n`)];
    for (const pose of all) parts.push(Buffer.from('FRAME\n'), withNoise(await this.#picture(pose)));
    await writeFile(this.#path, Buffer.concat(parts));
  }

  async #picture(pose: Pose): Promise<Buffer> {
    const key = JSON.stringify(pose);
    const known = this.#poses.get(key);
    if (known !== undefined) return known;
    const side = (WIDTH - HEIGHT) / 2;
    const rgb = await sharp(this.#puppet.raw(pose), { raw: { width: FRAME, height: FRAME, channels: 3 } })
      .extend({ left: side, right: side, extendWith: 'copy' })
      .raw()
      .toBuffer();
    const picture = yuvOf(rgb);
    this.#poses.set(key, picture);
    return picture;
  }
}

/** BT.601 with studio levels, one pair of colours for four pixels. */
function yuvOf(rgb: Buffer): Buffer {
  const out = Buffer.alloc(PIXELS * 1.5);
  const at = (pixel: number) => [rgb[pixel * 3] ?? 0, rgb[pixel * 3 + 1] ?? 0, rgb[pixel * 3 + 2] ?? 0] as const;
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    const [r, g, b] = at(pixel);
    out[pixel] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
  }
  for (let y = 0; y < HEIGHT / 2; y += 1) {
    for (let x = 0; x < WIDTH / 2; x += 1) {
      const [r, g, b] = at(2 * y * WIDTH + 2 * x);
      const colour = (y * WIDTH) / 2 + x;
      out[PIXELS + colour] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
      out[PIXELS * 1.25 + colour] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
    }
  }
  return out;
}

/** The grain of a sensor: no camera sends the same picture twice, and the engine takes one that it has seen for a replay. */
function withNoise(picture: Buffer): Buffer {
  const out = Buffer.from(picture);
  const noise = randomBytes(PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) out[pixel] = (out[pixel] ?? 0) + ((noise[pixel] ?? 0) & 3) - 1;
  return out;
}
