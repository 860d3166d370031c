import { type Atom, atomsOf } from './atoms.ts';
import type { Table } from './column.ts';
import type { TallyJob } from './tally.ts';
import { answerKey, bandAt, need, ones, weigh } from './weigh.ts';
import { timeColumn } from './windows.ts';

/** What a suggestion must keep to. */
export interface SuggestWish {
  /** Signals that conditions may read. */
  readonly signals: readonly string[];
  /** Operations newly flagged for every 1,000 that are not labelled fraud. */
  readonly maxFriction: number;
  readonly minPrecision: number;
  /** Frauds that live misses and the rule must hit, in the part that is learned from. */
  readonly minSupport: number;
  readonly most: number;
}

/** What a condition does beside the live policy in one part of history. */
export interface SuggestionFigures {
  readonly fraud: number;
  /** Operations not labelled fraud. */
  readonly others: number;
  /** Fraud among what it adds. */
  readonly precision: number;
  /** Frauds that it adds, of all. */
  readonly recallAdded: number;
  /** What it adds, of every 1,000 operations that are not labelled fraud. */
  readonly friction: number;
}

export interface FoundSuggestion {
  readonly when: string;
  readonly signals: readonly string[];
  /** The part that it was found in. */
  readonly earlier: SuggestionFigures;
  /** The part that nothing was chosen by. */
  readonly later: SuggestionFigures;
}

export interface Suggested {
  readonly items: readonly FoundSuggestion[];
  /** The moment at which history was divided, epoch ms; null where there is too little to divide. */
  readonly dividedAt: number | null;
  /** Conditions that were tried: with so many, some look good by chance. */
  readonly tried: number;
  readonly missedFrauds: number;
}

const earlierShare = 0.7;
/** More rows than these say nothing new of how rare something is. */
const sampledOthers = 120_000;
const pairedAtoms = 72;
/** What chance may explain of all that was tried, and of what was found when it is looked at again. */
const [chanceOfAll, chanceOfOne] = [0.01, 0.05];
const fewestConfirmed = 3;

/** One part of history: rows that live does not flag. */
interface Part {
  readonly frauds: Uint32Array;
  readonly others: Uint32Array;
  /** Of the others all, not only those sampled. */
  readonly allOthers: number;
  /** Frauds whether live flags them or not. */
  readonly allFrauds: number;
}

interface Tried {
  readonly atoms: readonly Atom[];
  readonly fraudBits: Uint32Array;
  readonly otherBits: Uint32Array;
}

/**
 * Looks for conditions, alone or two together, that would flag fraud which the live policy lets pass. It learns from the earlier part of
 * history and shows what the condition does in the later one; what chance could explain, given how many were tried, is not suggested
 * (Bonferroni's bound over a Chernoff bound of the binomial tail).
 */
export function suggestRules(table: Table, job: TallyJob, wish: SuggestWish): Suggested {
  const { earlier, later, dividedAt } = divide(table, job);
  const nothing: Suggested = { items: [], dividedAt, tried: 0, missedFrauds: earlier.frauds.length + later.frauds.length };
  if (dividedAt === null || earlier.frauds.length < wish.minSupport) return nothing;
  const atoms = wish.signals.flatMap((name) => {
    const column = table.columns.get(name);
    return column === undefined ? [] : atomsOf(column, earlier.frauds);
  });
  const alone = atoms.map((atom): Tried => measure(atom, earlier));
  const pairs = Math.min(alone.length, pairedAtoms);
  const tried = alone.length + (pairs * (pairs - 1)) / 2;
  const open = { frauds: filled(earlier.frauds.length), others: filled(earlier.others.length) };
  const items: FoundSuggestion[] = [];
  for (let round = 0; round < wish.most; round++) {
    const best = choose(alone, open, earlier, wish, tried);
    if (best === undefined) break;
    for (let i = 0; i < open.frauds.length; i++) open.frauds[i] = (open.frauds[i] ?? 0) & ~(best.fraudBits[i] ?? 0);
    for (let i = 0; i < open.others.length; i++) open.others[i] = (open.others[i] ?? 0) & ~(best.otherBits[i] ?? 0);
    const figures = figuresOf(best.atoms, later);
    if (!isConfirmed(figures.raw, later)) continue;
    items.push({
      when: best.atoms.map(({ when }) => when).join(' && '),
      signals: [...new Set(best.atoms.map(({ signal }) => signal))],
      earlier: figuresOf(best.atoms, earlier).figures,
      later: figures.figures,
    });
  }
  return { items, dividedAt, tried, missedFrauds: earlier.frauds.length + later.frauds.length };
}

