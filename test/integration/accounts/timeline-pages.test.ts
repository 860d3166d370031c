import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { customerTimeline } from '../../../src/main/engine/accounts/customer/timeline.ts';
import { type AuditPosition, entriesBetween } from '../../../src/main/engine/audit/store.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import type { ReadTx } from '../../../src/main/store/store.ts';
import { createTestEngine } from '../../support/engine.ts';
import { planOf, rowsTaken } from '../../support/plans.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, put, staff } from './fixtures.ts';

const entries = 100_000;
const page = 200;
const batch = 20_000;
const id = account('acc-1');

/** A long life: so many entries of one customer, among as many of others. */
async function insertEntries(engine: Engine, from: number): Promise<void> {
  for (let done = 0; done < entries; done += batch) {
    await engine.store.write(async (tx) => {
      const numbers =
        tx.dialect === 'sqlite'
          ? sql`WITH RECURSIVE n (i) AS (SELECT ${sql.lit(done)} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${sql.lit(done + batch)}) SELECT i FROM n`
          : sql`SELECT i FROM generate_series(${sql.lit(done)}, ${sql.lit(done + batch - 1)}) AS n (i)`;
      for (const [chain, accountId] of [
        [90, 'acc-1'],
        [91, 'acc-2'],
      ] as const) {
        await sql`
          INSERT INTO audit (chain, seq, at, actor_kind, actor_id, action, account_id, subject_kind, subject_id, changes, previous_hash, hash)
          SELECT ${sql.lit(chain)}, i + 1, ${sql.lit(from)} + i * 10, 'system', 'test', 'operation.submitted', ${sql.lit(accountId)}, 'operation', 'op', '{}', '', ''
          FROM (${numbers}) AS numbers`.execute(tx.db);
      }
    });
  }
}

describeOnBothStores('the timeline of a customer with a long life', (openStore) => {
  it('AU-02 reads as many entries for the last page as for the first, of 100,000', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await put(engine, 'acc-2');
    const from = engine.clock.now() - entries * 10;
    await insertEntries(engine, from);
    await engine.store.write(async (tx) => {
      // As PostgreSQL does by itself once so much has been written.
      if (tx.dialect === 'postgres') await sql`ANALYZE audit`.execute(tx.db);
    });

    const places: (AuditPosition | null)[] = [null, 50_000, 99_000].map((back) =>
      back === null ? null : { at: from + (entries - back) * 10, chain: 90, seq: entries - back },
    );
    await engine.store.read(async (tx) => {
      for (const before of places) {
        const read = (each: ReadTx) => entriesBetween(each, { accountId: id }, before, null, page + 1);
        if (tx.dialect === 'sqlite') {
          const plan = await planOf(tx, read);
          expect(plan[0]).toMatch(/^SEARCH audit USING INDEX audit_by_account \(account_id=\?/u);
          // Behind a page's position it goes on at its moment and does not pass over what came before.
          if (before !== null) expect(plan[0]).toMatch(/at<\?/u);
          expect(plan.filter((line) => /^SCAN/u.test(line))).toEqual([]);
        } else {
          const already = await rowsTaken(tx, 'audit');
          expect(await read(tx)).toHaveLength(page + 1);
          expect((await rowsTaken(tx, 'audit')) - already).toBeLessThan(4 * page);
        }
      }
    });

    const seen = new Set<string>();
    let pages = 0;
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await customerTimeline(engine, staff('agent'), { id, limit: 200, cursor });
      for (const { chain, seq, accountId } of items) {
        expect(accountId).toBe('acc-1');
        seen.add(`${chain}-${seq}`);
      }
      cursor = nextCursor ?? undefined;
      pages += 1;
    } while (cursor !== undefined);
    expect(seen.size).toBeGreaterThanOrEqual(entries);
    expect(pages).toBeLessThanOrEqual(entries / page + 2);
    await engine.close();
  });
});
