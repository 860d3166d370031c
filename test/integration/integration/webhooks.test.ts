import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Worker } from '../../../src/main/compose/worker.ts';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import {
  Deliverer,
  forgetOldDeliveries,
  type PostResult,
  retryAt,
  retryPauses,
  type WebhookTransport,
} from '../../../src/main/engine/integration/deliver.ts';
import {
  createEndpoint,
  disableEndpoint,
  listDeliveries,
  listEndpoints,
  replayDelivery,
  rotateEndpointSecret,
  wantsTopic,
} from '../../../src/main/engine/integration/webhooks.ts';
import { relayWebhooks } from '../../../src/main/engine/outbox/relay.ts';
import { createSealer } from '../../../src/main/engine/sealing.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { once, platform, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

const administrator = staff('administrator');

/** An endpoint on the other side of the port; answers as it is told. */
class FakeTransport implements WebhookTransport {
  readonly posts: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }[] = [];
  answer: (url: string) => Promise<PostResult> | PostResult = () => ({ status: 204 });

  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<PostResult> {
    this.posts.push({ url, headers, body });
    return this.answer(url);
  }
}

const account = (engine: TestEngine, id: string) => putAccount(engine, platform, { id: id as AccountId, kind: 'main' }, once());

async function relayAll(engine: TestEngine): Promise<number> {
  let moved = 0;
  for (;;) {
    const relayed = await relayWebhooks(engine);
    moved += relayed.moved;
    if (!relayed.more) return moved;
  }
}

/** Sends what is due and waits for every answer. */
async function deliver(deliverer: Deliverer): Promise<void> {
  await deliverer.run(() => undefined);
  await deliverer.drain();
}

const deliveries = (engine: TestEngine) => listDeliveries(engine, administrator, { limit: 100 });

