import type { Store } from '../store/store.ts';
import type { Presence } from './cases/presence.ts';
import type { Ports } from './ports.ts';
import type { LivePolicy } from './risk/live-policy.ts';
import type { Sealer } from './sealing.ts';
import type { Settings } from './settings/settings.ts';
import type { ColumnWorkers } from './tuning/columns/jobs.ts';

/** Where the engine writes what operators read; a thin view of a structured logger. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every use-case needs; made once by `compose` and passed first. */
export interface Engine extends Ports {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly settings: Settings;
  readonly policy: LivePolicy;
  readonly log: Log;
  /** Threads that replay history beside the one that decides (RT-05). */
  readonly columns: ColumnWorkers;
  /** Who has which case open now, on all servers. */
  readonly presence: Presence;
  /** True on the demo workspace only; demo accounts and one-click sign-in exist nowhere else (ST-04). */
  readonly demo: boolean;
  /** Milliseconds with fractions from an arbitrary start, for measuring how long something took; decides nothing. */
  readonly stopwatch: () => number;
}
