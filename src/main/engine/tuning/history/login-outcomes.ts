import type { Store } from '../../../store/store.ts';
import { fateOf } from '../../operations/login-days/population.ts';
import { type Column, textsOf } from '../columns/column.ts';
import { wasRefused } from '../columns/logins.ts';
import { loginOutcomesAfter } from './store.ts';

/** Rows read at once: a few milliseconds, so that decisions get their turn in between. */
const batch = 1_000;

/**
 * How every log-in of a workspace's history ended, by row.
 * @param ids the column of decisions' ids, which ascend
 */
export async function readLoginOutcomes(store: Store, rows: number, ids: Column | undefined): Promise<SharedArrayBuffer> {
  const buffer = new SharedArrayBuffer(rows * 8);
  const outcomes = new Float64Array(buffer).fill(Number.NaN);
  const texts = ids?.dictionary == null ? [] : textsOf(ids.dictionary);
  let [lastId, row] = ['', 0];
  for (;;) {
    const found = await store.read((tx) => tx.all(loginOutcomesAfter, { lastId, limit: batch }));
    for (const login of found) {
      // Both ascend; texts begin with the one that stands for none.
      while (row < rows && (texts[row + 1] ?? '') < login.id) row += 1;
      if (texts[row + 1] !== login.id) continue;
      const fate = fateOf(login);
      if (fate === 'learned') outcomes[row] = Number(login.authorizedAt ?? login.at);
      if (fate === 'refused') outcomes[row] = wasRefused;
    }
    const last = found.at(-1);
    if (last === undefined || found.length < batch) return buffer;
    lastId = last.id;
  }
}
