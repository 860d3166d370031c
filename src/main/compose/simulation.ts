import { randomBytes } from 'node:crypto';
import { access, constants, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopes } from '../../shared/vocabulary/index.ts';
import { createLogger, toLog } from '../adapters/pino-log.ts';
import { UlidIds } from '../adapters/ulid-ids.ts';
import { assemble, type Backend } from '../compose.ts';
import { type Progress, type SimulationReport, simulate } from '../demo/simulation/simulate.ts';
import { NamedFaces, UncheckedImages } from '../demo/simulation/stand-ins.ts';
import { Timeline } from '../demo/simulation/timeline.ts';
import { systemActor } from '../engine/actor.ts';
import { verifyAudit } from '../engine/audit/verify.ts';
import type { Engine } from '../engine/engine.ts';
import { createKey } from '../engine/integration/keys.ts';
import { sendMessages } from '../engine/outbox/send.ts';
import { sweepRecovery } from '../engine/recovery/effect.ts';
import { setSetting } from '../engine/settings/manage.ts';
import { expireDue } from '../engine/verification/expire.ts';
import type { StoreTarget } from '../store/open.ts';
import { openEngine } from './engine.ts';
import { messagePorts } from './messages.ts';
import { programFolder } from './root.ts';

export interface SimulationRun {
  readonly customers: number;
  readonly hours: number;
  readonly seed: string;
  /** An empty store; by default a workspace that is removed afterwards. */
  readonly target?: StoreTarget | undefined;
  /** To how many seconds people's pauses are rounded up: the coarser, the more happens side by side. */
  readonly gridSeconds?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Puts something between the customers and the server. @returns where the customers call instead */
  readonly between?: ((url: string) => Promise<string>) | undefined;
  /** What the server logs, from warnings up. */
  readonly onLog?: ((line: string) => void) | undefined;
}

const actor = systemActor('simulation');
const KEYS = 16;
const DEADLINES_EVERY = 10 * 60_000;

/**
 * Runs a simulated population against a real server: real HTTP, real store, the whole engine. Of the ports at the engine's edge the clock is
 * the simulation's, so that two days pass in minutes, and faces and pictures are stood in for, since thousands of people have no photos.
 */
export async function runSimulation(run: SimulationRun): Promise<SimulationReport> {
  const workspace = run.target === undefined ? await mkdtemp(join(await briefFolder(), 'portcullis-simulation-')) : undefined;
  const target: StoreTarget = run.target ?? { workspace: workspace ?? '' };
  const destination = { write: (line: string) => run.onLog?.(line.trimEnd()) };
  const logger = createLogger({ level: 'warn', destination });
  const time = new Timeline(Date.now(), run.hours, (run.gridSeconds ?? 15) * 1_000);
  const rootKey = { id: 'simulation', key: new Uint8Array(randomBytes(32)) };
  let backend: Backend | undefined;
  try {
    const opened = await openEngine({
      target,
      demo: true,
      log: toLog(logger),
      folder: programFolder(),
      rootKeys: async () => [rootKey],
      env: {},
    });
    const engine: Engine = {
      ...opened.engine,
      clock: time,
      ids: new UlidIds(time, opened.engine.random),
      face: new NamedFaces(),
      images: new UncheckedImages(),
    };
    backend = await assemble({ engine, close: opened.close }, { target, demo: true, shell: 'server', logger, env: {} });
    const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
    return await simulate({
      baseUrl: run.between === undefined ? url : await run.between(url),
      platformKeys: await prepare(engine),
      customers: run.customers,
      seed: run.seed,
      time,
      deliver: await deliverer(engine),
      auditFault: () => auditFault(engine),
      ...(run.onProgress === undefined ? {} : { onProgress: run.onProgress }),
    });
  } finally {
    await backend?.close();
    if (workspace !== undefined) await rm(workspace, { recursive: true, force: true });
  }
}

/** Where Linux keeps files in memory. */
const MEMORY_FOLDER = '/dev/shm';
/** More than a run of a thousand customers takes. */
const MEMORY_NEEDED = 4 * 2 ** 30;

/** What is removed after the run need not outlive a power cut: a third of the time would go into waiting for the disk to say that it would. */
async function briefFolder(): Promise<string> {
  try {
    await access(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = await statfs(MEMORY_FOLDER);
    return bavail * bsize >= MEMORY_NEEDED ? MEMORY_FOLDER : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A minute is short here: limits by the minute of real time are for real time. */
async function prepare(engine: Engine): Promise<readonly string[]> {
  await setSetting(engine, actor, { name: 'http.customerRate', value: 100_000, reason: 'simulated time is faster' });
  const keys: string[] = [];
  for (let number = 0; number < KEYS; number += 1) {
    keys.push((await createKey(engine, actor, { name: `Simulated platform ${number}`, scopes })).token);
  }
  return keys;
}

/** What background jobs do by real seconds, done when simulated time asks for it. */
async function deliverer(engine: Engine): Promise<() => Promise<void>> {
  const ports = await messagePorts(engine, {});
  let swept = engine.clock.now();
  return async () => {
    for (const channel of ['mail', 'sms'] as const) while ((await sendMessages(engine, channel, ports)).more);
    if (engine.clock.now() - swept < DEADLINES_EVERY) return;
    swept = engine.clock.now();
    await expireDue(engine);
    await sweepRecovery(engine);
  };
}

async function auditFault(engine: Engine): Promise<string | null> {
  for await (const { done, sound, checked, total, firstBad } of verifyAudit(engine, actor)) {
    if (done) return sound && checked === total ? null : `${firstBad?.why ?? 'not sound'} (${checked} of ${total} entries)`;
  }
  return 'the audit trail is empty';
}
