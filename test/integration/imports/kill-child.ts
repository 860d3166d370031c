import { SystemClock } from '../../../src/main/adapters/system-clock.ts';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';
import { UlidIds } from '../../../src/main/adapters/ulid-ids.ts';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { createTestEngine } from '../../support/engine.ts';
import { payments } from './support.ts';

/** Imports a file into a workspace and says each committed batch; the test kills it in between. */
const [workspace = '', filePath = '', purpose] = process.argv.slice(2);
const mapping = purpose === 'backtest' ? ({ ...payments, purpose } as const) : payments;
const engine = await createTestEngine(() => openStore({ workspace }));
// Test ids repeat from process to process, which ids never do.
const ids = new UlidIds(new SystemClock(), new SystemRandom());
// Batches as large as may be, however slow the machine: the test counts them.
const stopwatch = () => 0;
const { import: done } = await importFile({ ...engine, ids, stopwatch }, { filePath, mapping }, (progress) => {
  process.stdout.write(`at ${progress.nextLine}\n`);
});
process.stdout.write(`${done.status}\n`);
await engine.close();
