import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../src/main/store/postgres/store.ts';
import { type Cluster, startCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL cluster: a URL of its maintenance database. Tests use `temporaryTarget` of ./store.ts instead. */
    postgresUrl: string;
  }
}

/** A migrated, empty database that every test database is copied from; copying is quicker than migrating. */
export const TEMPLATE = 'portcullis_template';

interface Shared {
  users: number;
  cluster: Promise<Cluster>;
}

/** Projects of one run share the process but not the module, so the cluster is kept where both find it. */
const slot = globalThis as { portcullisTestCluster?: Shared };

/** Vitest's global set-up: one cluster per run, whichever projects need it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  slot.portcullisTestCluster ??= { users: 0, cluster: prepare() };
  const shared = slot.portcullisTestCluster;
  shared.users += 1;
  const cluster = await shared.cluster;
  project.provide('postgresUrl', cluster.url('postgres'));
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete slot.portcullisTestCluster;
    await cluster.stop();
  };
}

async function prepare(): Promise<Cluster> {
  const cluster = await startCluster();
  const admin = new pg.Client({ connectionString: cluster.url('postgres') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const store = await openPostgres(cluster.url(TEMPLATE));
  await store.close();
  return cluster;
}
