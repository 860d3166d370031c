import { decodeQR } from 'qr/decode.js';

/** The browser's own reader (Shape Detection API), as far as it is used here; TypeScript's DOM library does not know it. */
interface NativeReader {
  detect(image: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface NativeReaderClass {
  new (options: { readonly formats: readonly string[] }): NativeReader;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Reads the QR code in a picture; null when there is none. */
export type QrReader = (image: HTMLVideoElement | HTMLCanvasElement) => Promise<string | null>;

/** The browser's own reader where there is one that knows QR codes (Android, macOS), else one in JavaScript. */
export async function openReader(): Promise<QrReader> {
  const native = (globalThis as { readonly BarcodeDetector?: NativeReaderClass }).BarcodeDetector;
  const formats: readonly string[] = native === undefined ? [] : await native.getSupportedFormats().catch(() => []);
  if (native !== undefined && formats.includes('qr_code')) {
    const reader = new native({ formats: ['qr_code'] });
    return async (image) => (await reader.detect(image).catch(() => []))[0]?.rawValue ?? null;
  }
  const canvas = document.createElement('canvas');
  return async (image) => readInScript(canvas, image);
}

/** Longest side of what is searched; a code that fills a third of the picture is still read. */
const SEARCHED = 720;

function readInScript(canvas: HTMLCanvasElement, image: HTMLVideoElement | HTMLCanvasElement): string | null {
  const [width, height] = image instanceof HTMLVideoElement ? [image.videoWidth, image.videoHeight] : [image.width, image.height];
  if (width === 0 || height === 0) return null;
  const scale = Math.min(1, SEARCHED / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // No code in this picture: the next one comes in a moment.
    return null;
  }
}
