import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HumanFace } from '../../../src/main/adapters/face-human.ts';
import { RemoteFace } from '../../../src/main/adapters/face-remote.ts';
import { WorkerQueue } from '../../../src/main/adapters/worker-queue.ts';
import type { Face, FaceFrame } from '../../../src/main/engine/ports.ts';
import { catalogue } from '../../../src/main/engine/settings/catalogue.ts';
import type { PictureJob } from '../../../src/main/workers/face-worker.ts';
import type { FaceMove } from '../../../src/shared/vocabulary/index.ts';
import { cardOf, Puppet, performing } from '../../support/puppet.ts';

const moves: readonly FaceMove[] = ['nod', 'blink'];
const KEY = 'provider-key';

const queue = new WorkerQueue<PictureJob>({ file: 'face-worker', most: 16, timeoutMs: 120_000 });
const local = new HumanFace(queue, () => ({
  match: catalogue['face.match'].default,
  documentMatch: catalogue['face.documentMatch'].default,
  real: catalogue['face.real'].default,
  live: catalogue['face.live'].default,
  turn: catalogue['face.turn'].default,
  depth: catalogue['face.depth'].default,
  blink: catalogue['face.blink'].default,
}));

interface Wire {
  readonly moves: readonly FaceMove[];
  readonly frames: readonly { readonly image: string; readonly atMs: number }[];
  readonly references: { readonly enrolled: string | null; readonly document: string | null };
  readonly image: string;
  readonly a: string;
  readonly b: string;
}

const bytes = (value: string | null) => (value === null ? null : new Uint8Array(Buffer.from(value, 'base64')));
const base64 = (value: Uint8Array | null) => (value === null ? null : Buffer.from(value).toString('base64'));

/** A provider: the same model behind the provider's protocol, in another program for all the client knows. */
async function answer(path: string, wire: Wire): Promise<unknown> {
  const frames = wire.frames?.map(({ image, atMs }) => ({ image: bytes(image) as Uint8Array, atMs }));
  const references = { enrolled: bytes(wire.references?.enrolled ?? null), document: bytes(wire.references?.document ?? null) };
  if (path === '/v1/verifications') return local.submit(wire.moves, frames, references);
  if (path === '/v1/enrolments') {
    const { result, template } = await local.enrol(wire.moves, frames, references);
    return { result, template: base64(template) };
  }
  if (path === '/v1/portraits') return { template: base64(await local.portrait(bytes(wire.image) as Uint8Array)) };
  return { score: await local.compare(bytes(wire.a) as Uint8Array, bytes(wire.b) as Uint8Array) };
}

let provider: Server;
let url: string;
const seen: { readonly authorization: string | undefined; readonly body: string }[] = [];
/** Set, and the provider answers this instead. */
let instead:
  | ((request: IncomingMessage) => { readonly status: number; readonly body: string; readonly location?: string } | 'hang')
  | null = null;

beforeAll(async () => {
  provider = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      seen.push({ authorization: request.headers.authorization, body });
      const other = instead?.(request);
      if (other === 'hang') return;
      if (other !== undefined) {
        response.writeHead(other.status, {
          'content-type': 'application/json',
          ...(other.location === undefined ? {} : { location: other.location }),
        });
        response.end(other.body);
        return;
      }
      const said = await answer(request.url ?? '', JSON.parse(body) as Wire).catch(() => null);
      response.writeHead(said === null ? 422 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(said));
    })();
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
});

afterAll(async () => {
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
  await queue.close();
});

