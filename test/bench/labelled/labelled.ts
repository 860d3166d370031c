import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ColumnThreads } from '../../../src/main/adapters/column-workers.ts';
import { noLists } from '../../../src/main/engine/risk/declared/lists.ts';
import { checkRuleFile, openRuleFile } from '../../../src/main/engine/tuning/files/read.ts';
import { type ImportMapping, importMappingSchema } from '../../../src/shared/contract/console/index.ts';
import type { RuleFile } from '../../../src/shared/contract/rule-file.ts';
import { atLeast, type BenchContext, BenchFault, defineBench, type Measurements, type Result } from '../harness.ts';
import { writePayments } from './generate.ts';
import { type Figures, figuresOf } from './measure.ts';
import { readPayments } from './payments.ts';
import { labelDelayMs, walk } from './walk.ts';

const day = 86_400_000;
const days = 7;
const root = new URL('../../../', import.meta.url);
/** The rule set that docs/guides/card-fraud.md tells of. */
export const ownRules = fileURLToPath(new URL('docs/guides/examples/card-fraud.yaml', root));
/** What the Fraud Detection Handbook's logistic regression reaches on a week of its own. */
const handbook = { cardPrecision: 0.29, averagePrecision: 0.61 };

export const labelledBench = defineBench({
  name: 'labelled',
  describe:
    'Card payments with fraud labels: a rule set with velocity windows on the last seven days, outcomes known after seven. Give the file by --events.',
  async run(context: BenchContext): Promise<Measurements> {
    const generated = context.eventsFile === undefined ? await writePayments('labelled') : undefined;
    if (generated !== undefined) context.note('No --events: payments of a small generator.');
    const workers = new ColumnThreads((error) => context.note(String(error)), Math.min(2, availableParallelism()));
    try {
      const file = await readRuleFile(context.rulesFile ?? ownRules);
      const started = performance.now();
      const data = await readPayments(context.eventsFile ?? generated?.path ?? '', await cardMapping());
      const readSeconds = (performance.now() - started) / 1_000;
      const last = data.payments.at(-1)?.at ?? 0;
      const first = Math.floor(last / day) * day - (days - 1) * day;
      const results: Result[] = [{ name: 'payments read and packed', value: data.payments.length / readSeconds, unit: 'rows/s' }];
      // The last week whose outcomes were known when the first day to be judged began: what rules may be tuned on.
      const tuned = await judge(first - labelDelayMs - days * day, `days ${days} tuned on`);
      const judged = await judge(first, `last ${days} days`);
      results.push(...tuned.results, ...judged.results);
      return {
        runs: 1,
        results,
        // A generated file is for trying this out; what the handbook reached says nothing of it.
        reach: generated === undefined ? reach(judged.unknown) : [],
      };

      async function judge(start: number, what: string) {
        const walkStarted = performance.now();
        const walked = await walk(data, file, workers, start, days);
        const took = (performance.now() - walkStarted) / 1_000;
        const all = figuresOf(walked.map(({ scored }) => scored));
        const unknown = figuresOf(walked.map(({ unknownCards }) => unknownCards));
        const of = (figures: typeof all, whom: string): Result[] => [
          { name: `${what}, ${whom}: payments`, value: figures.payments, unit: 'rows' },
          { name: `${what}, ${whom}: frauds`, value: figures.frauds, unit: 'rows' },
          { name: `${what}, ${whom}: precision`, value: figures.precision, unit: 'share' },
          { name: `${what}, ${whom}: recall`, value: figures.recall, unit: 'share' },
          { name: `${what}, ${whom}: average precision`, value: figures.averagePrecision, unit: 'share' },
          { name: `${what}, ${whom}: card precision@100`, value: figures.cardPrecision, unit: 'share' },
        ];
        return {
          unknown,
          results: [...of(all, 'all cards'), ...of(unknown, 'cards not known already'), { name: `${what}: time`, value: took, unit: 's' }],
        };
      }
    } finally {
      await workers.close();
      await generated?.remove();
    }
  },
});

const reach = ({ cardPrecision, averagePrecision }: Figures) => [
  atLeast('card precision@100 on the last days, cards not known already', handbook.cardPrecision, cardPrecision),
  atLeast('average precision on the last days, cards not known already', handbook.averagePrecision, averagePrecision),
];

export const cardMapping = async (): Promise<ImportMapping> =>
  importMappingSchema.parse(JSON.parse(await readFile(new URL('resources/mappings/card-transactions.json', root), 'utf8')));

/** @throws BenchFault naming every fault of the file */
export async function readRuleFile(path: string): Promise<RuleFile> {
  const read = openRuleFile(await readFile(path, 'utf8'));
  const problems = 'problems' in read ? read.problems : checkRuleFile(read.opened, noLists);
  if (problems.length > 0) throw new BenchFault(problems.map(({ line, message }) => `${path}:${line}: ${message}`).join('\n'));
  if ('problems' in read) throw new BenchFault(path);
  return read.opened.content;
}
