import { readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SameThread } from '../../../src/main/engine/tuning/columns/jobs.ts';
import type { RuleFile } from '../../../src/shared/contract/rule-file.ts';
import { writePayments } from '../../bench/labelled/generate.ts';
import { cardMapping, ownRules, readRuleFile } from '../../bench/labelled/labelled.ts';
import { averagePrecision, cardPrecision, figuresOf, type Scored } from '../../bench/labelled/measure.ts';
import { readPayments } from '../../bench/labelled/payments.ts';
import { walk } from '../../bench/labelled/walk.ts';

const day = 86_400_000;
const start = Date.parse('2018-05-01T00:00:00Z');
const amountColumn = 4;
const labelColumn = 5;

describe('the walk over labelled payments', () => {
  let generated: Awaited<ReturnType<typeof writePayments>>;
  let lines: string[];
  let file: RuleFile;

  beforeAll(async () => {
    generated = await writePayments('walk', { customers: 120, terminals: 200 });
    lines = (await readFile(generated.path, 'utf8')).trim().split('\n');
    file = await readRuleFile(ownRules);
  });
  afterAll(() => generated.remove());

  async function walkOver(rows: readonly string[], days: number) {
    const path = `${generated.path}.${rows.length}.csv`;
    await writeFile(path, `${rows.join('\n')}\n`);
    try {
      return await walk(await readPayments(path, await cardMapping()), file, new SameThread(), start, days);
    } finally {
      await rm(path);
    }
  }

  it('RT-05, RT-08: finds most frauds among far more honest payments by rules and lists', async () => {
    const walked = await walkOver(lines, 4);
    const figures = figuresOf(walked.map(({ scored }) => scored));
    expect(figures.payments).toBeGreaterThan(500);
    expect(figures.frauds / figures.payments).toBeLessThan(0.2);
    expect(figures.precision).toBeGreaterThan(0.7);
    expect(figures.recall).toBeGreaterThan(0.4);
    expect(walked.every(({ scored, unknownCards }) => unknownCards.length < scored.length)).toBe(true);
  });

  it('RT-05: decides a day alike whatever comes after it, and whatever outcomes nobody knew by then', async () => {
    const [before] = await walkOver(lines, 1);
    const at = (line: string) => Date.parse(`${line.split(',')[1]?.replace(' ', 'T')}Z`);
    const [head = '', ...rows] = lines;
    const otherwise = rows
      .filter((line) => at(line) < start + day)
      .map((line) => {
        const cells = line.split(',');
        if (at(line) >= start - 7 * day) cells[labelColumn] = cells[labelColumn] === '1' ? '0' : '1';
        return cells.join(',');
      });
    const [after] = await walkOver([head, ...otherwise], 1);
    const scores = (walked: typeof before) => walked?.scored.map(({ account, score, flagged }) => [account, score, flagged]);
    expect(scores(after)).toEqual(scores(before));
    expect(after?.scored.map(({ fraud }) => fraud)).not.toEqual(before?.scored.map(({ fraud }) => fraud));
  });

  it('RT-09: refuses a file with a bad row by its line, and one that is not sorted by time', async () => {
    const bad = [...lines.slice(0, 20)];
    const cells = bad[10]?.split(',') ?? [];
    cells[amountColumn] = 'a lot';
    bad[10] = cells.join(',');
    await expect(walkOver(bad, 1)).rejects.toThrow(/^line 11: /);
    const turned = [...lines.slice(0, 10), ...lines.slice(10, 20).reverse()];
    await expect(walkOver(turned, 1)).rejects.toThrow(/sort the file by time/);
  });
});

describe('figures of a ranking', () => {
  const scored: fc.Arbitrary<Scored[]> = fc.array(
    fc.record({
      account: fc.constantFrom(...Array.from({ length: 150 }, (_, index) => `card-${index}`)),
      score: fc.integer({ min: 0, max: 5 }),
      flagged: fc.boolean(),
      fraud: fc.boolean(),
    }),
    { minLength: 1, maxLength: 300 },
  );

  it('RT-08: are the same in whatever order payments of one score stand', () => {
    fc.assert(
      fc.property(scored, (all) => {
        const turned = [...all].reverse();
        if (all.some(({ fraud }) => fraud)) expect(averagePrecision(turned)).toBeCloseTo(averagePrecision(all), 10);
        expect(cardPrecision(turned)).toBeCloseTo(cardPrecision(all), 10);
      }),
    );
  });

  it('RT-08: are 1 where every fraud stands above every honest payment, and the share of frauds where nothing is told apart', () => {
    const payment = (score: number, fraud: boolean, account: string): Scored => ({ account, score, flagged: fraud, fraud });
    const apart = Array.from({ length: 200 }, (_, index) => payment(index < 100 ? 9 : 1, index < 100, `card-${index}`));
    expect([averagePrecision(apart), cardPrecision(apart)]).toEqual([1, 1]);
    const alike = apart.map((each) => ({ ...each, score: 3 }));
    expect([averagePrecision(alike), cardPrecision(alike)]).toEqual([0.5, 0.5]);
  });
});
