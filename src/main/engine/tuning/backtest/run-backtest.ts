import type { BacktestExample, BacktestReport } from '../../../../shared/contract/console/backtest.ts';
import { listsSchema, matrixSchema, type RiskLists, ruleSetSchema, thresholdsSchema } from '../../../../shared/contract/policy.ts';
import { type DecisionId, type PolicyKind, policyKinds } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput } from '../../errors.ts';
import type { SignalCatalogue } from '../../risk/expression/catalogue.ts';
import { catalogueWith } from '../../risk/signals/catalogue.ts';
import { type Column, valueAt, valuesOf } from '../columns/column.ts';
import { readLive, requireSound } from '../contents.ts';
import { parseContent } from '../kinds.ts';
import { loadDraft } from '../transition.ts';
import type { Backtest, BacktestPolicy, BacktestWish, Catalogues } from './backtest.ts';
import { benchOf, labelsOf } from './histories.ts';
import { reportOf } from './report.ts';

/** What is replayed: a draft, or a content that is being edited; live alone when neither is given. */
export interface BacktestSubject {
  readonly draftId?: string | undefined;
  readonly kind?: PolicyKind | undefined;
  readonly content?: unknown;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly labelsKnownBy?: number | undefined;
  /** An import for backtests; the workspace's own decisions without it. */
  readonly history?: string | undefined;
  /** Looks for decisions that are newer than the state of history that is at hand. */
  readonly refresh?: boolean | undefined;
}

/** The policy that a subject stands for, beside the live one. @throws PortcullisError `not_found`, `invalid_input`, `step_refused` */
async function policiesOf(
  tx: ReadTx,
  subject: BacktestSubject,
): Promise<{ readonly live: BacktestPolicy; readonly draft: BacktestPolicy }> {
  const contents = new Map<PolicyKind, unknown>();
  for (const kind of policyKinds) contents.set(kind, (await readLive(tx, kind)).parsed);
  const live = policyOf(contents);
  if (subject.draftId !== undefined && subject.content === undefined) {
    const { kind, parsed } = await loadDraft(tx, subject.draftId);
    contents.set(kind, parsed);
    await requireSound(tx, kind, parsed, false);
  } else if (subject.content !== undefined) {
    const { kind } = subject;
    if (kind === undefined) throw invalidInput('kind', 'say what the content is of');
    const content = parseContent(kind, subject.content);
    contents.set(kind, content);
    await requireSound(tx, kind, content, false);
  }
  return { live, draft: policyOf(contents) };
}

const policyOf = (contents: ReadonlyMap<PolicyKind, unknown>): BacktestPolicy => ({
  rules: ruleSetSchema.parse(contents.get('rules')).rules,
  lists: listsSchema.parse(contents.get('lists')),
  matrix: matrixSchema.parse(contents.get('matrix')),
  thresholds: thresholdsSchema.parse(contents.get('thresholds')),
});

interface Ready {
  readonly backtest: Backtest;
  readonly wish: BacktestWish;
  readonly catalogues: Catalogues;
}

/** Everything at hand for a backtest. @throws PortcullisError `not_found`, `invalid_input`, `step_refused` */
export async function readyBacktest(engine: Engine, subject: BacktestSubject): Promise<Ready> {
  const bench = await benchOf(engine, subject);
  const policies = await engine.store.read((tx) => policiesOf(tx, subject));
  const labels = await labelsOf(engine, bench, subject, subject.labelsKnownBy ?? Number.MAX_SAFE_INTEGER);
  return {
    backtest: bench.backtest,
    wish: {
      ...policies,
      since: subject.from ?? Number.NEGATIVE_INFINITY,
      until: subject.to ?? Number.POSITIVE_INFINITY,
      labels: labels.buffer,
      labelsKey: labels.key,
    },
    catalogues: { live: catalogueOf(policies.live.lists), draft: catalogueOf(policies.draft.lists) },
  };
}

/** The last catalogues by their lists: whoever types changes rules, and lists hardly ever. */
const catalogues = new Map<string, SignalCatalogue>();
const keptCatalogues = 4;

function catalogueOf(lists: RiskLists): SignalCatalogue {
  const key = JSON.stringify(lists);
  const known = catalogues.get(key) ?? catalogueWith(lists);
  if (catalogues.size >= keptCatalogues) catalogues.clear();
  catalogues.set(key, known);
  return known;
}

