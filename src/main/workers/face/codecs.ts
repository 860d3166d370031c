import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js';
import decodePng, { init as initPngDecoder } from '@jsquash/png/decode.js';

/** A decoded picture: four bytes a pixel, red, green, blue, opacity. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Node has it; its types come with a browser's library, which this program does not use. */
const wasm = (globalThis as unknown as { readonly WebAssembly: { compile(code: Uint8Array): Promise<object> } }).WebAssembly;

const { resolve } = createRequire(import.meta.url);

/** As the codecs take it: they were written for browsers, where a module is compiled from a download. */
const compiled = async (file: string): Promise<object> => wasm.compile(await readFile(resolve(file)));

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

type Init = (module: object) => Promise<unknown>;

const jpegDecoder = once(async () => (initJpegDecoder as unknown as Init)(await compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')));
const jpegEncoder = once(async () => (initJpegEncoder as unknown as Init)(await compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm')));
const pngDecoder = once(async () => (initPngDecoder as unknown as Init)(await compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')));

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/**
 * Decodes inside WebAssembly: a picture made to break its decoder breaks out of nothing. Photos are turned upright as their camera says.
 * @throws Error when the picture cannot be decoded
 */
export async function decode(bytes: Uint8Array, format: 'jpeg' | 'png'): Promise<Pixels> {
  if (format === 'png') {
    await pngDecoder();
    return (await decodePng(bufferOf(bytes))) as unknown as Pixels;
  }
  await jpegDecoder();
  return (await decodeJpeg(bufferOf(bytes), { preserveOrientation: true })) as unknown as Pixels;
}

/** @param quality 0 to 100 */
export async function encode(pixels: Pixels, quality: number): Promise<Uint8Array> {
  await jpegEncoder();
  return new Uint8Array(await encodeJpeg(pixels as unknown as Parameters<typeof encodeJpeg>[0], { quality, progressive: false }));
}

/** Makes a picture smaller by the mean of whole blocks of pixels, so that its longer side is at most `longest`. */
export function shrink(pixels: Pixels, longest: number): Pixels {
  const factor = Math.ceil(Math.max(pixels.width, pixels.height) / longest);
  if (factor <= 1) return pixels;
  const width = Math.max(1, Math.floor(pixels.width / factor));
  const height = Math.max(1, Math.floor(pixels.height / factor));
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 4; channel += 1) {
        let sum = 0;
        for (let dy = 0; dy < factor; dy += 1) {
          const row = (y * factor + dy) * pixels.width + x * factor;
          for (let dx = 0; dx < factor; dx += 1) sum += pixels.data[(row + dx) * 4 + channel] ?? 0;
        }
        data[(y * width + x) * 4 + channel] = sum / (factor * factor);
      }
    }
  }
  return { data, width, height };
}
