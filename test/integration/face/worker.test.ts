import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { WasmImages } from '../../../src/main/adapters/images-wasm.ts';
import { WorkerQueue } from '../../../src/main/adapters/worker-queue.ts';
import type { PictureJob } from '../../../src/main/workers/face-worker.ts';

const open: WorkerQueue<PictureJob>[] = [];
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.close();
});

function start(more: Partial<ConstructorParameters<typeof WorkerQueue>[0]> = {}): WorkerQueue<PictureJob> {
  const queue = new WorkerQueue<PictureJob>({ file: 'face-worker', most: 4, timeoutMs: 60_000, ...more });
  open.push(queue);
  return queue;
}

const MEGAPIXELS = 4_000_000;
const photo = (width = 60, height = 40) => sharp({ create: { width, height, channels: 3, background: '#a63' } });
const clean = async (bytes: Uint8Array, longest = 100): Promise<PictureJob> => ({
  kind: 'clean',
  picture: { bytes, format: 'jpeg' },
  longest,
  quality: 80,
});

/** A PNG whose header promises any size, with next to nothing behind it. */
function png(width: number, height: number, data = Buffer.alloc(0)): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type), body]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(body.length, 0);
    frame.writeUInt32BE(crc32(typed), 4);
    return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(data)), chunk('IEND', Buffer.alloc(0))]);
}

describe('the thread that looks at pictures', () => {
  it('FV-02 encodes a picture anew, so that nothing but its pixels survives', async () => {
    const images = new WasmImages(start(), () => MEGAPIXELS);
    const comment = '<script>alert(document.domain)</script>';
    const withMore = await photo()
      .withExif({ IFD0: { Copyright: comment, ImageDescription: 'GPS 52.5 13.4' } })
      .jpeg()
      .toBuffer();
    const polyglot = Buffer.concat([withMore, Buffer.from(`PK\u0003\u0004${comment}`)]);
    expect(polyglot.includes(comment)).toBe(true);
    const { jpeg, width, height } = await images.clean(polyglot);
    expect([width, height]).toEqual([60, 40]);
    expect(Buffer.from(jpeg).includes('script')).toBe(false);
    expect(Buffer.from(jpeg).includes('GPS')).toBe(false);
    const { exif, format } = await sharp(jpeg).metadata();
    expect([exif, format]).toEqual([undefined, 'jpeg']);
  });

  it('FV-02 keeps what is seen: colours, PNG as well as JPEG, and the way up that the camera told', async () => {
    const images = new WasmImages(start(), () => MEGAPIXELS);
    const sideways = await photo(60, 40).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await images.clean(sideways)).toMatchObject({ width: 40, height: 60 });
    const { jpeg } = await images.clean(await photo().png().toBuffer());
    const [pixel] = [await sharp(jpeg).raw().toBuffer()];
    expect(Math.abs((pixel?.[0] ?? 0) - 0xaa)).toBeLessThan(8);
    expect(Math.abs((pixel?.[1] ?? 0) - 0x66)).toBeLessThan(8);
    expect(await images.clean(await photo(3_000, 90).jpeg().toBuffer())).toMatchObject({ width: 1_500, height: 45 });
  });

  it('FV-02 refuses a decompression bomb by its header, without decoding it', async () => {
    const images = new WasmImages(start(), () => MEGAPIXELS);
    for (const bomb of [png(60_000, 60_000), png(2_000_000_000, 2_000_000_000), png(2_001, 2_000)]) {
      expect(bomb.length).toBeLessThan(200);
      await expect(images.clean(bomb)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('too many pixels'),
      });
    }
  });

  it('FV-02 refuses what is no picture, and what is one only at its start, and goes on working', async () => {
    const images = new WasmImages(start(), () => MEGAPIXELS);
    const good = await photo().jpeg().toBuffer();
    const broken = [
      Buffer.from('hello'),
      Buffer.alloc(0),
      good.subarray(0, good.length / 2),
      png(50, 50),
      png(50, 50, Buffer.from('short')),
    ];
    for (const bytes of broken) {
      const outcome = await images.clean(bytes).then(
        ({ width }) => ({ width }),
        (error: unknown) => error,
      );
      // A photo that breaks off is shown by every viewer as far as it goes; everything else is refused.
      if (bytes.length !== Math.floor(good.length / 2)) expect(outcome).toMatchObject({ code: 'invalid_input' });
    }
    expect(await images.clean(good)).toMatchObject({ width: 60 });
  });

  it('FV-04 ends a job that takes too long and does the next one on a new thread', async () => {
    const crashes: unknown[] = [];
    const queue = start({ timeoutMs: 1, onCrash: (error) => crashes.push(error) });
    await expect(queue.run(await clean(await photo().jpeg().toBuffer()))).rejects.toMatchObject({ code: 'unavailable' });
    const patient = start();
    expect(await patient.run(await clean(await photo().jpeg().toBuffer()))).toMatchObject({ width: 60 });
  });

  it('FV-04 starts a new thread after one that crashed, and only the job that ran is lost', async () => {
    const crashes: unknown[] = [];
    const queue = start({ onCrash: (error) => crashes.push(error) });
    const good = await clean(await photo().jpeg().toBuffer());
    // A job that the worker does not understand is a defect: it ends as one, and the thread with it or not, the next one is done.
    const lost = queue.run(null as unknown as PictureJob);
    const next = queue.run(good);
    await expect(lost).rejects.toThrow();
    expect(await next).toMatchObject({ width: 60 });
  });

  it('FV-04 lets only so many wait, and tells the others to come back', async () => {
    const queue = start({ most: 2 });
    const job = await clean(await photo(900, 900).jpeg().toBuffer());
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => queue.run(job)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable', data: { retryAfterMs: expect.any(Number) } });
  });

  it('refuses what waits when it closes', async () => {
    const queue = start();
    const job = await clean(await photo(900, 900).jpeg().toBuffer());
    const waiting = Promise.allSettled([queue.run(job), queue.run(job)]);
    await queue.close();
    for (const outcome of await waiting) expect(outcome.status).toBe('rejected');
    await expect(queue.run(job)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