async function timesOf(backtest: Backtest): Promise<{ readonly from: number | null; readonly to: number | null }> {
  const [column] = await backtest.column('$at');
  if (column === undefined || backtest.source.rows === 0) return { from: null, to: null };
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of valuesOf(column)) {
    if (at < from) from = at;
    if (at > to) to = at;
  }
  return { from, to };
}

/** Operations looked at that are so young that labels of theirs are still to come (RT-08). */
async function countSince(backtest: Backtest, since: number, within: Pick<BacktestWish, 'since' | 'until'>): Promise<number> {
  const [column] = await backtest.column('$at');
  let count = 0;
  for (const at of column === undefined ? [] : valuesOf(column)) if (at >= since && at >= within.since && at < within.until) count += 1;
  return count;
}

/**
 * Replays a policy beside the live one over the workspace's history, or over an import for backtests (RT-05, RT-06).
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `step_refused`, `unavailable`
 */
export async function runBacktest(engine: Engine, actor: StaffActor, subject: BacktestSubject): Promise<BacktestReport> {
  requirePermission(actor, 'rules.read');
  const { backtest, wish, catalogues } = await readyBacktest(engine, subject);
  const run = await backtest.run(wish, catalogues);
  const knownBy = Math.min(engine.clock.now(), subject.labelsKnownBy ?? Number.MAX_SAFE_INTEGER);
  const since = knownBy - engine.settings.get('labels.maturity');
  return { ...reportOf(run, await timesOf(backtest)), immature: { since, operations: await countSince(backtest, since, wish) } };
}

/**
 * Operations behind a number of the report, the newest first, each with its decision to open, or the line of the file that it was imported from.
 * @throws PortcullisError as {@link runBacktest}
 */
export async function backtestExamples(
  engine: Engine,
  actor: StaffActor,
  input: BacktestSubject & {
    readonly live?: string | undefined;
    readonly draft?: string | undefined;
    readonly ruleId?: string | undefined;
    readonly label?: 'fraud' | 'legitimate' | 'none' | undefined;
    readonly limit: number;
  },
): Promise<{ items: BacktestExample[] }> {
  requirePermission(actor, 'rules.read');
  const { backtest, wish, catalogues } = await readyBacktest(engine, input);
  const label = input.label === undefined ? undefined : { none: 0, fraud: 1, legitimate: 2 }[input.label];
  const { rows, results } = await backtest.find(wish, catalogues, {
    live: input.live,
    draft: input.draft,
    ruleId: input.ruleId,
    label,
    limit: input.limit,
  });
  const columns = await backtest.column('$id', '$line', '$account', '$kind', '$at', '$cents');
  const [id, line, account, kind, at, cents] = columns.map(reader);
  const labels = [null, 'fraud', 'legitimate'] as const;
  return {
    items: rows.map((found): BacktestExample => {
      const value = cents?.(found.row);
      const lineOfFile = line?.(found.row);
      return {
        decisionId: id === undefined ? null : (String(id(found.row)) as DecisionId),
        line: typeof lineOfFile === 'number' ? lineOfFile : null,
        accountId: String(account?.(found.row)),
        kind: String(kind?.(found.row)),
        at: Number(at?.(found.row)),
        live: results[found.live] ?? 'unknown',
        draft: results[found.draft] ?? 'unknown',
        score: found.score,
        liveScore: found.liveScore,
        label: labels[found.label] ?? null,
        value: typeof value === 'number' ? value / 100 : null,
      };
    }),
  };
}

function reader(column: Column | undefined): ((row: number) => unknown) | undefined {
  if (column === undefined) return undefined;
  const values = valuesOf(column);
  return (row) => valueAt(column, values, row);
}

/** One column of the workspace's own history, as it is at hand; undefined where history does not hold it. */
export async function historyColumn(engine: Engine, name: string): Promise<Column | undefined> {
  const { backtest } = await benchOf(engine, {});
  const [column] = await backtest.column(name);
  return column;
}

/** What history is at hand. @throws PortcullisError `forbidden` */
export async function describeHistory(engine: Engine, actor: StaffActor) {
  requirePermission(actor, 'rules.read');
  const { backtest } = await benchOf(engine, { refresh: true });
  const { rows, types } = backtest.source;
  return { operations: rows, ...(await timesOf(backtest)), columns: [...types.keys()].filter((name) => !name.startsWith('$')) };
}
