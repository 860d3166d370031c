import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCells } from '../../../src/main/engine/tuning/columns/cells.ts';
import { type Column, makeColumn, valuesOf } from '../../../src/main/engine/tuning/columns/column.ts';
import { bitsFor } from '../../../src/main/engine/tuning/columns/evaluate.ts';
import { divideRows } from '../../../src/main/engine/tuning/columns/strata.ts';
import { Counting, type RuleTally, type Tally, type TallyJob } from '../../../src/main/engine/tuning/columns/tally.ts';
import { answerKey, bandAt, type Side } from '../../../src/main/engine/tuning/columns/weigh.ts';

const [classCount, results, conditions] = [3, 4, 6] as const;

interface Row {
  readonly context: number;
  readonly usable: number;
  readonly label: number;
  readonly at: number;
  readonly cents: number | null;
  /** Which conditions hold. */
  readonly hits: readonly boolean[];
}

const row: fc.Arbitrary<Row> = fc.record({
  context: fc.nat(4),
  usable: fc.nat(4),
  label: fc.nat(2),
  at: fc.nat(9),
  cents: fc.option(fc.nat(10_000)),
  hits: fc.array(fc.boolean(), { minLength: conditions, maxLength: conditions }),
});
const tables = fc.record({
  results: fc.array(fc.nat(results - 1), { minLength: classCount * 25, maxLength: classCount * 25 }),
  flagged: fc.array(fc.nat(1), { minLength: classCount * 25, maxLength: classCount * 25 }),
});
const policy = fc.record({
  rules: fc.array(fc.record({ id: fc.nat(conditions - 1), score: fc.integer({ min: -30, max: 60 }), demand: fc.nat(4) }), { maxLength: 7 }),
  medium: fc.integer({ min: 1, max: 40 }),
  minSignals: fc.nat(4),
  tables,
});
const world = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 90 }),
  classes: fc.array(fc.nat(classCount - 1), { minLength: 5, maxLength: 5 }),
  logins: fc.array(fc.nat(1), { minLength: classCount, maxLength: classCount }),
  live: policy,
  draft: policy,
  since: fc.constantFrom(Number.NEGATIVE_INFINITY, 3),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const column = (name: string, type: Column['type'], layout: Column['layout'], values: readonly number[]): [string, Column] => {
  const made = makeColumn(name, type, layout, values.length);
  valuesOf(made).set(values);
  return [name, made];
};

function tableOf(rows: readonly Row[]) {
  const columns = new Map([
    column(
      '$context',
      'string',
      'u8',
      rows.map(({ context }) => context),
    ),
    column(
      '$usable',
      'int',
      'i8',
      rows.map(({ usable }) => usable),
    ),
    column(
      '$at',
      'double',
      'f64',
      rows.map(({ at }) => at),
    ),
    column(
      '$cents',
      'double',
      'f64',
      rows.map(({ cents }) => cents ?? Number.NaN),
    ),
  ]);
  return { rows: rows.length, columns };
}

function bitsOf(rows: readonly Row[]): SharedArrayBuffer[] {
  return Array.from({ length: conditions }, (_, id) => {
    const bits = bitsFor(rows.length);
    const words = new Uint32Array(bits);
    for (const [i, { hits }] of rows.entries()) if (hits[id]) words[i >>> 5] = (words[i >>> 5] ?? 0) | (1 << (i & 31));
    return bits;
  });
}

function jobOf({ rows, classes, logins, live, draft, since }: World): TallyJob {
  const bits = bitsOf(rows);
  const labels = new SharedArrayBuffer(rows.length);
  new Uint8Array(labels).set(rows.map(({ label }) => label));
  const side = (one: World['live']): Side => ({
    rules: one.rules.map((rule) => ({ ...rule, bits: bits[rule.id] as SharedArrayBuffer })),
    thresholds: { medium: one.medium, high: one.medium + 20, critical: one.medium + 50, minSignals: one.minSignals },
    results: Uint16Array.from(one.tables.results),
    flagged: Uint8Array.from(one.tables.flagged),
  });
  return {
    owner: 1,
    from: 0,
    to: rows.length,
    strataKey: String(since),
    live: side(live),
    draft: side(draft),
    labels,
    resultCount: results,
    classes: Uint32Array.from(classes),
    logins: Uint8Array.from(logins),
    since,
    until: Number.POSITIVE_INFINITY,
  };
}

/** What a side answers a row, with all of its rules but one. */
function answer(
  side: Side,
  job: TallyJob,
  { context, usable, hits }: Row,
  without = -1,
): { result: number; flagged: boolean; key: number } {
  const hitting = side.rules.filter(({ id }, index) => hits[id] === true && index !== without);
  const score = hitting.reduce((sum, rule) => sum + rule.score, 0);
  const demand = Math.max(0, ...hitting.map((rule) => rule.demand));
  const key = answerKey(job.classes[context] ?? 0, bandAt(score, usable, side.thresholds), demand);
  return { result: side.results[key] ?? 0, flagged: side.flagged[key] === 1, key };
}

