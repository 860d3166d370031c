import type { WriteTx } from '../../../store/store.ts';
import type { Engine } from '../../engine.ts';
import { rulesOf } from '../../risk/hits.ts';
import { day, second } from '../../settings/kinds.ts';
import { addToDay, decisionsToCount, firstUnsettled, forgetDays, insertMark, labelsToCount, markOf, moveMark } from './store.ts';

/** Rows counted in one transaction: a few milliseconds, so that decisions get their turn in between. */
const batchRows = 500;
/** How long after it was written a row is counted: one that was begun earlier and committed later must not be passed over. */
const settlesMs = 10 * second;
/** How long days are kept. */
const keptMs = 400 * day;

/** Sorts after every id. */
const afterEveryId = '~';

/** The name under which all operations of a day are counted. */
export const everyOperation = '';

export const dayOf = (at: number): number => Math.floor(at / day) * day;

type Counted = Record<'hits' | 'fraud' | 'legitimate', number>;

/** Counts that are put down at once, each rule and day in one row. */
export class Counts {
  readonly #days = new Map<string, Counted & { readonly ruleId: string; readonly day: number }>();

  /** Adds to the rules that hit, and to all operations. */
  add(at: number, hits: string, what: keyof Counted, by: number): void {
    for (const ruleId of [everyOperation, ...rulesOf(hits)]) {
      const key = `${ruleId} ${dayOf(at)}`;
      const counted = this.#days.get(key) ?? { ruleId, day: dayOf(at), hits: 0, fraud: 0, legitimate: 0 };
      counted[what] += by;
      this.#days.set(key, counted);
    }
  }

  /** In one order, so that two servers that count do not wait for each other in a circle. */
  async write(tx: WriteTx): Promise<void> {
    const rows = [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, row] of rows) if (row.hits !== 0 || row.fraud !== 0 || row.legitimate !== 0) await tx.run(addToDay, row);
  }
}

/**
 * Counts some of the decisions and labels that came since the last time (RT-08).
 * @returns whether there is more to count, and whether anything was
 */
export async function countTrends(engine: Engine): Promise<{ readonly more: boolean; readonly counted: number }> {
  const now = engine.clock.now();
  const settled = now - settlesMs;
  const decisions = await countFrom(engine, 'decisions', '', async (tx, after, counts) => {
    // An imported row is of an earlier day however lately it was made: it must not lead past a live decision that was made before it.
    const before = (await tx.first(firstUnsettled, { settled }))?.id ?? afterEveryId;
    const rows = await tx.all(decisionsToCount, { after, before, settled, limit: batchRows });
    for (const { at, hits, source } of rows) if (source === 'platform') counts.add(Number(at), hits, 'hits', 1);
    return { count: rows.length, last: rows.at(-1)?.id };
  });
  const labels = await countFrom(engine, 'labels', '0', async (tx, after, counts) => {
    const rows = await tx.all(labelsToCount, { after: Number(after), settled, limit: batchRows });
    for (const { at, hits, was, becomes } of rows) {
      if (was === becomes) continue;
      if (was === 'fraud' || was === 'legitimate') counts.add(Number(at), hits, was, -1);
      if (becomes === 'fraud' || becomes === 'legitimate') counts.add(Number(at), hits, becomes, 1);
    }
    return { count: rows.length, last: rows.length === 0 ? undefined : String(rows.at(-1)?.id) };
  });
  return { more: decisions === batchRows || labels === batchRows, counted: decisions + labels };
}

async function countFrom(
  engine: Engine,
  topic: string,
  first: string,
  some: (tx: WriteTx, after: string, counts: Counts) => Promise<{ readonly count: number; readonly last: string | undefined }>,
): Promise<number> {
  return engine.store.write(async (tx) => {
    const known = (await tx.first(markOf, { topic }))?.position;
    const counts = new Counts();
    const { count, last } = await some(tx, known ?? first, counts);
    if (last === undefined) return 0;
    const mine =
      known === undefined ? await tx.run(insertMark, { topic, position: last }) : await tx.run(moveMark, { topic, from: known, to: last });
    if (mine !== 1) return batchRows;
    await counts.write(tx);
    return count;
  });
}

/** Drops days so old that nobody compares with them. */
export const forgetOldDays = (engine: Engine): Promise<number> =>
  engine.store.write((tx) => tx.run(forgetDays, { before: engine.clock.now() - keptMs }));
