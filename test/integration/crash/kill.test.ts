import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../../src/main/store/errors.ts';
import { openStore, type StoreTarget } from '../../../src/main/store/open.ts';
import { SeededRandom } from '../../support/ports.ts';
import { type Cluster, startCluster } from '../../support/postgres-cluster.ts';
import { temporaryTarget } from '../../support/store.ts';
import { insertSetting, names, setting } from '../store/statements.ts';
import { expectNothingLost, keep, nothingYet } from './deciding.ts';
import { KillableProcess } from './killable.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function start(target: StoreTarget, round: number, acknowledged: ReturnType<typeof nothingYet>): KillableProcess {
  const running = new KillableProcess('./deciding-process.ts', target, round, keep(acknowledged));
  endings.push(() => running.kill());
  return running;
}

describe('a process that is killed while it decides', () => {
  it.each([
    { dialect: 'sqlite', on: 'SQLite', rounds: 4 },
    { dialect: 'postgres', on: 'PostgreSQL', rounds: 2 },
  ] as const)(
    'PO-02 TD-15 AU-01 IN-03 leaves every acknowledged decision and answer on $on, and no half of any',
    async ({ dialect, rounds }) => {
      const random = new SeededRandom(`kill ${dialect}`);
      const { target, remove } = await temporaryTarget(dialect);
      endings.push(remove);
      const acknowledged = nothingYet();
      for (let round = 0; round < rounds; round += 1) {
        const running = start(target, round, acknowledged);
        await running.until(random.integer(250), random.integer(30), () => acknowledged.answers.size > 0);
        await running.kill();
        await expectNothingLost(target, acknowledged);
      }
      expect(acknowledged.decisions.size).toBeGreaterThan(rounds);
      expect([...new Set(acknowledged.answers.values())]).toEqual(['approved']);
    },
    180_000,
  );
});

describe('a PostgreSQL that is killed while decisions are made', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ durable: true });
  }, 60_000);
  afterAll(() => cluster.stop());

  async function newDatabase(name: string): Promise<{ readonly databaseUrl: string }> {
    const admin = new pg.Client({ connectionString: cluster.url('postgres') });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    await admin.end();
    return { databaseUrl: cluster.url(name) };
  }

  it('PO-02 AU-01 IN-03 has every acknowledged decision and answer after its restart, and no half of any', async () => {
    const random = new SeededRandom('kill the database');
    const target = await newDatabase('decisions');
    const acknowledged = nothingYet();
    const running = start(target, 0, acknowledged);
    await running.until(60 + random.integer(150), random.integer(30));
    await cluster.crash();
    await running.kill();
    await cluster.restart();
    await expectNothingLost(target, acknowledged);
    expect(acknowledged.decisions.size).toBeGreaterThan(30);
  }, 180_000);

  it('is found again by the server that goes on, which told everybody truly what became of their work', async () => {
    const store = await openStore(await newDatabase('servers'), { onDefect: () => undefined });
    endings.push(() => store.close());
    const told = new Map<string, string>();
    const write = async (name: string): Promise<string> => {
      const result = await store
        .write((tx) => tx.run(insertSetting, setting(name)))
        .then(
          () => 'kept',
          (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
        );
      told.set(name, result);
      return result;
    };
    let stopped = false;
    const caller = async (who: number): Promise<void> => {
      for (let i = 0; !stopped; i += 1) {
        if ((await write(`${who} ${i}`)) !== 'kept') await setImmediate();
      }
    };
    const callers = Promise.all(Array.from({ length: 24 }, (_, who) => caller(who)));
    await vi.waitUntil(() => told.size > 300, { timeout: 60_000 });
    await cluster.crash();
    await cluster.restart();
    const before = told.size;
    await vi.waitUntil(() => [...told.values()].slice(before).filter((word) => word === 'kept').length > 100, { timeout: 60_000 });
    stopped = true;
    await callers;

    const there = new Set(await names(store));
    const of = (word: string) => [...told].filter(([, result]) => result === word).map(([name]) => name);
    expect(of('kept').filter((name) => !there.has(name))).toEqual([]);
    expect(of('unavailable').filter((name) => there.has(name))).toEqual([]);
    expect([...new Set(told.values())].filter((word) => !['kept', 'unavailable', 'outcome_unknown'].includes(word))).toEqual([]);
  }, 180_000);
});
