import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenEngine, openEngine } from '../../../src/main/compose/engine.ts';
import { programFolder } from '../../../src/main/compose/root.ts';
import type { PlatformActor } from '../../../src/main/engine/actor.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { recordHistory } from '../../../src/main/engine/operations/submit.ts';
import type { LivePolicy } from '../../../src/main/engine/risk/live-policy.ts';
import { Counts } from '../../../src/main/engine/tuning/trends/count.ts';
import type { StoreTarget } from '../../../src/main/store/open.ts';
import { type PlatformKeyId, scopes } from '../../../src/shared/vocabulary/index.ts';
import { type BenchCustomer, makeCustomers, makeOperations, uniform } from './workload.ts';

const customerCount = 2_000;
/** Operations of the past, so that windows and profiles have something in them. */
const historyCount = 10_000;
const historyLengthMs = 6 * 86_400_000;
/** Rows that one transaction of the preparation writes. */
const batch = 100;

/** A workspace with customers and their history, and the engine on it as the server runs it: real clock, ids, keys and geography. */
export interface BenchWorkspace extends OpenEngine {
  readonly customers: readonly BenchCustomer[];
  readonly folder: string;
}

/** Makes a workspace in a temporary folder on the disk, not in memory: a decision counts when it is durable. */
export async function openBenchWorkspace(policy: LivePolicy): Promise<BenchWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const { engine, close } = await openBenchEngine({ workspace: folder }, policy, randomBytes(32));
  await prepare(engine);
  return {
    engine,
    customers: benchCustomers(),
    folder,
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens the engine as the server runs it, with rules that are given. @param rootKey the same for all that open one database */
export async function openBenchEngine(target: StoreTarget, policy: LivePolicy, rootKey: Buffer): Promise<OpenEngine> {
  const opened = await openEngine({
    target,
    demo: false,
    folder: programFolder(),
    log: {
      info: () => {},
      warn: (fields, message) => console.error(message, fields),
      error: (fields, message) => console.error(message, fields),
    },
    rootKeys: async () => [{ id: 'bench', key: rootKey }],
    env: {},
  });
  return { engine: { ...opened.engine, policy }, close: () => opened.close() };
}

/** Fills an empty database with customers and their past. */
export async function prepare(engine: Engine): Promise<void> {
  const customers = benchCustomers();
  await insertCustomers(engine, customers);
  await insertHistory(engine, customers);
}

/** The workspace's customers, the same in every process. */
export const benchCustomers = (): BenchCustomer[] => makeCustomers(customerCount, 1);

/** A platform server whose key may do everything. */
export const platform: PlatformActor = {
  kind: 'platform',
  keyId: `pk_${'0'.repeat(25)}1` as PlatformKeyId,
  scopes: [...scopes],
  address: '192.0.2.1',
};

/** A key of its own for each call, as every request has one. */
export function once(): { readonly key: string; readonly requestHash: string } {
  const key = randomUUID();
  return { key, requestHash: key };
}

async function insertCustomers(engine: Engine, customers: readonly BenchCustomer[]): Promise<void> {
  const now = engine.clock.now();
  const openedAt = now - 400 * 86_400_000;
  for (let from = 0; from < customers.length; from += batch) {
    const some = customers.slice(from, from + batch);
    await engine.store.write(async (tx) => {
      const accounts = some.map(({ id, country }) => ({
        id,
        kind: 'main',
        status: 'active',
        name: `Customer ${id}`,
        name_folded: `customer ${id}`,
        email: `${id}@example.com`,
        phone: null,
        country,
        identity_status: 'verified',
        identity_level: 2,
        opened_at: openedAt,
        created_at: openedAt,
        updated_at: openedAt,
      }));
      // SQLite takes at most 32,766 parameters in a statement.
      await tx.db.insertInto('accounts').values(accounts).execute();
      const devices = some.flatMap(({ id, trustedDevice }) => (trustedDevice === null ? [] : [trustedFactor(id, trustedDevice, openedAt)]));
      if (devices.length > 0) await tx.db.insertInto('factors').values(devices).execute();
    });
  }
}

const trustedFactor = (accountId: string, deviceId: string, at: number) => ({
  id: `fac_${accountId}`,
  account_id: accountId,
  kind: 'trusted_device',
  status: 'active',
  name: 'Phone',
  device_id: deviceId,
  public_key: randomBytes(65),
  secret_sealed: null,
  data: '{}',
  last_time_step: null,
  created_at: at,
  activated_at: at,
  last_used_at: null,
  removed_at: null,
});

/** First a log-in of everybody on the usual device, then a mixture, spread over the days before now. */
async function insertHistory(engine: Engine, customers: readonly BenchCustomer[]): Promise<void> {
  let at = engine.clock.now() - historyLengthMs;
  const historic: Engine = { ...engine, clock: { now: () => at } };
  const operations = makeOperations(customers, 2);
  const gap = Math.floor(historyLengthMs / (historyCount + customers.length));
  const next = uniform(3);
  const first = [...makeFirstLogins(customers)];
  const total = first.length + historyCount;
  for (let done = 0; done < total; done += batch) {
    await engine.store.write(async (tx) => {
      for (let i = done; i < Math.min(done + batch, total); i += 1) {
        at += Math.floor(next() * 2 * gap * 0.95);
        await recordHistory(tx, historic, first[i] ?? operations.next().value, new Counts());
      }
    });
  }
}

function* makeFirstLogins(customers: readonly BenchCustomer[]) {
  for (const customer of customers) {
    const [login] = makeOperations([customer], 1);
    yield { ...login, kind: 'login', credentialResult: 'accepted' } as NonNullable<typeof login>;
  }
}
