import { createHash } from 'node:crypto';
import { StoreError } from './errors.ts';
import type { Dialect, Migration } from './migrations/kit.ts';

/** A migration as a database remembers it. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  /** SHA-256 of the statements it ran, in hex. */
  readonly checksum: string;
  /** Epoch milliseconds. */
  readonly appliedAt: number;
}

/** What a dialect does for the runner. */
export interface MigrationTarget {
  readonly dialect: Dialect;
  /** Everything applied, by number; empty for a new database. */
  applied(): Promise<AppliedMigration[]>;
  /** Runs the statements and records the migration in one transaction. */
  apply(statements: readonly string[], record: AppliedMigration): Promise<void>;
}

/** Where a database remembers its migrations. Never changes, so that every version can read every other's. */
export const RECORD_TABLE: Readonly<Record<Dialect, string>> = {
  sqlite:
    'CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
  postgres:
    'CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)',
};

export function checksumOf(statements: readonly string[]): string {
  return createHash('sha256').update(statements.join(';\n')).digest('hex');
}

/**
 * Checks a database's history against the program's.
 *
 * @returns the migrations still to be applied, in order
 * @throws StoreError `database_too_new`, `migration_changed`
 */
export function pending(applied: readonly AppliedMigration[], migrations: readonly Migration[], dialect: Dialect): readonly Migration[] {
  const last = applied.at(-1);
  if (last !== undefined && last.number > migrations.length) {
    throw new StoreError(
      'database_too_new',
      `This database was made by a newer Portcullis: it is at version ${last.number}, and this program knows ${migrations.length}. Update the program.`,
      { database: last.number, program: migrations.length },
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (migration.number !== index + 1)
      throw new Error(`Migrations must be numbered without gaps; found ${migration.number} at place ${index + 1}.`);
    const past = applied[index];
    if (past === undefined) continue;
    if (past.number !== migration.number || past.checksum !== checksumOf(migration.statements(dialect))) {
      throw new StoreError(
        'migration_changed',
        `Migration ${migration.number} (${migration.name}) is not the one this database was made with. Use the program that made it, or restore a backup.`,
        { number: migration.number, name: migration.name },
      );
    }
  }
  return migrations.slice(applied.length);
}

/**
 * Brings a database to the program's version, each migration in a transaction of its own.
 *
 * @param now epoch milliseconds, for the record
 * @returns the numbers applied
 * @throws StoreError as {@link pending}, and `migration_failed`
 */
export async function migrate(target: MigrationTarget, migrations: readonly Migration[], now: () => number): Promise<number[]> {
  const todo = pending(await target.applied(), migrations, target.dialect);
  for (const migration of todo) {
    const statements = migration.statements(target.dialect);
    try {
      await target.apply(statements, {
        number: migration.number,
        name: migration.name,
        checksum: checksumOf(statements),
        appliedAt: now(),
      });
    } catch (error) {
      throw new StoreError(
        'migration_failed',
        `Migration ${migration.number} (${migration.name}) failed; the database is as it was before it.`,
        { number: migration.number, name: migration.name },
        error,
      );
    }
  }
  return todo.map((migration) => migration.number);
}

/**
 * For those who only read: the database must be exactly at the program's version.
 *
 * @throws StoreError `database_not_ready` when the writing process has to migrate it first, and as {@link pending}
 */
export function assertCurrent(applied: readonly AppliedMigration[], migrations: readonly Migration[], dialect: Dialect): void {
  const missing = pending(applied, migrations, dialect).length;
  if (missing > 0) {
    throw new StoreError('database_not_ready', `The database lacks ${missing} migrations; start Portcullis on it once to apply them.`, {
      missing,
    });
  }
}
