import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../src/main/store/postgres/store.ts';
import { openWorkspace } from '../../src/main/store/sqlite/store.ts';
import { connected, shapeOf, TEMPLATE } from './databases.ts';
import { type Cluster, startCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL cluster: a URL of its maintenance database. Tests use `temporaryTarget` of ./store.ts instead. */
    postgresUrl: string;
    /** The shape of the database that tests' databases are copied from. */
    postgresShape: string;
    /** A workspace with a migrated, empty database, which tests copy as they do `TEMPLATE`. */
    workspaceTemplate: string;
  }
}

interface Shared {
  users: number;
  cluster: Promise<Cluster>;
  workspace: Promise<string>;
}

/** Projects of one run share the process but not the module, so the cluster is kept where both find it. */
const slot = globalThis as { portcullisTestCluster?: Shared };

/** Vitest's global set-up: one cluster and one workspace to copy per run, whichever projects need them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  slot.portcullisTestCluster ??= { users: 0, cluster: prepare(), workspace: prepareWorkspace() };
  const shared = slot.portcullisTestCluster;
  shared.users += 1;
  const cluster = await shared.cluster;
  const workspace = await shared.workspace;
  project.provide('postgresUrl', cluster.url('postgres'));
  project.provide('postgresShape', await shapeOf(cluster.url(TEMPLATE)));
  project.provide('workspaceTemplate', workspace);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete slot.portcullisTestCluster;
    rmSync(workspace, { recursive: true, force: true });
    await cluster.stop();
  };
}

async function prepare(): Promise<Cluster> {
  const cluster = await startCluster();
  await connected(cluster.url('postgres'), (admin) => admin.query(`CREATE DATABASE ${TEMPLATE}`));
  const store = await openPostgres(cluster.url(TEMPLATE));
  await store.close();
  return cluster;
}

async function prepareWorkspace(): Promise<string> {
  const workspace = mkdtempSync(join(tmpdir(), 'portcullis-template-'));
  const store = await openWorkspace(workspace);
  await store.close();
  return workspace;
}
