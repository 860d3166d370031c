import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { startCluster } from '../../support/postgres-cluster.ts';
import { type BenchContext, defineBench, type Measurements } from '../harness.ts';
import { loadBenchPolicy } from './pack.ts';
import { fromTimes, longestMs, type Measure, type Sample, sampleAll, summarize, timed } from './samples.ts';
import { makeOperations } from './workload.ts';
import { type BenchWorkspace, benchCustomers, once, openBenchEngine, platform, prepare } from './workspace.ts';

const runs = 3;
const callers = 64;
/** Calls of one measurement, unless it ends before. */
const counts = { bare: 1_000, alone: 500, concurrent: 2_000, servers: 2_000 } as const;

type Contestant = keyof typeof counts;

const titles: Readonly<Record<Contestant, string>> = {
  bare: 'pg, two inserts',
  alone: 'decisions, one at a time',
  concurrent: `decisions, ${callers} callers`,
  servers: `decisions, ${callers} callers of two servers`,
};

export const postgresBench = defineBench({
  name: 'postgres',
  describe:
    'Durable decisions on a PostgreSQL of its own with fsync: 50 rules, six windows or more, audit and outbox included. Ratios are to the driver alone.',
  async run(context: BenchContext): Promise<Measurements> {
    context.note('Preparing a database with 2,000 customers and 12,000 operations…');
    const closers: (() => void | Promise<void>)[] = [];
    try {
      const { results } = summarize(await sampleAll(await openAll(context, closers), runs), titles, 'bare');
      return { runs, results, reach: [] };
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
});

/** @param closers gets what must be closed afterwards, also when a later one does not open */
async function openAll({ rulesFile, eventsFile }: BenchContext, closers: (() => void | Promise<void>)[]): Promise<Measure<Contestant>> {
  const cluster = await startCluster({ durable: true });
  closers.push(cluster.stop);
  const rootKey = randomBytes(32);
  const policy = await loadBenchPolicy(rulesFile, eventsFile);
  const open = async () => {
    const opened = await openBenchEngine({ databaseUrl: cluster.url('postgres') }, policy, rootKey);
    closers.push(opened.close);
    return opened.engine;
  };
  const first = await open();
  await prepare(first);
  const second = await open();
  const bare = await openBare(cluster.url('postgres'));
  closers.push(bare.close);
  const operations = makeOperations(benchCustomers(), 4);
  const take = (count: number): OperationInput[] => Array.from({ length: count }, () => operations.next().value);
  const submitTo = (engine: BenchWorkspace['engine']) => async (operation: OperationInput) => {
    await submitOperation(engine, platform, operation, once());
  };
  let turn = 0;
  const submitInTurn = (operation: OperationInput) => {
    turn += 1;
    return submitTo(turn % 2 === 0 ? first : second)(operation);
  };
  return {
    bare: () => bare.run(counts.bare),
    alone: () => timed(take(counts.alone), 1, submitTo(first)),
    concurrent: () => timed(take(counts.concurrent), callers, submitTo(first)),
    servers: () => timed(take(counts.servers), callers, submitInTurn),
  };
}

/** The yardstick: what the driver alone does when it writes two rows of a decision's size, each pair durable before the next. */
async function openBare(url: string): Promise<{ run(count: number): Promise<Sample>; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  await client.connect();
  for (const table of ['operations', 'decisions']) {
    await client.query(`CREATE TABLE bare_${table} (id bigserial PRIMARY KEY, account_id text NOT NULL, body text NOT NULL)`);
  }
  const insert = (table: string, account: string, body: string) =>
    client.query({ name: table, text: `INSERT INTO bare_${table} (account_id, body) VALUES ($1, $2)`, values: [account, body] });
  const operation = 'o'.repeat(600);
  const decision = 'd'.repeat(2_000);
  return {
    async run(count) {
      const times: number[] = [];
      const begin = performance.now();
      for (let i = 0; i < count; i += 1) {
        const start = performance.now();
        if (start - begin > longestMs) break;
        const account = `account-${i % 2_000}`;
        await Promise.all([
          client.query('BEGIN ISOLATION LEVEL SERIALIZABLE'),
          insert('operations', account, operation),
          insert('decisions', account, decision),
          client.query('COMMIT'),
        ]);
        times.push(performance.now() - start);
      }
      return fromTimes(times);
    },
    close: () => client.end(),
  };
}
