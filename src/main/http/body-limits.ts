import type { Settings } from '../engine/settings/settings.ts';

const KIB = 1_024;
/** What base64 makes of bytes, and room for the fields around a picture. */
const asBase64 = (bytes: number): number => Math.ceil(bytes / 3) * 4 + 200;

/**
 * The largest bodies, by procedure, of the few calls that carry pictures, as far as settings allow pictures. Every other call keeps the
 * small limit that all have.
 */
export function pictureLimits(settings: Settings): Readonly<Record<'platform' | 'customer', Readonly<Record<string, number>>>> {
  const small = settings.get('http.maxBody') * KIB;
  const images = 2 * asBase64(settings.get('identity.maxImage') * KIB) + small;
  const frames = settings.get('face.maxFrames') * asBase64(settings.get('face.maxFrame') * KIB) + small;
  return {
    platform: { 'documents.add': images },
    customer: { 'identity.submit': images, 'face.finish': frames, 'operations.completeStep': frames },
  };
}