describe.each<[string, () => Face]>([
  ['on this machine', () => local],
  ['by a provider', () => new RemoteFace({ url, key: KEY, timeoutMs: 60_000 })],
])('the face port %s', (_name, open) => {
  let face: Face;
  let holder: Puppet;
  let stranger: Puppet;
  let document: Uint8Array;
  let good: FaceFrame[];

  beforeAll(async () => {
    face = open();
    holder = await Puppet.of('holder');
    stranger = await Puppet.of('third');
    document = (await face.portrait(await cardOf(holder))) as Uint8Array;
    good = await performing(holder, moves);
  }, 120_000);

  it('FV-04 enrols the holder and knows them again', async () => {
    const { result, template } = await face.enrol(moves, good, { enrolled: null, document });
    expect(result).toMatchObject({ passed: true, refusals: [], matchScore: null });
    expect(template).not.toBeNull();
    const again = await face.submit(moves, await performing(holder, moves), { enrolled: template, document });
    expect(again.passed).toBe(true);
    expect(again.matchScore).toBeGreaterThan(0.8);
    expect(again.livenessScore).toBeGreaterThan(0.5);
  });

  it('FV-04 refuses somebody else, gives no template for it, and says why', async () => {
    const { result, template } = await face.enrol(moves, await performing(stranger, moves), { enrolled: null, document });
    expect(result.passed).toBe(false);
    expect(result.refusals).toContain('not_the_holder');
    expect(template).toBeNull();
  });

  it('FV-04 compares templates from 0 to 1', async () => {
    const other = (await face.portrait(await cardOf(stranger))) as Uint8Array;
    expect(await face.compare(document, document)).toBe(1);
    expect(await face.compare(document, other)).toBeLessThan(0.58);
  });

  it('FV-04 refuses frames that are no pictures', async () => {
    const junk = good.map((frame) => ({ ...frame, image: new TextEncoder().encode('no picture') }));
    await expect(face.submit(moves, junk, { enrolled: document, document })).rejects.toMatchObject({
      code: expect.stringMatching(/^(invalid_input|unavailable)$/),
    });
  });
});

describe('a face provider that misbehaves', () => {
  const remote = (timeoutMs = 2_000) => new RemoteFace({ url, key: KEY, timeoutMs });
  const result = { passed: true, refusals: [], matchScore: 1, documentScore: null, livenessScore: 1 };
  const image = new Uint8Array([1]);

  it.each([
    ['an error', { status: 500, body: '{}' }],
    ['no JSON', { status: 200, body: 'passed' }],
    ['another shape', { status: 200, body: '{"passed":"yes"}' }],
    ['scores out of range', { status: 200, body: JSON.stringify({ ...result, matchScore: 7 }) }],
    ['passed with refusals', { status: 200, body: JSON.stringify({ ...result, refusals: ['not_the_holder'] }) }],
    ['refused without a reason', { status: 200, body: JSON.stringify({ ...result, passed: false }) }],
    ['a redirect', { status: 307, body: '', location: 'http://127.0.0.1:1/' }],
    ['an answer without end', { status: 200, body: `"${'x'.repeat(300 * 1_024)}"` }],
  ])('FV-04 takes %s for no answer, never for a pass', async (_what, wrong) => {
    instead = () => wrong;
    await expect(remote().submit(moves, [], { enrolled: image, document: null })).rejects.toMatchObject({ code: 'unavailable' });
    instead = null;
  });

  it('FV-04 takes an enrolment without a template, or a template without a pass, for no answer', async () => {
    for (const body of [
      { result, template: null },
      { result: { ...result, passed: false, refusals: ['no_face'] }, template: 'AAAA' },
    ]) {
      instead = () => ({ status: 200, body: JSON.stringify(body) });
      await expect(remote().enrol(moves, [], { enrolled: null, document: image })).rejects.toMatchObject({ code: 'unavailable' });
    }
    instead = null;
  });

  it('FV-04 waits no longer than it may', async () => {
    instead = () => 'hang';
    await expect(remote(50).portrait(image)).rejects.toMatchObject({ code: 'unavailable' });
    instead = null;
  });

  it('FV-04 shows its key to the provider, and nobody’s name or number', async () => {
    seen.length = 0;
    await remote(30_000).portrait(await cardOf(await Puppet.of('holder')));
    expect(seen[0]?.authorization).toBe(`Bearer ${KEY}`);
    expect(Object.keys(JSON.parse(seen[0]?.body ?? '{}') as object)).toEqual(['image']);
  });

  it('FV-04 calls nobody without encryption but this machine', () => {
    expect(() => new RemoteFace({ url: 'http://faces.example/v1', key: KEY, timeoutMs: 1 })).toThrow('HTTPS');
    expect(new RemoteFace({ url: 'https://faces.example/v1', key: KEY, timeoutMs: 1 }).name).toBe('remote:faces.example');
  });
});
