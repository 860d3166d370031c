/** `node memory.ts WORKSPACE [RULES]`: opens a history, makes the report and some edits, and prints its peak memory in MB. */
import { ColumnThreads } from '../../../src/main/adapters/column-workers.ts';
import { Backtest } from '../../../src/main/engine/tuning/backtest/backtest.ts';
import { ownLabels } from '../../../src/main/engine/tuning/history/labels.ts';
import { LiveHistory } from '../../../src/main/engine/tuning/history/live-history.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { loadPack } from '../rules/pack.ts';
import { world } from './world.ts';

// Not the peak that the system keeps: on Linux a process begins with that of the one that started it.
let peak = 0;
const sample = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const sampling = setInterval(sample, 5);

const [workspace = '', rulesFile] = process.argv.slice(2);
const pack = await loadPack({ rulesFile, eventsFile: undefined, note: () => {} }, 1);
const { catalogues, policy } = world(pack);
const store = await openStore({ workspace });
const threads = new ColumnThreads(() => {}, 2);
const source = await new LiveHistory({ store, clock: { now: () => 0 } }).refresh();
const backtest = new Backtest(source, threads, () => performance.now());
const [label, at] = await backtest.column('$label', '$labelAt');
const labels = ownLabels(source.rows, label, at, Number.MAX_SAFE_INTEGER);
for (let medium = 30; medium < 33; medium++) {
  const draft = { ...policy, thresholds: { ...policy.thresholds, medium } };
  const time = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  sample();
  await backtest.run({ live: policy, draft, ...time, labels: labels.buffer, labelsKey: labels.key }, catalogues);
}
sample();
clearInterval(sampling);
await threads.close();
await store.close();
console.log(peak / 1e6);
