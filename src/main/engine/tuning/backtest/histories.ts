import type { ReplayableHistory } from '../../../../shared/contract/console/backtest.ts';
import type { ImportId } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, Store } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { openDataset } from '../history/dataset.ts';
import { labelsKey, ownLabels, type RowLabels, readLabels } from '../history/labels.ts';
import { LiveHistory } from '../history/live-history.ts';
import { importedHistories } from '../history/store.ts';
import { Backtest } from './backtest.ts';

/** One history with what was found out about it. */
interface Bench {
  readonly backtest: Backtest;
  labels: RowLabels | undefined;
}

interface Benches {
  readonly history: LiveHistory;
  live: Bench | undefined;
  /** The import that was replayed last: one of a million rows takes hundreds of megabytes. */
  imported: { readonly id: string; readonly bench: Bench } | undefined;
}

/** Kept by store, so that nobody reads a history twice. */
const benches = new WeakMap<Store, Benches>();

/** What to replay over: an import for backtests, or what the workspace itself has decided. */
export interface HistoryWish {
  readonly history?: string | undefined;
  /** Looks for rows that are newer than the state of history that is at hand. */
  readonly refresh?: boolean | undefined;
}

/** @throws PortcullisError `not_found` when there is no such import for backtests, or nothing of it yet */
export async function benchOf(engine: Engine, { history, refresh = false }: HistoryWish): Promise<Bench> {
  const own: Benches = benches.get(engine.store) ?? { history: new LiveHistory(engine), live: undefined, imported: undefined };
  benches.set(engine.store, own);
  if (history !== undefined) {
    if (own.imported?.id === history && !refresh) return own.imported.bench;
    const source = await openDataset(engine.store, history);
    if (source === undefined) throw notFound('imported history');
    const known = own.imported?.bench;
    if (known?.backtest.source.id === source.id) return known;
    own.imported = { id: history, bench: { backtest: new Backtest(source, engine.columns, engine.stopwatch), labels: undefined } };
    return own.imported.bench;
  }
  if (own.live === undefined || refresh) {
    const source = await own.history.refresh();
    if (own.live?.backtest.source.id !== source.id) {
      own.live = { backtest: new Backtest(source, engine.columns, engine.stopwatch), labels: undefined };
    }
  }
  return own.live;
}

/** The labels of a history that were known by a time: an import brings its own, the workspace's are written down beside it. */
export async function labelsOf(engine: Engine, bench: Bench, { history }: HistoryWish, knownBy: number): Promise<RowLabels> {
  const { backtest } = bench;
  if (history !== undefined) {
    const [label, at] = await backtest.column('$label', '$labelAt');
    if (bench.labels?.key !== `own ${knownBy}`) bench.labels = ownLabels(backtest.source.rows, label, at, knownBy);
    return bench.labels;
  }
  const key = await engine.store.read((tx) => labelsKey(tx, knownBy));
  if (bench.labels?.key === key) return bench.labels;
  const [ids] = await backtest.column('$id');
  bench.labels = await engine.store.read((tx: ReadTx) => readLabels(tx, backtest.source.rows, ids, knownBy));
  return bench.labels;
}

/** Imports for backtests that have ended and left rows, the newest first. @throws PortcullisError `forbidden` */
export async function listHistories(engine: Engine, actor: StaffActor): Promise<{ items: ReplayableHistory[] }> {
  requirePermission(actor, 'rules.read');
  const rows = await engine.store.read((tx) => tx.all(importedHistories, {}));
  return {
    items: rows.map((row) => ({
      id: row.id as ImportId,
      name: row.name,
      operations: Number(row.operations),
      importedAt: Number(row.startedAt),
    })),
  };
}
