import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { findInSection, type Section } from '../../../src/main/engine/accounts/search/store.ts';
import { parseSearchText } from '../../../src/main/engine/accounts/search/text.ts';
import { createTestEngine } from '../../support/engine.ts';
import { planOf, rowsTaken } from '../../support/plans.ts';
import { describeOnBothStores } from '../../support/store.ts';

const customers = 20_000;
const page = 101;

/** What is typed where, each the beginning of thousands. */
const typed: readonly (readonly [Section, string])[] = [
  ['id', 'u1'],
  ['email', 'person1'],
  ['phone', '+4917'],
];

describeOnBothStores('finding customers among many', (openStore) => {
  it('ST-03 walks one index for each way of finding, and takes no more rows than it shows, whatever number of them begins so', async () => {
    const engine = await createTestEngine(openStore);
    await engine.store.write(async (tx) => {
      const numbers =
        tx.dialect === 'sqlite'
          ? sql`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${sql.lit(customers)}) SELECT i FROM n`
          : sql`SELECT i FROM generate_series(0, ${sql.lit(customers - 1)}) AS n (i)`;
      await sql`
        INSERT INTO accounts (id, kind, status, name, name_folded, email, phone, identity_status, identity_level, opened_at, created_at, updated_at)
        SELECT 'U' || (1000000 + i), 'main', 'active', 'Person', 'person', 'person' || (1000000 + i) || '@example.com', '+4917' || (1000000 + i), 'verified', 2, i, i, i
        FROM (${numbers}) AS numbers`.execute(tx.db);
    });
    await engine.store.write(async (tx) => {
      // As PostgreSQL does by itself once so much has been written.
      if (tx.dialect === 'postgres') await sql`ANALYZE accounts`.execute(tx.db);
    });
    for (const [section, text] of typed) {
      const wanted = parseSearchText(text);
      if (wanted === null) throw new Error('nothing is looked for');
      await engine.store.read(async (tx) => {
        if (tx.dialect === 'sqlite') {
          const plan = await planOf(tx, (each) => findInSection(each, section, wanted, null, page));
          expect(plan[0], section).toMatch(/^SEARCH accounts USING INDEX accounts_by_\w+ \(\w+>\? AND \w+<\?\)$/u);
        } else {
          const before = await rowsTaken(tx, 'accounts');
          expect(await findInSection(tx, section, wanted, null, page)).toHaveLength(page);
          expect((await rowsTaken(tx, 'accounts')) - before, section).toBeLessThan(2 * page);
        }
      });
    }
    await engine.close();
  });
});
