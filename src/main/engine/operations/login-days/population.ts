import type { ClientKind } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, Store, WriteTx } from '../../../store/store.ts';
import type { Engine } from '../../engine.ts';
import {
  countLogin,
  emptyPopulation,
  joinPopulations,
  type LoginFate,
  lastDayFor,
  type Population,
  parsePopulation,
  populationDays,
  settlePopulation,
  startOf,
} from '../../risk/login-model/population.ts';
import { userAgentFacts } from '../client-facts.ts';
import { endedImports, forgetLoginDays, forgetLoginDaysBefore, insertLoginDay, loginDays, loginsBetween } from './store.ts';

/** Populations by their last day; the newest for live decisions, others for imports. */
type Kept = Map<number, Population>;

/** By store: the population is the workspace's, whoever holds which copy of the engine. */
const kept = new WeakMap<Store, Kept>();
/** Stores whose newest population is to be counted anew; until then it is better than none. */
const outdated = new WeakSet<Store>();
const mostKept = 4;
/** Log-ins read at once: a few milliseconds, so that decisions get their turn in between. */
const batch = 500;

const keptOf = (store: Store): Kept => {
  const known = kept.get(store) ?? new Map<number, Population>();
  kept.set(store, known);
  return known;
};

const nobody = emptyPopulation();

/**
 * What everybody's log-ins looked like, for a decision at a moment: from memory, because it sits on the decision path. Until the days up to
 * then are counted it is the newest population before, and before any the empty one, under which only the customer's own history speaks.
 */
export function populationAt({ store }: Pick<Engine, 'store'>, now: number): Population {
  const wanted = lastDayFor(now);
  let [best, found]: [number, Population] = [Number.NEGATIVE_INFINITY, nobody];
  for (const [day, population] of kept.get(store) ?? []) if (day <= wanted && day > best) [best, found] = [day, population];
  return found;
}

/** How a log-in ended: one that went through once has taught, whatever came of it afterwards. */
export function fateOf(row: {
  readonly status: string;
  readonly authorizedAt: number | null;
  readonly credential: string | null;
}): LoginFate {
  if (row.authorizedAt !== null || row.status === 'executed') return 'learned';
  if (row.status === 'denied' || (row.credential !== null && row.credential !== 'accepted')) return 'refused';
  return 'open';
}

type Reading = <T>(work: (tx: ReadTx) => Promise<T>) => Promise<T>;

async function countDay(read: Reading, day: number): Promise<Population> {
  const population = emptyPopulation();
  let [afterAt, afterId] = [startOf(day) - 1, ''];
  for (;;) {
    const from = startOf(day);
    const rows = await read((tx) => tx.all(loginsBetween, { from, to: startOf(day + 1), afterAt, afterId, limit: batch }));
    for (const row of rows) {
      const { browser, os } = userAgentFacts(row.userAgent ?? undefined);
      countLogin(population, { ...row, at: Number(row.at), client: row.client as ClientKind, browser, os }, fateOf(row));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return settlePopulation(population);
    [afterAt, afterId] = [Number(last.at), last.id];
  }
}

/** Reads a population, counting the days that nobody has counted yet. */
async function load(read: Reading, keep: (day: number, data: string) => Promise<void>, lastDay: number): Promise<Population> {
  const from = lastDay - populationDays + 1;
  const stored = await read((tx) => tx.all(loginDays, { from, to: lastDay }));
  const days = new Map(stored.map(({ day, data }) => [Number(day), parsePopulation(data)]));
  for (let day = from; day <= lastDay; day++) {
    if (days.has(day)) continue;
    const counted = await countDay(read, day);
    await keep(day, JSON.stringify(counted));
    days.set(day, counted);
  }
  return joinPopulations(days.values());
}

/** Imports go through their days in order; the newest of all is what live decisions read. */
function put(known: Kept, day: number, population: Population): void {
  known.set(day, population);
  for (const old of [...known.keys()].sort((a, b) => a - b)) if (known.size > mostKept && old !== day) known.delete(old);
}

async function importsEnded(tx: ReadTx): Promise<string> {
  const ended = await tx.first(endedImports, {});
  return `${Number(ended?.count ?? 0)} ${Number(ended?.newest ?? 0)}`;
}

/** Makes sure of the population that live decisions are judged by. Call it now and then; it does nothing until another day has settled. */
export async function refreshPopulation(engine: Pick<Engine, 'store' | 'clock'>): Promise<void> {
  const { store, clock } = engine;
  const known = keptOf(store);
  const lastDay = lastDayFor(clock.now());
  if (known.has(lastDay) && !outdated.has(store)) return;
  outdated.delete(store);
  const before = await store.read(importsEnded);
  const population = await load(
    (work) => store.read(work),
    async (day, data) => {
      // An import that ended while the day was counted may have put log-ins into it that were not seen: such a count is not kept.
      await store.write(async (tx) => {
        if ((await importsEnded(tx)) === before) await tx.run(insertLoginDay, { day, data });
      });
    },
    lastDay,
  ).catch((error: unknown) => {
    outdated.add(store);
    throw error;
  });
  known.clear();
  known.set(lastDay, population);
  await store.write((tx) => tx.run(forgetLoginDaysBefore, { day: lastDay - 3 * populationDays }));
}

/**
 * Makes sure of the population as of a moment in the past, in the transaction of an import: what its own rows of the days before have
 * taught counts.
 */
export async function preparePopulation(tx: WriteTx, { store, clock }: Pick<Engine, 'store' | 'clock'>): Promise<void> {
  const known = keptOf(store);
  const lastDay = lastDayFor(clock.now());
  if (known.has(lastDay)) return;
  const keep = async (day: number, data: string): Promise<void> => {
    await tx.run(insertLoginDay, { day, data });
  };
  put(known, lastDay, await load((work) => work(tx), keep, lastDay));
}

/**
 * Lets every day be counted anew: an import has put log-ins into days that were counted before. Live decisions keep what they have until then,
 * so that nobody blinds them by ending an import.
 */
export async function forgetPopulation(tx: WriteTx, { store }: Pick<Engine, 'store'>): Promise<void> {
  await tx.run(forgetLoginDays, {});
  tx.afterCommit(() => {
    const known = keptOf(store);
    const newest = Math.max(...known.keys());
    for (const day of [...known.keys()]) if (day !== newest) known.delete(day);
    outdated.add(store);
  });
}
