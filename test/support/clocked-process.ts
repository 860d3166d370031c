import { sql } from 'kysely';
import { createLogger, toLog } from '../../src/main/adapters/pino-log.ts';
import { SystemClock } from '../../src/main/adapters/system-clock.ts';
import { UlidIds } from '../../src/main/adapters/ulid-ids.ts';
import { openEngine } from '../../src/main/compose/engine.ts';
import { startDemoExchange } from '../../src/main/compose/exchange.ts';
import { programFolder } from '../../src/main/compose/root.ts';
import { assemble } from '../../src/main/compose.ts';
import { systemActor } from '../../src/main/engine/actor.ts';
import { createKey } from '../../src/main/engine/integration/keys.ts';
import type { Clock, EpochMs } from '../../src/main/engine/ports.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { seedDemoStaff } from '../../src/main/engine/staff/demo.ts';
import { scopes } from '../../src/shared/vocabulary/index.ts';

/**
 * Run by test/e2e/support/clocked-server.ts: the headless server and the demo's exchange on an empty demo workspace, with a clock that whoever started it
 * stops and moves. Argument: the workspace.
 */
class MovableClock implements Clock {
  readonly #real = new SystemClock();
  #ahead = 0;
  #stoppedAt: EpochMs | null = null;

  now(): EpochMs {
    return this.#stoppedAt ?? this.#real.now() + this.#ahead;
  }

  /** Stands still at a moment that has not passed yet. */
  stopAt(at: EpochMs): void {
    if (at < this.now()) throw new RangeError('Time does not go back');
    this.#stoppedAt = at;
  }

  /** Runs on, from a moment that has not passed yet. */
  runFrom(at: EpochMs): void {
    if (at < this.now()) throw new RangeError('Time does not go back');
    this.#stoppedAt = null;
    this.#ahead = at - this.#real.now();
  }
}

const [workspace = ''] = process.argv.slice(2);
const clock = new MovableClock();
const logger = createLogger({ level: 'warn', destination: process.stderr });
const target = { workspace };
const opened = await openEngine({ target, demo: true, log: toLog(logger), folder: programFolder(), env: {} });
const engine = { ...opened.engine, clock, ids: new UlidIds(clock, opened.engine.random) };
await seedDemoStaff(engine);
const actor = systemActor('test');
// Nobody waits in a test until a decision can no longer be undone.
await setSetting(engine, actor, { name: 'case.undo', value: 1_000, reason: 'for a test' });
const { token } = await createKey(engine, actor, { name: 'Test', scopes });
const backend = await assemble({ engine, close: opened.close }, { target, demo: true, shell: 'server', logger, env: {} });
const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
const exchange = await startDemoExchange(backend, url, { workspace, port: 0, logger });

/** Gives an account a long past, written straight into the trail: one entry a second until now, each with its number as its reason. */
async function remember(accountId: string, entries: number): Promise<void> {
  const from = clock.now() - entries * 1_000;
  await engine.store.write((tx) =>
    sql`
      INSERT INTO audit (chain, seq, at, actor_kind, actor_id, action, account_id, subject_kind, subject_id, reason, changes, previous_hash, hash)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${sql.lit(entries)})
      SELECT 90, i, ${sql.lit(from)} + i * 1000, 'system', 'test', 'operation.submitted', ${accountId}, 'operation', 'op', 'Entry ' || i, '[]', '', ''
      FROM n`.execute(tx.db),
  );
}

interface Order {
  readonly stopAt?: EpochMs;
  readonly runFrom?: EpochMs;
  readonly set?: { readonly name: string; readonly value: number };
  readonly remember?: { readonly accountId: string; readonly entries: number };
}

async function obey({ stopAt, runFrom, set, remember: past }: Order): Promise<void> {
  if (stopAt !== undefined) clock.stopAt(stopAt);
  if (runFrom !== undefined) clock.runFrom(runFrom);
  if (set !== undefined) await setSetting(engine, actor, { ...set, reason: 'for a test' });
  if (past !== undefined) await remember(past.accountId, past.entries);
  process.send?.({ now: clock.now() });
}

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => void backend.close().then(() => process.exit()));
process.send?.({ url, exchange: exchange.url, key: token });
