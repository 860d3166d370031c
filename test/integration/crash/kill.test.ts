import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { StoreTarget } from '../../../src/main/store/open.ts';
import { SeededRandom } from '../../support/ports.ts';
import { startCluster } from '../../support/postgres-cluster.ts';
import { temporaryTarget } from '../../support/store.ts';
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
  it('PO-02 AU-01 IN-03 has every acknowledged decision and answer after its restart, and no half of any', async () => {
    const random = new SeededRandom('kill the database');
    const cluster = await startCluster({ durable: true });
    endings.push(() => cluster.stop());
    const admin = new pg.Client({ connectionString: cluster.url('postgres') });
    await admin.connect();
    await admin.query('CREATE DATABASE decisions');
    await admin.end();

    const target = { databaseUrl: cluster.url('decisions') };
    const acknowledged = nothingYet();
    const running = start(target, 0, acknowledged);
    await running.until(60 + random.integer(150), random.integer(30));
    await cluster.crash();
    await running.kill();
    await cluster.restart();
    await expectNothingLost(target, acknowledged);
    expect(acknowledged.decisions.size).toBeGreaterThan(30);
  }, 180_000);
});
