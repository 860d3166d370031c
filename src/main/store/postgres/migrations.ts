import type pg from 'pg';
import { type AppliedMigration, type MigrationTarget, RECORD_TABLE } from '../migrate.ts';

/** Any number that nobody else uses as an advisory lock in this database: "portcull" as bytes, cut to 63 bits. */
const MIGRATION_LOCK = '8101822612417866860';

/** Migrates a PostgreSQL database over one connection. Hold {@link withMigrationLock} around it. */
export function postgresTarget(client: pg.ClientBase): MigrationTarget {
  return {
    dialect: 'postgres',
    applied: () => appliedTo(client),
    apply: async (statements, record) => {
      await client.query('BEGIN');
      try {
        await client.query(RECORD_TABLE.postgres);
        for (const statement of statements) await client.query(statement);
        await client.query('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)', [
          record.number,
          record.name,
          record.checksum,
          record.appliedAt,
        ]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    },
  };
}

/** Reads the record of a PostgreSQL database; empty where there is none. */
export async function appliedTo(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const known = await client.query(`SELECT to_regclass('schema_migrations') IS NOT NULL AS known`);
  if (known.rows[0]?.known !== 1) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT number, name, checksum, applied_at AS "appliedAt" FROM schema_migrations ORDER BY number',
  );
  return rows;
}

/** Lets one server at a time migrate; others that start meanwhile wait and then find nothing to do. */
export async function withMigrationLock<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
  try {
    return await work();
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
  }
}