/** Divides what the live policy does not flag at the time by which most of the known frauds had happened. */
function divide(table: Table, job: TallyJob): { readonly earlier: Part; readonly later: Part; readonly dividedAt: number | null } {
  const { from, to, since, until, live, classes } = job;
  const [contexts, usable, times] = [need(table, '$context'), need(table, '$usable'), need(table, timeColumn)];
  const labels = new Uint8Array(job.labels);
  const { scores, demands } = weigh(live, from, to);
  const within = (row: number): boolean => (times[row] ?? 0) >= since && (times[row] ?? 0) <= until;
  const flagged = (row: number): boolean => {
    const at = row - from;
    const band = bandAt(scores[at] ?? 0, usable[row] ?? 0, live.thresholds);
    return live.flagged[answerKey(classes[contexts[row] ?? 0] ?? 0, band, demands[at] ?? 0)] === 1;
  };
  const fraudTimes: number[] = [];
  for (let row = from; row < to; row++) if (labels[row] === 1 && within(row)) fraudTimes.push(times[row] ?? 0);
  fraudTimes.sort((a, b) => a - b);
  const dividedAt = fraudTimes[Math.floor(fraudTimes.length * earlierShare)] ?? null;
  const part = (inPart: (time: number) => boolean): Part => {
    const [frauds, others]: [number[], number[]] = [[], []];
    let allFrauds = 0;
    for (let row = from; row < to; row++) {
      if (!within(row) || !inPart(times[row] ?? 0)) continue;
      if (labels[row] === 1) allFrauds += 1;
      if (!flagged(row)) (labels[row] === 1 ? frauds : others).push(row);
    }
    const every = Math.max(1, Math.ceil(others.length / sampledOthers));
    return {
      frauds: Uint32Array.from(frauds),
      others: Uint32Array.from(every === 1 ? others : others.filter((_, index) => index % every === 0)),
      allOthers: others.length,
      allFrauds,
    };
  };
  const border = dividedAt ?? Number.POSITIVE_INFINITY;
  return { earlier: part((time) => time < border), later: part((time) => time >= border), dividedAt };
}

function bitsOf(rows: Uint32Array, test: (row: number) => boolean): Uint32Array {
  const bits = new Uint32Array(Math.ceil(rows.length / 32));
  for (let i = 0; i < rows.length; i++) if (test(rows[i] ?? 0)) bits[i >>> 5] = (bits[i >>> 5] ?? 0) | (1 << (i & 31));
  return bits;
}

const measure = (atom: Atom, { frauds, others }: Part): Tried => ({
  atoms: [atom],
  fraudBits: bitsOf(frauds, atom.test),
  otherBits: bitsOf(others, atom.test),
});

const filled = (rows: number): Uint32Array => bitsOf(new Uint32Array(rows), () => true);

function common(a: Uint32Array, b: Uint32Array, open: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < open.length; i++) {
    const word = (a[i] ?? 0) & (b[i] ?? 0) & (open[i] ?? 0);
    if (word !== 0) count += ones(word);
  }
  return count;
}

interface Raw {
  readonly fraud: number;
  /** Among the sampled others. */
  readonly others: number;
}

