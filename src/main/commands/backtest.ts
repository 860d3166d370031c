import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BacktestReport } from '../../shared/contract/console/backtest.ts';
import { ColumnThreads } from '../adapters/column-workers.ts';
import type { Engine } from '../engine/engine.ts';
import { readHistoryFile } from '../engine/imports/columns/runner.ts';
import { previewHistory } from '../engine/imports/preview.ts';
import type { BacktestPolicy } from '../engine/tuning/backtest/backtest.ts';
import { emptyPolicy, livePolicy, policyWith, replay } from '../engine/tuning/backtest/replay.ts';
import { checkRuleFile, type OpenedFile, openRuleFile } from '../engine/tuning/files/read.ts';
import { openDataset } from '../engine/tuning/history/dataset.ts';
import { type RowLabels, readLabels } from '../engine/tuning/history/labels.ts';
import { LiveHistory } from '../engine/tuning/history/live-history.ts';
import type { HistorySource } from '../engine/tuning/history/source.ts';
import { type Command, parse, type Surroundings, targetOptions, targetUsage, UsageError, withEngine } from './command.ts';
import { readMapping } from './import.ts';
import { tellProblems } from './rule-file.ts';

const exceeded = 2;
const shownBadRows = 20;

const options = {
  ...targetOptions,
  rules: { type: 'string' },
  against: { type: 'string' },
  history: { type: 'string' },
  mapping: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'labels-known-by': { type: 'string' },
  'max-alert-rate': { type: 'string' },
  'max-friction': { type: 'string' },
  'min-precision': { type: 'string' },
  'min-recall': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof options>>['values'];

/** What a rule set must keep to. */
const limits = {
  'max-alert-rate': { figure: 'alertRate', most: true },
  'max-friction': { figure: 'frictionPer1000', most: true },
  'min-precision': { figure: 'precision', most: false },
  'min-recall': { figure: 'recall', most: false },
} as const;
type LimitName = keyof typeof limits;

interface Limit {
  readonly limit: LimitName;
  readonly want: number;
  readonly got: number | null;
  readonly kept: boolean;
}

function limitsOf(values: Values): ReadonlyMap<LimitName, number> {
  return new Map(
    (Object.keys(limits) as LimitName[]).flatMap((name): [LimitName, number][] => {
      const text = values[name];
      if (text === undefined) return [];
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new UsageError(`--${name} must be a number such as 0.02.`);
      return [[name, value]];
    }),
  );
}

/** A figure that history says nothing of keeps no limit: a pipeline must not pass for want of labels. */
const judge = ({ draft }: BacktestReport, wanted: ReadonlyMap<LimitName, number>): Limit[] =>
  [...wanted].map(([limit, want]) => {
    const { figure, most } = limits[limit];
    const got = draft[figure];
    return { limit, want, got, kept: got !== null && (most ? got <= want : got >= want) };
  });

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`--${name} must be a time such as 2026-03-01T00:00:00Z.`);
  return time;
}

interface History {
  readonly source: HistorySource;
  /** Labels that stand beside the history; undefined where it holds its own. */
  readonly labels: RowLabels | undefined;
}

async function fromEngine(engine: Engine, name: string, knownBy: number): Promise<History> {
  if (name !== 'workspace') {
    const source = await openDataset(engine.store, name);
    if (source === undefined) throw new UsageError(`There is no imported history ${name}.`);
    return { source, labels: undefined };
  }
  const source = await new LiveHistory(engine).refresh();
  const [ids] = await source.load(['$id']);
  return { source, labels: await engine.store.read((tx) => readLabels(tx, source.rows, ids, knownBy)) };
}

async function fromFile(file: string, values: Values, now: number, around: Surroundings): Promise<History> {
  const path = resolve(around.cwd, file);
  if (!(await stat(path).catch(() => undefined))?.isFile()) throw new UsageError(`There is no file ${file}.`);
  const mapping = values.mapping === undefined ? (await previewHistory(path, now)).suggestion : await readMapping(values.mapping, around);
  if (mapping === null) throw new UsageError('The columns of this file do not tell what they are: give a --mapping.');
  if (values.mapping === undefined) around.err(`Guessed mapping: ${JSON.stringify(mapping)}`);
  const { source, bad } = await readHistoryFile(path, mapping, null, now);
  for (const { line, reason } of bad.slice(0, shownBadRows)) around.err(`${file}:${line}: ${reason}`);
  if (bad.length > shownBadRows) around.err(`… and ${bad.length - shownBadRows} more rows that cannot be taken`);
  return { source, labels: undefined };
}

async function openChecked(file: string, live: BacktestPolicy, around: Surroundings): Promise<OpenedFile | undefined> {
  const text = await readFile(resolve(around.cwd, file), 'utf8').catch(() => {
    throw new UsageError(`There is no file ${file}.`);
  });
  const result = openRuleFile(text);
  const problems = 'problems' in result ? result.problems : checkRuleFile(result.opened, live.lists);
  tellProblems(file, problems, around);
  return problems.length === 0 && 'opened' in result ? result.opened : undefined;
}

