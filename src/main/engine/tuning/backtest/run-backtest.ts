import type { BacktestExample, BacktestReport } from '../../../../shared/contract/console/backtest.ts';
import { listsSchema, matrixSchema, type RiskLists, ruleSetSchema, thresholdsSchema } from '../../../../shared/contract/policy.ts';
import { type DecisionId, type PolicyKind, policyKinds } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, Store } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput } from '../../errors.ts';
import type { SignalCatalogue } from '../../risk/expression/catalogue.ts';
import { catalogueWith } from '../../risk/signals/catalogue.ts';
import { type Column, valueAt, valuesOf } from '../columns/column.ts';
import { readLive, requireSound } from '../contents.ts';
import { labelsKey, type RowLabels, readLabels } from '../history/labels.ts';
import { LiveHistory } from '../history/live-history.ts';
import { parseContent } from '../kinds.ts';
import { loadDraft } from '../transition.ts';
import { Backtest, type BacktestPolicy, type BacktestWish, type Catalogues } from './backtest.ts';
import { reportOf } from './report.ts';

/** What is replayed: a draft, or a content that is being edited; live alone when neither is given. */
export interface BacktestSubject {
  readonly draftId?: string | undefined;
  readonly kind?: PolicyKind | undefined;
  readonly content?: unknown;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly labelsKnownBy?: number | undefined;
  /** Looks for decisions that are newer than the state of history that is at hand. */
  readonly refresh?: boolean | undefined;
}

/** One workspace's history with what was found out about it. */
interface Bench {
  readonly history: LiveHistory;
  current: Backtest | undefined;
  labels: RowLabels | undefined;
}

/** Kept by store, so that nobody reads a workspace's history twice. */
const benches = new WeakMap<Store, Bench>();

async function benchOf(engine: Engine, refresh: boolean): Promise<{ readonly bench: Bench; readonly backtest: Backtest }> {
  const bench: Bench = benches.get(engine.store) ?? { history: new LiveHistory(engine), current: undefined, labels: undefined };
  benches.set(engine.store, bench);
  if (bench.current === undefined || refresh) {
    const source = await bench.history.refresh();
    if (bench.current?.source.id !== source.id) {
      bench.current = new Backtest(source, engine.columns, engine.stopwatch);
      bench.labels = undefined;
    }
  }
  return { bench, backtest: bench.current };
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

/** Everything at hand for a backtest of the workspace's own history. @throws PortcullisError `not_found`, `invalid_input`, `step_refused` */
export async function readyBacktest(engine: Engine, subject: BacktestSubject): Promise<Ready> {
  const { bench, backtest } = await benchOf(engine, subject.refresh === true);
  const knownBy = subject.labelsKnownBy ?? Number.MAX_SAFE_INTEGER;
  const { policies, key } = await engine.store.read(async (tx) => ({
    policies: await policiesOf(tx, subject),
    key: await labelsKey(tx, knownBy),
  }));
  if (bench.labels?.key !== key) {
    const [ids] = await backtest.column('$id');
    bench.labels = await engine.store.read((tx) => readLabels(tx, backtest.source.rows, ids, knownBy));
  }
  const labels = bench.labels;
  return {
    backtest,
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
 * Replays a policy over the workspace's history beside the live one (RT-05, RT-06).
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
 * Operations behind a number of the report, the newest first, each with its decision to open.
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
  const columns = await backtest.column('$id', '$account', '$kind', '$at', '$cents');
  const [id, account, kind, at, cents] = columns.map(reader);
  const labels = [null, 'fraud', 'legitimate'] as const;
  return {
    items: rows.map((found): BacktestExample => {
      const value = cents?.(found.row);
      return {
        decisionId: String(id?.(found.row)) as DecisionId,
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
  const { backtest } = await benchOf(engine, false);
  const [column] = await backtest.column(name);
  return column;
}

/** What history is at hand. @throws PortcullisError `forbidden` */
export async function describeHistory(engine: Engine, actor: StaffActor) {
  requirePermission(actor, 'rules.read');
  const { backtest } = await benchOf(engine, true);
  const { rows, types } = backtest.source;
  return { operations: rows, ...(await timesOf(backtest)), columns: [...types.keys()].filter((name) => !name.startsWith('$')) };
}
