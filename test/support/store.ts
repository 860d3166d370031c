import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, inject } from 'vitest';
import { openStore as open, type StoreTarget } from '../../src/main/store/open.ts';
import type { PostgresOptions } from '../../src/main/store/postgres/store.ts';
import { DATABASE_FILE } from '../../src/main/store/sqlite/store.ts';
import type { Dialect, Store } from '../../src/main/store/store.ts';
import { connected, Databases } from './databases.ts';

/** A place for a store that nobody else uses. */
export interface TemporaryTarget {
  readonly target: StoreTarget;
  /** Removes it with everything in it. Close its stores first. */
  remove(): Promise<void>;
}

/** Opens a migrated, empty store. It is closed and removed by itself; closing it in the test does no harm. */
export type OpenStore = (options?: PostgresOptions) => Promise<Store>;

/** A temporary folder for a workspace. */
export function temporaryWorkspace(): TemporaryTarget & { readonly target: { readonly workspace: string } } {
  const workspace = mkdtempSync(join(tmpdir(), 'portcullis-'));
  return { target: { workspace }, remove: async () => rmSync(workspace, { recursive: true, force: true }) };
}

let databases: Databases | undefined;

/** A migrated, empty database on the run's PostgreSQL. */
export async function temporaryDatabase(): Promise<TemporaryTarget & { readonly target: { readonly databaseUrl: string } }> {
  databases ??= new Databases(process.env.VITEST_POOL_ID ?? `p${process.pid}`, urlOf, inject('postgresShape'));
  const { url, giveBack } = await databases.take();
  return { target: { databaseUrl: url }, remove: async () => giveBack() };
}

/** A database that is not even migrated. */
export async function bareDatabase(): Promise<TemporaryTarget & { readonly target: { readonly databaseUrl: string } }> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  return { target: { databaseUrl: urlOf(name) }, remove: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function urlOf(database: string): string {
  const url = new URL(inject('postgresUrl').replace('@/', '@socket/'));
  url.pathname = `/${database}`;
  return url.href.replace('@socket/', '@/');
}

/** A place for a store of either kind, with a migrated, empty database in it. */
export async function temporaryTarget(dialect: Dialect): Promise<TemporaryTarget> {
  if (dialect === 'postgres') return temporaryDatabase();
  const place = temporaryWorkspace();
  copyFileSync(join(inject('workspaceTemplate'), DATABASE_FILE), join(place.target.workspace, DATABASE_FILE));
  return place;
}

const onServer = (sql: string): Promise<void> =>
  connected(inject('postgresUrl'), async (client) => {
    await client.query(sql);
  });

/**
 * Runs the same tests on SQLite and on PostgreSQL.
 *
 * ```ts
 * describeOnBothStores('holds', (openStore) => {
 *   it('AF-01 …', async () => {
 *     const store = await openStore();
 * ```
 */
export function describeOnBothStores(name: string, suite: (openStore: OpenStore, dialect: Dialect) => void): void {
  describe.each<{ dialect: Dialect; on: string }>([
    { dialect: 'sqlite', on: 'SQLite' },
    { dialect: 'postgres', on: 'PostgreSQL' },
  ])(`${name} on $on`, ({ dialect }) => suite(storeOpener(dialect), dialect));
}

/** For one dialect alone: call it inside `describe`. What is opened in a test goes after it, what is opened in `beforeAll` after the suite. */
export function storeOpener(dialect: Dialect): OpenStore {
  const ofSuite: (() => Promise<void>)[] = [];
  const ofTest: (() => Promise<void>)[] = [];
  let current = ofSuite;
  beforeEach(() => {
    current = ofTest;
  });
  afterEach(async () => {
    current = ofSuite;
    await runAll(ofTest);
  });
  afterAll(() => runAll(ofSuite));
  return async (options) => {
    const place = await temporaryTarget(dialect);
    current.push(place.remove);
    const store = await open(place.target, options);
    current.push(() => store.close());
    return store;
  };
}

/** Last first, so that stores are closed before their places go. */
async function runAll(endings: (() => Promise<void>)[]): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}
