import type { RiskLists } from '../../../src/main/engine/risk/declared/lists.ts';
import type { Payment } from './payments.ts';

const day = 86_400_000;
/** A terminal that somebody took over is put in order after so long, as confirmed cases show. */
const takenOverFor = 28 * day;
const lately = 7 * day;
/** What is above this is found by its amount alone and says nothing of the terminal. */
const ordinaryAmount = 220;

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
  readonly note: string;
}

/** Settled payments of one terminal at the end of which nothing but fraud was found. */
function lastFrauds(settled: readonly Payment[]): { readonly frauds: number; readonly since: number } {
  let [frauds, since] = [0, 0];
  for (let k = settled.length - 1; k >= 0; k--) {
    const payment = settled[k];
    if (payment?.label !== 'fraud') break;
    if (payment.amount <= ordinaryAmount) frauds += 1;
    since = payment.at;
  }
  return { frauds, since };
}

/**
 * What an analyst puts into the lists in the morning, from the payments whose outcome is known by then and from nothing else.
 * @param settled payments with a known outcome in the order of their time
 * @param morning the moment at which the lists are written, epoch ms
 * @param settledUntil the time of the newest payment that can be settled, epoch ms
 */
export function morningLists(settled: readonly Payment[], morning: number, settledUntil: number): ReadonlyMap<string, readonly Entry[]> {
  const recent = settled.filter(({ at, label }) => label === 'fraud' && at >= settledUntil - lately);
  const entry = (value: string, expiresAt: number, note: string): Entry => ({ value, expiresAt, note });
  const compromised: Entry[] = [];
  const suspect: Entry[] = [];
  for (const [terminal, payments] of Map.groupBy(settled, ({ destination }) => destination)) {
    const { frauds, since } = lastFrauds(payments);
    const expiresAt = since + takenOverFor;
    if (frauds === 0 || expiresAt <= morning) continue;
    (frauds === 1 ? suspect : compromised).push(entry(terminal, expiresAt, `${frauds} in a row`));
  }
  const inDoubt = new Set([...compromised, ...suspect].map(({ value }) => value));
  const touched = new Set(recent.map(({ destination }) => destination).filter((terminal) => !inDoubt.has(terminal)));
  const accounts = new Set(recent.map(({ account }) => account));
  return new Map([
    ['compromised_terminals', compromised],
    ['suspect_terminals', suspect],
    ['touched_terminals', [...touched].map((value) => entry(value, morning + lately, 'fraud of late'))],
    ['defrauded_accounts', [...accounts].map((value) => entry(value, morning + lately, 'fraud of late'))],
  ]);
}

/** The lists of a rule file with the morning's entries in them. */
export const withEntries = (lists: RiskLists['lists'], entries: ReturnType<typeof morningLists>): RiskLists => ({
  lists: lists.map((list) => ({ ...list, entries: [...(entries.get(list.id) ?? list.entries)] })),
});