describeOnBothStores('webhooks', (openStore) => {
  it('IN-03 makes one delivery for each endpoint that wants the topic, and none for the others', async () => {
    const engine = await createTestEngine(openStore);
    const { endpoint: all } = await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    const { endpoint: accounts } = await createEndpoint(engine, administrator, { url: 'https://b.example/', topics: ['account.*'] });
    await createEndpoint(engine, administrator, { url: 'https://c.example/', topics: ['operation.authorized'] });
    await account(engine, 'acc-1');
    expect(await relayAll(engine)).toBe(1);
    expect(await relayAll(engine)).toBe(0);
    const { items } = await deliveries(engine);
    expect(new Set(items.map(({ endpointId }) => endpointId))).toEqual(new Set([all.id, accounts.id]));
    expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(1);
    await engine.close();
  });

  it('IN-03 keeps the secret sealed, shows it once and signs under the same event id at every attempt', async () => {
    const engine = await createTestEngine(openStore);
    const { endpoint, secret } = await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(await listEndpoints(engine, administrator))).not.toContain(secret);
    await account(engine, 'acc-1');
    await relayAll(engine);
    const transport = new FakeTransport();
    transport.answer = () => ({ status: 500 });
    const deliverer = new Deliverer({ engine, transport });
    await deliver(deliverer);
    engine.clock.advance(10_000);
    transport.answer = () => ({ status: 200 });
    await deliver(deliverer);
    const [first, second] = transport.posts;
    expect(transport.posts).toHaveLength(2);
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    expect(first?.headers['webhook-timestamp']).not.toBe(second?.headers['webhook-timestamp']);
    expect(first?.headers['webhook-signature']).not.toBe(second?.headers['webhook-signature']);
    expect(await deliveries(engine)).toMatchObject({
      items: [{ endpointId: endpoint.id, status: 'delivered', attempts: 2, lastStatus: 200 }],
    });
    await engine.close();
  });

  it('IN-03 tries again after growing pauses, sets a delivery aside after the last, and replays it on demand', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    await account(engine, 'acc-1');
    await relayAll(engine);
    const transport = new FakeTransport();
    transport.answer = () => ({ error: 'ECONNREFUSED' });
    const outcomes: string[] = [];
    const deliverer = new Deliverer({ engine, transport, onAttempt: (outcome) => outcomes.push(outcome) });
    const times: number[] = [];
    for (;;) {
      await deliver(deliverer);
      const [delivery] = (await deliveries(engine)).items;
      if (delivery?.status !== 'pending') break;
      times.push(engine.clock.now());
      engine.clock.moveTo(delivery.nextAttemptAt);
    }
    const most = engine.settings.get('webhook.maxAttempts');
    expect(transport.posts).toHaveLength(most);
    expect(outcomes).toEqual([...Array(most - 1).fill('failed'), 'dead']);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const [index, pause] of pauses.entries()) {
      const planned = retryPauses[Math.min(index, retryPauses.length - 1)] ?? 0;
      expect(pause).toBeGreaterThanOrEqual(planned * 0.8 - 1);
      expect(pause).toBeLessThanOrEqual(planned * 1.2 + 1);
    }
    const [dead] = (await deliveries(engine)).items;
    expect(dead).toMatchObject({ status: 'dead', attempts: most, lastError: 'ECONNREFUSED' });
    if (dead === undefined) throw new Error('there is no delivery');
    await replayDelivery(engine, administrator, { id: dead.id });
    await expect(replayDelivery(engine, administrator, { id: dead.id })).rejects.toMatchObject({ code: 'conflict' });
    transport.answer = () => ({ status: 200 });
    await deliver(deliverer);
    expect(await deliveries(engine)).toMatchObject({ items: [{ status: 'delivered', attempts: 1 }] });
    await engine.close();
  });

  it('IN-03 sends each delivery once although several servers look for work at the same time', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    for (let i = 0; i < 12; i += 1) await account(engine, `acc-${i}`);
    const relays = await Promise.all([relayWebhooks(engine), relayWebhooks(engine), relayWebhooks(engine)]);
    expect(relays.reduce((sum, { moved }) => sum + moved, 0)).toBe(12);
    const transport = new FakeTransport();
    const deliverers = [0, 1, 2].map(() => new Deliverer({ engine, transport }));
    for (let round = 0; round < 12; round += 1) {
      await Promise.all(deliverers.map((deliverer) => deliver(deliverer)));
    }
    expect(transport.posts.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(
      (await deliveries(engine)).items.map(({ eventId }) => eventId).toSorted(),
    );
    expect((await deliveries(engine)).items.every(({ status, attempts }) => status === 'delivered' && attempts === 1)).toBe(true);
    await engine.close();
  });

  it('IN-03 takes over a delivery whose server died while it was sending, and ignores what that one says later', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    await account(engine, 'acc-1');
    await relayAll(engine);
    const stuck = Promise.withResolvers<PostResult>();
    const dead = new FakeTransport();
    dead.answer = () => stuck.promise;
    const first = new Deliverer({ engine, transport: dead });
    await first.run(() => undefined);
    expect(dead.posts).toHaveLength(1);
    const alive = new FakeTransport();
    const second = new Deliverer({ engine, transport: alive });
    await deliver(second);
    expect(alive.posts).toHaveLength(0);
    engine.clock.advance(60_000);
    await deliver(second);
    expect(alive.posts).toHaveLength(1);
    stuck.resolve({ status: 500 });
    await first.drain();
    expect(await deliveries(engine)).toMatchObject({ items: [{ status: 'delivered', attempts: 2 }] });
    await engine.close();
  });

  it('IN-03 gives a delivery up whose signing secret does not open, as any other that keeps failing', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    await account(engine, 'acc-1');
    await relayAll(engine);
    const sealer = createSealer([{ id: 'other', key: new Uint8Array(32).fill(9) }], engine.random);
    const transport = new FakeTransport();
    const deliverer = new Deliverer({ engine: { ...engine, sealer }, transport });
    const most = engine.settings.get('webhook.maxAttempts');
    for (let attempt = 0; attempt <= most; attempt += 1) {
      await deliver(deliverer);
      engine.clock.advance(30 * 60 * 60_000);
    }
    expect(transport.posts).toHaveLength(0);
    expect(await deliveries(engine)).toMatchObject({ items: [{ status: 'dead', attempts: most }] });
    await engine.close();
  });

  it('IN-03 rotates a secret without losing a message: both sign until the overlap is over, to the millisecond', async () => {
    const engine = await createTestEngine(openStore);
    const { endpoint, secret: former } = await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    const transport = new FakeTransport();
    const deliverer = new Deliverer({ engine, transport });
    const send = async (id: string): Promise<{ readonly by: (secret: string) => unknown }> => {
      await account(engine, id);
      await relayAll(engine);
      await deliver(deliverer);
      const post = transport.posts.at(-1);
      if (post === undefined) throw new Error('nothing was sent');
      // The reference library refuses messages from another time than its own.
      vi.useFakeTimers({ toFake: ['Date'], now: engine.clock.now() });
      onTestFinished(() => void vi.useRealTimers());
      return { by: (secret) => new Webhook(secret).verify(post.body, { ...post.headers }) };
    };
    const { secret: newer, endpoint: rotated } = await rotateEndpointSecret(engine, administrator, { id: endpoint.id });
    const overlap = engine.settings.get('webhook.secretOverlap');
    expect(rotated.formerUntil).toBe(engine.clock.now() + overlap);
    const during = await send('acc-1');
    expect(() => during.by(former)).not.toThrow();
    expect(() => during.by(newer)).not.toThrow();
    engine.clock.moveTo((rotated.formerUntil ?? 0) - 1);
    const last = await send('acc-2');
    expect(() => last.by(former)).not.toThrow();
    engine.clock.advance(1);
    const after = await send('acc-3');
    expect(() => after.by(former)).toThrow();
    expect(() => after.by(newer)).not.toThrow();
    await engine.close();
  });

  it('IN-03 rotates no secret of a disabled endpoint, nor for whoever may not', async () => {
    const engine = await createTestEngine(openStore);
    const { endpoint } = await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    await expect(rotateEndpointSecret(engine, staff('agent'), { id: endpoint.id })).rejects.toMatchObject({ code: 'forbidden' });
    await disableEndpoint(engine, administrator, { id: endpoint.id });
    await expect(rotateEndpointSecret(engine, administrator, { id: endpoint.id })).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('IN-03 lets a slow endpoint hold no other endpoint’s deliveries back', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, administrator, { url: 'https://slow.example/', topics: ['*'] });
    await createEndpoint(engine, administrator, { url: 'https://quick.example/', topics: ['*'] });
    for (let i = 0; i < 40; i += 1) await account(engine, `acc-${i}`);
    await relayAll(engine);
    const never = Promise.withResolvers<PostResult>();
    const transport = new FakeTransport();
    transport.answer = (url) => (url.includes('slow') ? never.promise : { status: 200 });
    const deliverer = new Deliverer({ engine, transport });
    const worker: Worker = new Worker({
      name: 'deliveries',
      clock: engine.clock,
      log: engine.log,
      longestMs: 10_000,
      run: () => deliverer.run(worker.wake),
    });
    worker.wake();
    const quick = () => transport.posts.filter(({ url }) => url.includes('quick')).length;
    await vi.waitUntil(() => quick() === 40, { timeout: 20_000 });
    expect(transport.posts.filter(({ url }) => url.includes('slow')).length).toBeLessThanOrEqual(4);
    await worker.stop();
    never.resolve({ status: 200 });
    await deliverer.drain();
    await engine.close();
  });

  it('IN-03 sends nothing more to a disabled endpoint and makes no delivery for it', async () => {
    const engine = await createTestEngine(openStore);
    const { endpoint } = await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    await account(engine, 'acc-1');
    await relayAll(engine);
    await disableEndpoint(engine, administrator, { id: endpoint.id });
    await expect(disableEndpoint(engine, administrator, { id: endpoint.id })).rejects.toMatchObject({ code: 'conflict' });
    await account(engine, 'acc-2');
    await relayAll(engine);
    const transport = new FakeTransport();
    await deliver(new Deliverer({ engine, transport }));
    expect(transport.posts).toEqual([]);
    expect((await deliveries(engine)).items).toHaveLength(1);
    await engine.close();
  });

  it('lists deliveries page by page without gap or repetition, and forgets old ones', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, administrator, { url: 'https://a.example/', topics: ['*'] });
    for (let i = 0; i < 7; i += 1) await account(engine, `acc-${i}`);
    await relayAll(engine);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDeliveries(engine, administrator, { limit: 3, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(7);
    await expect(listDeliveries(engine, administrator, { limit: 3, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
    for (let round = 0; round < 7; round += 1) await deliver(new Deliverer({ engine, transport: new FakeTransport() }));
    engine.clock.advance(31 * 86_400_000);
    expect(await forgetOldDeliveries(engine)).toBe(7);
    await engine.close();
  });

  it('refuses endpoints that carry a name, a password or a topic that cannot be', async () => {
    const engine = await createTestEngine(openStore);
    const create = (url: string, topics: string[]) => createEndpoint(engine, administrator, { url, topics });
    await expect(create('https://user:pass@a.example/', ['*'])).rejects.toMatchObject({ data: { issues: [{ path: 'url' }] } });
    await expect(create('https://a.example/#x', ['*'])).rejects.toMatchObject({ data: { issues: [{ path: 'url' }] } });
    await expect(create('https://a.example/', ['operation.*', 'Nonsense'])).rejects.toMatchObject({
      data: { issues: [{ path: 'topics.1' }] },
    });
    await engine.close();
  });
});

it('IN-03 matches topics whole, by noun, or all', () => {
  expect(wantsTopic(['*'], 'operation.authorized')).toBe(true);
  expect(wantsTopic(['operation.*'], 'operation.authorized')).toBe(true);
  expect(wantsTopic(['operation.*'], 'operations.authorized')).toBe(false);
  expect(wantsTopic(['operation.denied'], 'operation.authorized')).toBe(false);
});

it('IN-03 spreads the retries of deliveries that failed together', () => {
  expect(retryAt(0, 1, 12, 0)).toBe(4_000);
  expect(retryAt(0, 1, 12, 0.999)).toBeGreaterThan(5_900);
  expect(retryAt(0, 12, 12, 0.5)).toBeNull();
});
