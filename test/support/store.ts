import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, inject } from 'vitest';
import { openStore as open, type StoreTarget } from '../../src/main/store/open.ts';
import type { PostgresOptions } from '../../src/main/store/postgres/store.ts';
import type { Dialect, Store } from '../../src/main/store/store.ts';
import { TEMPLATE } from './postgres.ts';

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

/** A database on the run's PostgreSQL. @param empty not even migrated */
export async function temporaryDatabase(empty = false): Promise<TemporaryTarget & { readonly target: { readonly databaseUrl: string } }> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : TEMPLATE}`);
  const url = new URL(inject('postgresUrl').replace('@/', '@socket/'));
  url.pathname = `/${name}`;
  return {
    target: { databaseUrl: url.href.replace('@socket/', '@/') },
    remove: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** A place for a store of either kind. */
export async function temporaryTarget(dialect: Dialect): Promise<TemporaryTarget> {
  return dialect === 'sqlite' ? temporaryWorkspace() : temporaryDatabase();
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

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
