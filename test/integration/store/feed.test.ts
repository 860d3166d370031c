import pg from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ChangeEvent, FEED_GAP } from '../../../src/main/store/feed.ts';
import { openStore } from '../../../src/main/store/open.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { describeOnBothStores, temporaryDatabase } from '../../support/store.ts';

const event = (id: string, data?: ChangeEvent['data']): ChangeEvent => ({ topic: 'test.changed', id, at: 1, ...(data && { data }) });

function heardBy(store: Store): ChangeEvent[] {
  const heard: ChangeEvent[] = [];
  store.feed.subscribe((change) => heard.push(change));
  return heard;
}

describeOnBothStores('the change feed', (openStore_) => {
  it('tells the own process at once, in order, until the subscription ends', async () => {
    const defects: unknown[] = [];
    const store = await openStore_({ onDefect: (error) => defects.push(error) });
    store.feed.subscribe(() => {
      throw new Error('a listener that throws');
    });
    const heard: string[] = [];
    const end = store.feed.subscribe((change) => heard.push(change.id));
    await store.write(async (tx) => {
      tx.afterCommit(() => store.feed.publish([event('1'), event('2')]));
    });
    expect(heard).toEqual(['1', '2']);
    end();
    end();
    store.feed.publish([event('3')]);
    expect(heard).toEqual(['1', '2']);
    expect(defects).toHaveLength(3);
  });
});

describe('the change feed between servers', () => {
  async function twoServers(): Promise<{ readonly stores: readonly [Store, Store]; readonly url: string; readonly defects: unknown[] }> {
    const { target, remove } = await temporaryDatabase();
    onTestFinished(remove);
    const defects: unknown[] = [];
    const options = { onDefect: (error: unknown) => defects.push(error), now: () => 99 };
    const stores = [await openStore(target, options), await openStore(target, options)] as const;
    onTestFinished(async () => {
      await Promise.all(stores.map((store) => store.close()));
    });
    return { stores, url: target.databaseUrl, defects };
  }

  it('carries every event to the other once, in order, and none back', async () => {
    const { stores } = await twoServers();
    const [here, there] = [heardBy(stores[0]), heardBy(stores[1])];
    const events = Array.from({ length: 300 }, (_, i) => event(String(i), { note: 'ü😀'.repeat(i % 40), flag: true, nothing: null }));
    for (const change of events) stores[0].feed.publish([change]);
    stores[1].feed.publish([event('back')]);
    await vi.waitUntil(() => there.length >= 301 && here.length >= 301, { timeout: 15_000 });
    expect(there.filter((change) => change.id !== 'back')).toEqual(events);
    expect(here.filter((change) => change.id !== 'back')).toEqual(events);
    expect(here.filter((change) => change.id === 'back')).toHaveLength(1);
  });

  it('carries an event that is too long without its data', async () => {
    const { stores } = await twoServers();
    const there = heardBy(stores[1]);
    stores[0].feed.publish([event('long', { text: '€'.repeat(5_000) }), event('short')]);
    await vi.waitUntil(() => there.length === 2, { timeout: 15_000 });
    expect(there).toEqual([event('long'), event('short')]);
  });

  it('connects again when its connection breaks, sends what waited, and says that something may be missing', async () => {
    const { stores, url, defects } = await twoServers();
    const [here, there] = [heardBy(stores[0]), heardBy(stores[1])];
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portcullis feed' AND datname = current_database()`,
    );
    await admin.end();
    await vi.waitUntil(() => defects.length === 2, { timeout: 15_000 });
    stores[0].feed.publish([event('while down')]);
    const gap = { topic: FEED_GAP, id: '', at: 99 };
    await vi.waitUntil(() => [here, there].every((heard) => heard.some((change) => change.topic === FEED_GAP)), { timeout: 15_000 });
    stores[0].feed.publish([event('after')]);
    await vi.waitUntil(() => there.some((change) => change.id === 'after'), { timeout: 15_000 });
    expect(here).toEqual([event('while down'), gap, event('after')]);
    expect(there.filter((change) => change.topic === FEED_GAP)).toEqual([gap]);
  });

  it('sends what was published just before the store is closed', async () => {
    const { stores } = await twoServers();
    const there = heardBy(stores[1]);
    stores[0].feed.publish(Array.from({ length: 200 }, (_, i) => event(String(i), { text: 'x'.repeat(500) })));
    await stores[0].close();
    await vi.waitUntil(() => there.length === 200, { timeout: 15_000 });
  });
});
