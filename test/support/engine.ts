import { UlidIds } from '../../src/main/adapters/ulid-ids.ts';
import { Presence } from '../../src/main/engine/cases/presence.ts';
import type { Engine, Log } from '../../src/main/engine/engine.ts';
import type { RootKey } from '../../src/main/engine/ports.ts';
import { installBuiltInPolicy, loadLivePolicy } from '../../src/main/engine/risk/live-policy.ts';
import { createSealer } from '../../src/main/engine/sealing.ts';
import { Settings } from '../../src/main/engine/settings/settings.ts';
import { SameThread } from '../../src/main/engine/tuning/columns/jobs.ts';
import type { Store } from '../../src/main/store/store.ts';
import { FakeFace, FakeImages } from './faces.ts';
import { FakeGeo, ManualClock, SeededRandom } from './ports.ts';

/** What the engine told its operators during a test. */
export class RecordedLog implements Log {
  readonly entries: {
    readonly level: 'info' | 'warn' | 'error';
    readonly fields: Readonly<Record<string, unknown>>;
    readonly message: string;
  }[] = [];

  info(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.entries.push({ level: 'info', fields, message });
  }

  warn(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.entries.push({ level: 'warn', fields, message });
  }

  error(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.entries.push({ level: 'error', fields, message });
  }
}

export const testRootKey: RootKey = { id: 'test-1', key: new Uint8Array(32).fill(7) };

/** The real engine on a real store; only the ports at its edge are the test's. */
export interface TestEngine extends Engine {
  readonly clock: ManualClock;
  readonly random: SeededRandom;
  readonly geo: FakeGeo;
  readonly log: RecordedLog;
  /** Stops listening and closes the store. */
  close(): Promise<void>;
}

/**
 * Opens an engine for one test.
 *
 * ```ts
 * const engine = await createTestEngine(openStore);
 * engine.clock.advance(60_000);
 * await engine.close();
 * ```
 *
 * @param openStore opens an empty, migrated store, or one that another engine of the same test shares
 * @param overrides parts of the engine to have otherwise, such as `{ demo: true }` or a clock shared with a second engine
 */
export async function createTestEngine(openStore: () => Promise<Store>, overrides: Partial<TestEngine> = {}): Promise<TestEngine> {
  const store = overrides.store ?? (await openStore());
  const clock = overrides.clock ?? new ManualClock();
  const random = overrides.random ?? new SeededRandom('test');
  const log = overrides.log ?? new RecordedLog();
  if (overrides.policy === undefined) await installBuiltInPolicy(store, clock);
  const settings = overrides.settings ?? (await Settings.load(store, log));
  const presence = overrides.presence ?? new Presence(store.feed, clock, () => settings.get('case.presence'));
  return {
    store,
    clock,
    random,
    log,
    settings,
    ids: overrides.ids ?? new UlidIds(clock, random),
    geo: overrides.geo ?? new FakeGeo(),
    face: overrides.face ?? new FakeFace(),
    images: overrides.images ?? new FakeImages(),
    sealer: overrides.sealer ?? createSealer([testRootKey], random),
    presence,
    policy: overrides.policy ?? (await loadLivePolicy(store)),
    columns: overrides.columns ?? new SameThread(),
    demo: overrides.demo ?? false,
    stopwatch: overrides.stopwatch ?? (() => performance.now()),
    close:
      overrides.close ??
      (async () => {
        presence.close();
        settings.close();
        await store.close();
      }),
  };
}
