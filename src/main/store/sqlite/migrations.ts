import type Database from 'better-sqlite3';
import { type AppliedMigration, type MigrationTarget, RECORD_TABLE } from '../migrate.ts';

/** Reads the record of a SQLite database; empty where there is none. */
export function appliedTo(database: Database.Database): AppliedMigration[] {
  const known = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'`).get();
  if (known === undefined) return [];
  return database
    .prepare<[], AppliedMigration>('SELECT number, name, checksum, applied_at AS "appliedAt" FROM schema_migrations ORDER BY number')
    .all();
}

/**
 * Migrates a SQLite database. Foreign keys are off while a migration runs, as rebuilding a table needs
 * (https://sqlite.org/lang_altertable.html#otheralter), and checked as a whole before it commits.
 */
export function sqliteTarget(database: Database.Database): MigrationTarget {
  return {
    dialect: 'sqlite',
    applied: async () => appliedTo(database),
    apply: async (statements, record) => {
      database.pragma('foreign_keys = OFF');
      try {
        database
          .transaction(() => {
            database.exec(RECORD_TABLE.sqlite);
            for (const statement of statements) database.exec(statement);
            const broken = database.pragma('foreign_key_check') as readonly { readonly table: string }[];
            if (broken.length > 0) throw new Error(`${broken.length} rows refer to nothing, the first in table ${broken[0]?.table}.`);
            database
              .prepare('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
              .run(record.number, record.name, record.checksum, record.appliedAt);
          })
          .immediate();
      } finally {
        database.pragma('foreign_keys = ON');
      }
    },
  };
}
