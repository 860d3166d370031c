import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HumanFace } from '../../../src/main/adapters/face-human.ts';
import { WorkerQueue } from '../../../src/main/adapters/worker-queue.ts';
import { embeddingOf, similarity } from '../../../src/main/engine/factors/face/similarity.ts';
import type { FaceFrame } from '../../../src/main/engine/ports.ts';
import { catalogue } from '../../../src/main/engine/settings/catalogue.ts';
import type { PictureJob } from '../../../src/main/workers/face-worker.ts';
import type { FaceMove } from '../../../src/shared/vocabulary/index.ts';
import { cardOf, FRAME, inTime, Puppet, performing, portraitOnSheet, posesFor, tiltedPrint } from '../../support/puppet.ts';

const asked: readonly FaceMove[] = ['shake', 'blink', 'nod'];
const thresholds = {
  match: catalogue['face.match'].default,
  documentMatch: catalogue['face.documentMatch'].default,
  real: catalogue['face.real'].default,
  live: catalogue['face.live'].default,
  turn: catalogue['face.turn'].default,
  depth: catalogue['face.depth'].default,
  blink: catalogue['face.blink'].default,
};

/** The real model, judged by the settings as they come. People are puppets of photos: see test/support/puppet.ts. */
describe('the face model', () => {
  const queue = new WorkerQueue<PictureJob>({ file: 'face-worker', most: 16, timeoutMs: 120_000 });
  const face = new HumanFace(queue, () => thresholds);
  let holder: Puppet;
  let stranger: Puppet;
  let card: Uint8Array;
  let document: Uint8Array;
  let enrolled: Uint8Array;
  let good: FaceFrame[];

  beforeAll(async () => {
    holder = await Puppet.of('holder');
    stranger = await Puppet.of('stranger');
    card = await cardOf(holder);
    document = (await face.portrait(card)) as Uint8Array;
    good = await performing(holder, asked);
    const { result, template } = await face.enrol(asked, good, { enrolled: null, document });
    expect(result).toMatchObject({ passed: true, refusals: [] });
    enrolled = template as Uint8Array;
  }, 120_000);

  afterAll(() => queue.close());

  const submit = (frames: readonly FaceFrame[], moves = asked) => face.submit(moves, frames, { enrolled, document });

  it('FV-04 takes a template of 1,024 numbers and accepts the holder who does what is asked', async () => {
    expect(embeddingOf(enrolled)).toHaveLength(1_024);
    const result = await submit(await performing(holder, ['nod', 'shake', 'blink']), ['nod', 'shake', 'blink']);
    expect(result.refusals).toEqual([]);
    expect(result.matchScore).toBeGreaterThan(thresholds.match);
    expect(result.documentScore).toBeGreaterThan(thresholds.documentMatch);
  });

  it('ND-06 refuses another person who does everything right', async () => {
    const result = await submit(await performing(stranger, asked));
    expect(result).toMatchObject({ passed: false, refusals: ['not_the_holder'] });
    expect(result.matchScore).toBeLessThan(0.5);
  });

  it('ND-06 refuses to enrol a face that is not the document’s', async () => {
    const { result, template } = await face.enrol(asked, await performing(stranger, asked), { enrolled: null, document });
    expect(result.refusals).toEqual(['not_the_holder']);
    expect(template).toBeNull();
  });

  it('FV-04 refuses a still image, however often it is sent', async () => {
    const images = await Promise.all([80, 82, 84, 86, 88, 90, 92, 94].map((quality) => holder.frame({}, quality)));
    expect((await submit(inTime(images))).refusals).toEqual(['moves_not_seen']);
  });

  it('FV-04 refuses a printed photo that is tilted every way before the camera', async () => {
    const still = await holder.frame();
    const tilts = [
      [0.7, 'upright'],
      [-0.7, 'upright'],
      [0.7, 'level'],
      [-0.7, 'level'],
      [1, 'upright'],
      [1, 'level'],
    ] as const;
    const images = [still];
    for (const [angle, about] of tilts) images.push(await tiltedPrint(holder, angle, about), still);
    expect((await submit(inTime(images), ['shake', 'nod'])).refusals).toContain('moves_not_seen');
  });

  it.each([
    [['blink', 'shake', 'nod'], 'moves_out_of_order'],
    [['shake', 'blink', 'nod', 'blink'], 'moves_not_seen'],
  ] as const)('ND-06 refuses the recording of another sequence when %j is asked', async (moves, refusal) => {
    expect((await submit(good, moves)).refusals).toEqual([refusal]);
  });

  it('FV-04 refuses a second face in the frame', async () => {
    const beside = await sharp({ create: { width: FRAME * 2, height: FRAME, channels: 3, background: '#888' } })
      .composite([
        { input: Buffer.from(good[2]?.image ?? []), left: 0, top: 0 },
        { input: await stranger.frame(), left: FRAME, top: 0 },
      ])
      .jpeg()
      .toBuffer();
    const frames = good.map((frame, index) => (index === 2 ? { ...frame, image: new Uint8Array(beside) } : frame));
    expect((await submit(frames)).refusals).toEqual(['one_face_only']);
  });

  it('FV-04 refuses a face that is swapped midway', async () => {
    const others = await performing(stranger, asked);
    const swapped = good.map((frame, index) => (index >= 5 ? (others[index] ?? frame) : frame));
    expect((await submit(swapped)).refusals).toContain('same_person_throughout');
  });

  it('ND-06 tells what is wrong with the picture: no light, a covered lens, a face cut off, one too far away', async () => {
    const change = async (edit: (image: ReturnType<typeof sharp>) => ReturnType<typeof sharp>) =>
      (
        await submit(
          inTime(
            await Promise.all(
              posesFor(['blink', 'blink']).map(async (pose, index) =>
                edit(sharp(await holder.frame(pose, 80 + index)))
                  .jpeg()
                  .toBuffer(),
              ),
            ),
          ),
        )
      ).refusals;
    expect(await change((image) => image.linear(0.12, 0))).toContain('good_light');
    expect(await change((image) => image.linear(0, 90))).toEqual(['camera_unobstructed', 'no_face']);
    expect(await change((image) => image.extract({ left: 190, top: 0, width: 290, height: FRAME }))).toContain('whole_face_visible');
    expect(
      await change((image) => image.resize(75, 75).extend({ top: 200, bottom: 205, left: 200, right: 205, background: '#777' })),
    ).toContain('come_closer');
  });

  it('FV-04 finds the holder’s photo on a document, and none where there is none or several', async () => {
    expect(await face.compare(document, enrolled)).toBeGreaterThan(thresholds.documentMatch);
    const empty = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#dfe8e4' } })
      .jpeg()
      .toBuffer();
    expect(await face.portrait(new Uint8Array(empty))).toBeNull();
    const two = await sharp({ create: { width: FRAME * 2, height: FRAME, channels: 3, background: '#888' } })
      .composite([
        { input: await holder.frame(), left: 0, top: 0 },
        { input: await stranger.frame(), left: FRAME, top: 0 },
      ])
      .jpeg()
      .toBuffer();
    expect(await face.portrait(new Uint8Array(two))).toBeNull();
  });

  it('FV-04 keeps every stranger of the sample below the threshold, and most photos of one evening above it', async () => {
    const template = async (row: number, column: number) => face.portrait(new Uint8Array(await portraitOnSheet(row, column)));
    const same: Uint8Array[] = [];
    for (const column of [1, 2, 3, 4, 7]) same.push((await template(0, column)) as Uint8Array);
    const others: Uint8Array[] = [];
    for (let column = 0; column < 18; column += 1) {
      const made = await template(4, column);
      if (made !== null) others.push(made);
    }
    expect(others.length).toBeGreaterThan(10);
    const scores = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
      a.flatMap((one) => b.filter((other) => other !== one).map((other) => similarity(embeddingOf(one), embeddingOf(other))));
    expect(Math.max(...scores(same, others))).toBeLessThan(thresholds.match);
    const again = scores(same, same);
    expect(again.filter((value) => value >= thresholds.match).length / again.length).toBeGreaterThan(0.4);
  });
});
