import { sql } from 'kysely';
import type { Store } from '../../src/main/store/store.ts';

/** Makes whatever writes about one of these records fail, as a damaged row does, until {@link unjam}. */
export async function jam(store: Store, subjectIds: readonly string[]): Promise<void> {
  const ids = sql.raw(subjectIds.map((id) => `'${id}'`).join(', '));
  await store.write(async (tx) => {
    if (tx.dialect === 'sqlite') {
      await sql`CREATE TRIGGER jam BEFORE INSERT ON audit WHEN new.subject_id IN (${ids}) BEGIN SELECT RAISE(ABORT, 'jammed'); END`.execute(
        tx.db,
      );
      return;
    }
    await sql`CREATE FUNCTION jam() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.subject_id IN (${ids}) THEN RAISE EXCEPTION 'jammed'; END IF; RETURN NEW; END $$`.execute(tx.db);
    await sql`CREATE TRIGGER jam BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION jam()`.execute(tx.db);
  });
}

export async function unjam(store: Store): Promise<void> {
  await store.write(async (tx) => {
    await (tx.dialect === 'sqlite' ? sql`DROP TRIGGER jam` : sql`DROP FUNCTION jam CASCADE`).execute(tx.db);
  });
}
