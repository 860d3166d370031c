import { sql } from 'kysely';
import type { Engine } from '../../../src/main/engine/engine.ts';

const first = [
  ...['Amara', 'Ben', 'Chiara', 'Dmitri', 'Elena', 'Farid', 'Greta', 'Hiro', 'Ines', 'Jonas', 'Keiko', 'Lars', 'Mei', 'Nadia', 'Omar'],
  ...['Priya', 'Quentin', 'Rosa', 'Samuel', 'Tariq', 'Ursula', 'Viktor', 'Wanda', 'Ximena', 'Yusuf', 'Zofia', 'Anselm', 'Bianca', 'Cyril'],
];
const middle = [
  'bel',
  'dor',
  'fen',
  'gar',
  'hol',
  'jan',
  'kov',
  'lin',
  'mor',
  'nor',
  'pet',
  'quar',
  'ros',
  'sand',
  'tor',
  'ulv',
  'vas',
  'wes',
  'yar',
];
const last = [
  'berg',
  'dottir',
  'escu',
  'feld',
  'ini',
  'kowski',
  'land',
  'mann',
  'nen',
  'oglu',
  'opoulos',
  'ova',
  'quist',
  'sen',
  'stein',
  'strom',
  'wald',
];

/** One invented customer; the same number makes the same one. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';

/** @param n from 0, below ten million */
export function person(n: number): Person {
  const given = pick(first, n * 7 + Math.floor(n / 29));
  const family = `${pick(middle, n * 5 + Math.floor(n / 551))}${pick(middle, n * 3 + Math.floor(n / 97))}${pick(last, n * 11 + Math.floor(n / 31))}`;
  const digits = String((n * 7_654_321 + 13) % 10_000_000).padStart(7, '0');
  return {
    id: `U${String(n).padStart(7, '0')}`,
    name: `${given} ${family.charAt(0).toUpperCase()}${family.slice(1)}`,
    email: `${given.toLowerCase()}.${family}.${digits}@example.com`,
    phone: `+4917${digits}`,
  };
}

const batch = 50_000;

interface SchemaObject {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
}

/**
 * Fills a workspace with customers: a statement takes many of them as one JSON text, which costs a fraction of as many parameters. Indexes
 * and the name index's triggers are taken away meanwhile and built once at the end, to the very same state in a fraction of the time.
 */
export async function insertPeople(engine: Engine, count: number): Promise<void> {
  const openedAt = engine.clock.now() - 400 * 86_400_000;
  const around = await engine.store.write(async (tx) => {
    const found = await sql<SchemaObject>`
      SELECT name, type, sql FROM sqlite_master WHERE tbl_name = 'accounts' AND type IN ('index', 'trigger') AND sql IS NOT NULL`.execute(
      tx.db,
    );
    return found.rows;
  });
  await engine.store.write(async (tx) => {
    for (const { name, type } of around) await sql`DROP ${sql.raw(type)} ${sql.ref(name)}`.execute(tx.db);
  });
  for (let from = 0; from < count; from += batch) {
    const rows = Array.from({ length: Math.min(batch, count - from) }, (_, i) => {
      const { id, name, email, phone } = person(from + i);
      return [id, name, name.toLowerCase(), email, phone, openedAt + (from + i) * 10];
    });
    await engine.store.write(async (tx) => {
      await sql`
        INSERT INTO accounts (id, kind, status, name, name_folded, email, phone, country, identity_status, identity_level, opened_at, created_at, updated_at)
        SELECT value ->> 0, 'main', 'active', value ->> 1, value ->> 2, value ->> 3, value ->> 4, 'DE', 'verified', 2, value ->> 5, value ->> 5, value ->> 5
        FROM json_each(${JSON.stringify(rows)})`.execute(tx.db);
    });
  }
  for (const { sql: definition } of around) await engine.store.write(async (tx) => void (await sql.raw(definition).execute(tx.db)));
  await engine.store.write(
    async (tx) => void (await sql`INSERT INTO accounts_by_name (accounts_by_name) VALUES ('rebuild')`.execute(tx.db)),
  );
}