/** The condition that adds most fraud within the limits; of two that add alike, the one that costs less, then the shorter. */
function choose(
  alone: readonly Tried[],
  open: { readonly frauds: Uint32Array; readonly others: Uint32Array },
  part: Part,
  wish: SuggestWish,
  tried: number,
): Tried | undefined {
  const chance = chanceOfAll / Math.max(1, tried);
  let best: (Raw & { readonly tried: Tried }) | undefined;
  const offer = (one: Tried, fraud: number, others: number): void => {
    if (!holds({ fraud, others }, part, wish, chance)) return;
    const better = best === undefined || fraud > best.fraud || (fraud === best.fraud && others < best.others);
    if (better) best = { fraud, others, tried: one };
  };
  const counted = alone.map((one) => ({
    one,
    fraud: common(one.fraudBits, one.fraudBits, open.frauds),
    others: common(one.otherBits, one.otherBits, open.others),
  }));
  for (const { one, fraud, others } of counted) offer(one, fraud, others);
  // A pair can be no better than its rarer half in fraud: those that separate best by themselves are paired.
  const lift = ({ fraud, others }: Raw): number =>
    fraud * Math.log((fraud + 1) / (others / Math.max(1, part.others.length / part.frauds.length) + 1));
  const paired = counted
    .filter(({ fraud }) => fraud >= wish.minSupport)
    .sort((a, b) => lift(b) - lift(a))
    .slice(0, pairedAtoms);
  for (const [index, { one: a }] of paired.entries()) {
    for (const { one: b } of paired.slice(index + 1)) {
      if (a.atoms[0]?.signal === b.atoms[0]?.signal && a.atoms[0]?.when.includes('>') === b.atoms[0]?.when.includes('>')) continue;
      const fraud = common(a.fraudBits, b.fraudBits, open.frauds);
      if (fraud < wish.minSupport || (best !== undefined && fraud < best.fraud)) continue;
      const others = common(a.otherBits, b.otherBits, open.others);
      if (!holds({ fraud, others }, part, wish, chance)) continue;
      const both = (x: Uint32Array, y: Uint32Array): Uint32Array => x.map((word, i) => word & (y[i] ?? 0));
      offer(
        { atoms: [...a.atoms, ...b.atoms], fraudBits: both(a.fraudBits, b.fraudBits), otherBits: both(a.otherBits, b.otherBits) },
        fraud,
        others,
      );
    }
  }
  return best?.tried;
}

/** Whether a condition keeps to the limits and chance does not explain it. */
function holds({ fraud, others }: Raw, part: Part, { maxFriction, minPrecision, minSupport }: SuggestWish, chance: number): boolean {
  if (fraud < minSupport) return false;
  const all = others * weightOf(part);
  if ((all * 1_000) / Math.max(1, part.allOthers) > maxFriction || fraud / (fraud + all) < minPrecision) return false;
  return isRare({ fraud, others }, part, chance);
}

/** Whether a condition still separates where nothing was chosen by it. What it costs there is shown, and people judge it. */
const isConfirmed = (raw: Raw, part: Part): boolean => raw.fraud >= fewestConfirmed && isRare(raw, part, chanceOfOne);

const isRare = ({ fraud, others }: Raw, { frauds, others: sampled }: Part, chance: number): boolean =>
  logTail(fraud, fraud + others, frauds.length / Math.max(1, frauds.length + sampled.length)) <= Math.log(chance);

const weightOf = ({ others, allOthers }: Part): number => (others.length === 0 ? 1 : allOthers / others.length);

/** An upper bound of the logarithm of the chance of at least so many among n at a rate (Chernoff). */
export function logTail(hits: number, n: number, rate: number): number {
  const share = hits / Math.max(1, n);
  if (share <= rate) return 0;
  const term = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q));
  return -n * (term(share, rate) + term(1 - share, 1 - rate));
}

function figuresOf(atoms: readonly Atom[], part: Part): { readonly raw: Raw; readonly figures: SuggestionFigures } {
  const hits = (rows: Uint32Array): number => rows.reduce((sum, row) => sum + (atoms.every(({ test }) => test(row)) ? 1 : 0), 0);
  const raw = { fraud: hits(part.frauds), others: hits(part.others) };
  const others = Math.round(raw.others * weightOf(part));
  return {
    raw,
    figures: {
      fraud: raw.fraud,
      others,
      precision: raw.fraud / Math.max(1, raw.fraud + others),
      recallAdded: raw.fraud / Math.max(1, part.allFrauds),
      friction: (others * 1_000) / Math.max(1, part.allOthers),
    },
  };
}