async function compare(values: Values, history: History, live: BacktestPolicy, around: Surroundings): Promise<number> {
  const wanted = limitsOf(values);
  const file = await openChecked(values.rules ?? '', live, around);
  const other = values.against === undefined ? undefined : await openChecked(values.against, live, around);
  if (file === undefined || (values.against !== undefined && other === undefined)) return 1;
  const threads = new ColumnThreads((error) => around.err(String(error)));
  try {
    const report = await replay(history.source, threads, () => performance.now(), {
      live: other === undefined ? live : policyWith(live, other.content),
      draft: policyWith(live, file.content),
      since: timeOf('from', values.from),
      until: timeOf('to', values.to),
      labelsKnownBy: timeOf('labels-known-by', values['labels-known-by']),
      labels: history.labels,
    });
    const judged = judge(report, wanted);
    if (values.json) around.out(JSON.stringify({ report, limits: judged }));
    else tell(report, around);
    for (const { limit, want, got, kept } of judged)
      if (!kept) around.err(`--${limit} ${want} is not kept: ${got ?? 'history does not tell'}`);
    return judged.every(({ kept }) => kept) ? 0 : exceeded;
  } finally {
    await threads.close();
  }
}

const share = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(2)} %`);

function tell({ operations, labelled, live, draft, rules, missingSignals, flips }: BacktestReport, { out }: Surroundings): void {
  const row = (name: string, ...cells: readonly string[]): void =>
    out(`${name.padEnd(34)}${cells.map((cell) => cell.padStart(14)).join('')}`);
  out(`${operations} operations, ${labelled.fraud} labelled fraud, ${labelled.legitimate} legitimate`);
  row('', 'before', 'with the file');
  row('flagged', String(live.flagged), String(draft.flagged));
  row('alert rate', share(live.alertRate), share(draft.alertRate));
  row('precision', share(live.precision), share(draft.precision));
  row('recall', share(live.recall), share(draft.recall));
  row('step-ups per 1,000 good log-ins', live.frictionPer1000?.toFixed(1) ?? '–', draft.frictionPer1000?.toFixed(1) ?? '–');
  const changed = flips.filter((flip) => flip.live !== flip.draft);
  if (changed.length > 0) out('');
  for (const flip of changed.slice(0, 20)) row(`${flip.live} → ${flip.draft}`, String(flip.count), `${flip.fraud} fraud`);
  out('');
  row('rule', 'hits', 'precision', 'recall', 'fraud alone');
  for (const rule of rules) row(rule.ruleId, String(rule.hits), share(rule.precision), share(rule.recall), String(rule.aloneFraud));
  if (missingSignals.length > 0) out(`\nnot in this history, so not known to any rule: ${missingSignals.join(', ')}`);
}

export const backtest: Command = {
  usage: `portcullis backtest --rules FILE --history FILE|workspace|IMPORT [options] [target]

  --rules FILE          the rule set to try; see \`portcullis rules\`
  --history WHAT        a CSV or NDJSON file, \`workspace\` for what the target has decided, or the id of an import for backtests
  --mapping FILE|NAME   how the columns of a history file become fields, as for \`portcullis import\`
  --against FILE        another rule set to compare with, in place of the target's live policy (without a target: of none)
  --from, --to TIME     only operations of this time
  --labels-known-by TIME  only labels that were known by then
  --max-alert-rate N    flagged operations of all, 0 to 1
  --max-friction N      step-ups per 1,000 good log-ins
  --min-precision N, --min-recall N
  --json                the whole report as one line of JSON
${targetUsage}

Exit codes: 0 fine, 1 a rule set with faults or a failure, 2 a limit is not kept, 64 the command line makes no sense.`,

  async run(args, around) {
    const { values } = parse(args, options);
    const { history } = values;
    if (values.rules === undefined) throw new UsageError('Name the rule set: --rules FILE.');
    if (history === undefined) throw new UsageError('Name the history: --history FILE, or workspace.');
    limitsOf(values);
    const knownBy = timeOf('labels-known-by', values['labels-known-by']) ?? Number.MAX_SAFE_INTEGER;
    const stored = history === 'workspace' || /^imp_[0-9a-z]+$/i.test(history);
    const named = values.workspace !== undefined || values['database-url'] !== undefined || values.demo === true;
    if (!stored && !named) return compare(values, await fromFile(history, values, Date.now(), around), emptyPolicy, around);
    return withEngine(values, around, async (engine) => {
      const live = await engine.store.read(livePolicy);
      const found = stored ? await fromEngine(engine, history, knownBy) : await fromFile(history, values, engine.clock.now(), around);
      return compare(values, found, live, around);
    });
  },
};
