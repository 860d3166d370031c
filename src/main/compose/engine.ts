import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ColumnThreads } from '../adapters/column-workers.ts';
import { EnvKeyring, rootKeysVariable } from '../adapters/env-keyring.ts';
import { openGeo } from '../adapters/geo-mmdb.ts';
import { KeyFile, keyFileName } from '../adapters/key-file.ts';
import { RootKeysRefused } from '../adapters/root-keys.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import { UlidIds } from '../adapters/ulid-ids.ts';
import { Presence } from '../engine/cases/presence.ts';
import type { Engine, Log } from '../engine/engine.ts';
import type { Random, RootKey } from '../engine/ports.ts';
import { settleRestored } from '../engine/restored/restored.ts';
import { installBuiltInPolicy, loadLivePolicy } from '../engine/risk/live-policy.ts';
import { rootKeyProblem } from '../engine/root-keys/check.ts';
import { createSealer } from '../engine/sealing.ts';
import { Settings } from '../engine/settings/settings.ts';
import { openStore, type StoreTarget } from '../store/open.ts';
import { DATABASE_FILE } from '../store/sqlite/store.ts';
import { openFaces } from './faces.ts';

export interface EngineOptions {
  readonly target: StoreTarget;
  readonly demo: boolean;
  readonly log: Log;
  /** The program's own folder, which holds `resources`. */
  readonly folder: string;
  /** Root keys that a shell keeps itself, such as the desktop's keychain; by default the environment or the workspace's key file. */
  readonly rootKeys?: (() => Promise<readonly RootKey[]>) | undefined;
  /** An ASN database in MaxMind's format, if there is one. */
  readonly asnFile?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface OpenEngine {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** The environment's keys where it has any; else the workspace's key file, which is made with a new workspace and never afterwards. */
async function defaultRootKeys({ target, env }: EngineOptions, random: Random): Promise<readonly RootKey[]> {
  if ((env[rootKeysVariable] ?? '') !== '') return new EnvKeyring(env).keys();
  if (!('workspace' in target))
    throw new RootKeysRefused(`Give the root keys of this database in ${rootKeysVariable}, as id:base64 of 32 bytes.`);
  const file = new KeyFile(join(target.workspace, keyFileName), random);
  const isNew = !existsSync(join(target.workspace, DATABASE_FILE)) && !existsSync(join(target.workspace, keyFileName));
  return isNew ? file.create() : file.keys();
}

/** Opens the store and puts the engine together on it: what every way of running Portcullis shares. */
export async function openEngine(options: EngineOptions): Promise<OpenEngine> {
  const { target, demo, log, folder, asnFile } = options;
  const clock = new SystemClock();
  const random = new SystemRandom();
  const rootKeys = await (options.rootKeys?.() ?? defaultRootKeys(options, random));
  const sealer = createSealer(rootKeys, random);
  const geo = await openGeo({ centresFile: join(folder, 'resources', 'data', 'country-centres.json'), asnFile });
  const store = await openStore(target, {
    now: () => clock.now(),
    onDefect: (error) => log.error({ err: error }, 'the store reports an error that has no caller'),
  });
  try {
    const problem = await rootKeyProblem(store, sealer);
    if (problem !== null) throw new RootKeysRefused(problem);
    await installBuiltInPolicy(store, clock);
    const settings = await Settings.load(store, log);
    const policy = await loadLivePolicy(store, log);
    const columns = new ColumnThreads((error) => log.error({ err: error }, 'a thread that replays history has ended'));
    const faces = openFaces(settings, log, options.env);
    const engine: Engine = {
      store,
      clock,
      random,
      ids: new UlidIds(clock, random),
      geo,
      face: faces.face,
      images: faces.images,
      sealer,
      settings,
      policy,
      columns,
      log,
      presence: new Presence(store.feed, clock, () => settings.get('case.presence')),
      demo,
      stopwatch: () => performance.now(),
    };
    await settleRestored(engine);
    return {
      engine,
      async close() {
        engine.presence.close();
        settings.close();
        policy.close();
        await columns.close();
        await faces.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
