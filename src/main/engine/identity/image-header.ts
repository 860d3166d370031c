/** What the first bytes of a picture say about it, read before anything decodes it. */
export interface ImageHeader {
  readonly format: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IHDR = 0x49484452;

const MARKER = 0xff;
const START_OF_SCAN = 0xda;
/** Start-of-frame markers that carry the size: all of C0 to CF but the Huffman table, JPG and arithmetic conditioning (ITU-T T.81). */
const isStartOfFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Markers without a length: fill bytes, TEM, restarts. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

function readPng(view: DataView): ImageHeader | null {
  if (view.byteLength < 24 || view.getUint32(12) !== IHDR) return null;
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

function readJpeg(view: DataView): ImageHeader | null {
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== MARKER) return null;
    const marker = view.getUint8(at + 1);
    if (marker === MARKER) at += 1;
    else if (standsAlone(marker)) at += 2;
    else if (marker === START_OF_SCAN) return null;
    else if (isStartOfFrame(marker)) {
      if (at + 9 > view.byteLength) return null;
      return { format: 'jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else {
      const length = view.getUint16(at + 2);
      if (length < 2) return null;
      at += 2 + length;
    }
  }
  return null;
}

/**
 * Tells a JPEG or PNG by its content, whatever it is called, and how large it becomes when it is decoded.
 * @returns null for everything else, and for a picture without pixels
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = PNG.every((byte, index) => bytes[index] === byte);
  const isJpeg = bytes[0] === MARKER && bytes[1] === 0xd8;
  const header = isPng ? readPng(view) : isJpeg ? readJpeg(view) : null;
  return header === null || header.width === 0 || header.height === 0 ? null : header;
}
