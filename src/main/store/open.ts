import type { PostgresOptions } from './postgres/store.ts';
import { openWorkspace, openWorkspaceReader } from './sqlite/store.ts';
import type { ReadStore, Store } from './store.ts';

/** Where the data is: a folder on this machine, or a PostgreSQL database that a team shares. */
export type StoreTarget = { readonly workspace: string } | { readonly databaseUrl: string };

/**
 * Opens the store, creating and migrating it as needed. The caller closes it.
 *
 * @throws StoreError `workspace_in_use`, `unavailable`, `database_too_new`, `migration_changed`, `migration_failed`, `database_damaged`
 */
export async function openStore(target: StoreTarget, options: PostgresOptions = {}): Promise<Store> {
  if ('workspace' in target) return openWorkspace(target.workspace, options);
  const { openPostgres } = await import('./postgres/store.ts');
  return openPostgres(target.databaseUrl, options);
}

/**
 * Opens it for reading only, beside the process that writes. Never creates or migrates anything.
 *
 * @throws StoreError `unavailable`, `database_not_ready`, `database_too_new`, `migration_changed`
 */
export async function openReadStore(target: StoreTarget, options: PostgresOptions = {}): Promise<ReadStore> {
  if ('workspace' in target) return openWorkspaceReader(target.workspace, options);
  const { openPostgresReader } = await import('./postgres/store.ts');
  return openPostgresReader(target.databaseUrl, options);
}
