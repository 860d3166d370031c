import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { toClosure } from '../../../src/main/engine/risk/expression/closures.ts';
import { valueAt, valuesOf } from '../../../src/main/engine/tuning/columns/column.ts';
import { bitsFor, groupRows, loopSource, prepareSweep } from '../../../src/main/engine/tuning/columns/evaluate.ts';
import { type Codes, encodeSegment } from '../../../src/main/engine/tuning/history/encode.ts';
import { MemorySource } from '../../../src/main/engine/tuning/history/source.ts';
import { bool, catalogue, signals, storedFacts } from '../expression/arbitrary.ts';
import { checked } from '../expression/support.ts';

const types = new Map(Object.entries(signals));

/** Facts as columns, packed into segments of a few rows each. */
async function tableOf(events: readonly Facts[], perSegment: number) {
  const codes: Codes = new Map();
  const segments = [];
  for (let at = 0; at < events.length; at += perSegment) {
    const rows = events
      .slice(at, at + perSegment)
      .map((values, index) => ({ id: String(at + index), at, values: values as Record<string, string> }));
    segments.push(encodeSegment(rows, types, codes));
  }
  const source = new MemorySource('test', segments);
  const columns = new Map((await source.load([...types.keys()])).map((column) => [column.name, column]));
  return { rows: events.length, columns };
}

const rowsSet = (bits: SharedArrayBuffer, rows: number): number[] => {
  const words = new Uint32Array(bits);
  return Array.from({ length: rows }, (_, i) => i).filter((i) => ((words[i >>> 5] ?? 0) >>> (i & 31)) & 1);
};

const patience = 120_000;

describe('history as columns', () => {
  it('RT-05 gives back every value that went in, whatever segment it is in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storedFacts, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (events, size) => {
        const table = await tableOf(events, size);
        for (const [name] of types) {
          const column = table.columns.get(name);
          const values = column && valuesOf(column);
          for (const [row, event] of events.entries()) {
            const read = column && values ? valueAt(column, values, row) : undefined;
            expect(read ?? null).toEqual(event[name] ?? null);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it(
    'RT-05 decides every rule that the checker accepts as the closures do, by generated code and without',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(bool, { minLength: 1, maxLength: 5 }),
          fc.array(storedFacts, { minLength: 1, maxLength: 70 }),
          fc.integer({ min: 1, max: 40 }),
          async (texts, events, size) => {
            const table = await tableOf(events, size);
            const terms = texts.map((text) => checked(text, catalogue).term);
            const expected = terms.map((term) => {
              const decide = toClosure(term);
              return events.flatMap((event, row) => (decide(event) === true ? [row] : []));
            });
            const groups = groupRows(table, 'kind');
            for (const generate of [true, false]) {
              const bits = terms.map(() => bitsFor(events.length));
              const views = bits.map((each) => new Uint32Array(each));
              const sweep = prepareSweep(table, terms, groups, generate);
              for (let from = 0; from < events.length; from += 32) sweep(from, Math.min(events.length, from + 32), views);
              expect(bits.map((each) => rowsSet(each, events.length))).toEqual(expected);
            }
          },
        ),
        { numRuns: 1_200 },
      );
    },
    patience,
  );

  it('RT-01 lets no text of a rule into the code: it holds numbers and its own names, and nothing else', async () => {
    const nasty = fc.constantFrom('"+process.exit()+"', '\u2028', '*/', 'constructor', "'", '\\');
    const allowed =
      /^(?:use strict|return|function|loop|rows|from|to|bits|arrays|const|let|for|if|else|true|false|break|unusual|k|i|Number|isSafeInteger|Math|trunc|constants|has|test|[bcevL][0-9]+)$/;
    const table = await tableOf([{ country: 'US', agent: 'x', kind: 'login', amount: 1, count: 2, is_vpn: true }], 1);
    fc.assert(
      fc.property(
        fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join('')),
        (text) => {
          const quoted = JSON.stringify(text);
          const when = `country == ${quoted} || agent.contains(${quoted}) || country in [${quoted}, "b"] || (amount > 1.5 && is_vpn && count + 1 > 2)`;
          const { text: code } = loopSource(table, [{ index: 0, term: checked(when, catalogue).term }], true);
          expect(code).not.toMatch(/["`]/);
          const words = code.replace("'use strict'", '').match(/[A-Za-z_$][\w$]*/g) ?? [];
          expect(words.filter((word) => !allowed.test(word))).toEqual([]);
        },
      ),
    );
  });
});
