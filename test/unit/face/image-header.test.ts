import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../../../src/main/engine/identity/image-header.ts';

const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#345' } });

describe('reading a picture’s header', () => {
  it('FV-02 tells format and size of real pictures by their content', async () => {
    expect(readImageHeader(await plain(37, 21).jpeg().toBuffer())).toEqual({ format: 'jpeg', width: 37, height: 21 });
    expect(readImageHeader(await plain(37, 21).jpeg({ progressive: true, optimizeCoding: true }).withMetadata().toBuffer())).toMatchObject({
      width: 37,
    });
    expect(readImageHeader(await plain(1_200, 800).png().toBuffer())).toEqual({ format: 'png', width: 1_200, height: 800 });
  });

  it('FV-02 takes nothing else for a picture, whatever it is called', async () => {
    const others = [
      await plain(9, 9).webp().toBuffer(),
      await plain(9, 9).gif().toBuffer(),
      await plain(9, 9).tiff().toBuffer(),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'),
      Buffer.from('%PDF-1.7'),
      Buffer.from('GIF89a'),
      Buffer.from([0xff, 0xd8]),
      Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2]),
      Buffer.alloc(0),
    ];
    for (const bytes of others) expect(readImageHeader(bytes)).toBeNull();
  });

  it('FV-02 reads any bytes without falling over, and in time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], []),
        fc.uint8Array({ maxLength: 400 }),
        (start, rest) => {
          const header = readImageHeader(Uint8Array.from([...start, ...rest]));
          if (header !== null) expect(header.width * header.height).toBeGreaterThan(0);
        },
      ),
    );
  });
});