/** The same counts, row by row. */
function plainly(world: World, job: TallyJob): { tally: Tally; rules: RuleTally } {
  const count = job.draft.rules.length;
  const tally: Tally = {
    counts: new Float64Array(results * results * 3),
    cents: new Float64Array(results * results * 3),
    liveFlagged: new Float64Array(3),
    draftFlagged: new Float64Array(3),
    liveLogins: new Float64Array(results),
    draftLogins: new Float64Array(results),
  };
  const rules: RuleTally = {
    hits: new Float64Array(count * 3),
    alone: new Float64Array(count * 3),
    changes: new Float64Array(count),
    aloneCents: new Float64Array(count),
    both: new Float64Array(count * count),
  };
  const add = (into: Float64Array, at: number, value = 1): void => {
    into[at] = (into[at] ?? 0) + value;
  };
  for (const each of world.rows.filter(({ at }) => at >= job.since)) {
    const [live, draft] = [answer(job.live, job, each), answer(job.draft, job, each)];
    const { label } = each;
    add(tally.counts, (live.result * results + draft.result) * 3 + label);
    add(tally.cents, (live.result * results + draft.result) * 3 + label, each.cents ?? 0);
    if (live.flagged) add(tally.liveFlagged, label);
    if (draft.flagged) add(tally.draftFlagged, label);
    if (label !== 1 && job.logins[job.classes[each.context] ?? 0] === 1) {
      add(tally.liveLogins, live.result);
      add(tally.draftLogins, draft.result);
    }
    for (const [rule, { id }] of job.draft.rules.entries()) {
      if (each.hits[id] !== true) continue;
      add(rules.hits, rule * 3 + label);
      for (const [other, { id: otherId }] of job.draft.rules.entries())
        if (each.hits[otherId] === true) add(rules.both, rule * count + other);
      const without = answer(job.draft, job, each, rule);
      if (without.result === draft.result) continue;
      add(rules.changes, rule);
      if (!draft.flagged || without.flagged) continue;
      add(rules.alone, rule * 3 + label);
      add(rules.aloneCents, rule, each.cents ?? 0);
    }
  }
  return { tally, rules };
}

describe('counting for a backtest', () => {
  it('RT-05 counts by sets of rules what counting row by row does, for any two policies, also when scores and thresholds move', () => {
    fc.assert(
      fc.property(world, policy, (first, later) => {
        const counting = new Counting(tableOf(first.rows), 0, first.rows.length);
        for (const [each, of] of [first, { ...first, draft: later }, { ...first, live: later }].map((one) => [jobOf(one), one] as const)) {
          const expected = plainly(of, each);
          expect(counting.tally(each)).toEqual(expected.tally);
          expect(counting.rules(each)).toEqual(expected.rules);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('RT-05 counts the same in one piece and in many, where rules hit as they please', () => {
    const rows = Array.from({ length: 30_000 }, (_, i): Row => {
      const mixed = Math.imul(i + 1, 0x9e37_79b1) >>> 8;
      const hits = Array.from({ length: conditions }, (__, id) => ((mixed >>> (id * 2)) & 3) === 0);
      return { context: i % 5, usable: 3, label: i % 3, at: 1, cents: i % 7 === 0 ? null : i, hits };
    });
    const some: World['live'] = { rules: [], medium: 10, minSignals: 1, tables: { results: [], flagged: [] } };
    const job = jobOf({
      rows,
      classes: [0, 1, 2, 1, 0],
      logins: [0, 1, 0],
      live: some,
      draft: some,
      since: Number.NEGATIVE_INFINITY,
    });
    const table = tableOf(rows);
    const strata = divideRows(table, 0, rows.length, job);
    const bits = bitsOf(rows).map((each) => new Uint32Array(each));
    const cents = table.columns.get('$cents');
    const counted = (most: number): { readonly pieces: number; readonly sums: Map<string, number[]> } => {
      const pieces = [...countCells(bits, cents ? valuesOf(cents) : new Float64Array(), strata, 0, rows.length, most)];
      const sums = new Map<string, number[]>();
      for (const { parents, rules, sets, ...cells } of pieces) {
        for (const [cell, set] of sets.entries()) {
          const names: number[] = [];
          for (let rest = set; rest !== 0; rest = parents[rest - 1] ?? 0) names.push(rules[rest - 1] ?? 0);
          const key = `${cells.strata[cell]}: ${names.join()}`;
          const [count = 0, money = 0] = sums.get(key) ?? [];
          sums.set(key, [count + (cells.rows[cell] ?? 0), money + (cells.cents[cell] ?? 0)]);
        }
      }
      return { pieces: pieces.length, sums };
    };
    const [whole, parts] = [counted(1_000_000), counted(1)];
    expect(whole.pieces).toBe(2);
    expect(parts.pieces).toBeGreaterThan(3);
    expect(Object.fromEntries(parts.sums)).toEqual(Object.fromEntries(whole.sums));
    expect([...whole.sums.values()].reduce((sum, [count = 0]) => sum + count, 0)).toBe(rows.length);
  });
});
