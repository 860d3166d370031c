import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/kit.ts';

export interface StoreOptions {
  /** Epoch milliseconds, for the record of migrations and for the feed's own events. Default: the machine's clock. */
  readonly now?: () => number;
  /** Told about errors that have no caller: hooks and listeners that throw, a lost background thread or connection. Default: a process warning. */
  readonly onDefect?: (error: unknown) => void;
  /** After how long a work that does not settle is ended, ms. Default 5,000. */
  readonly workTimeoutMs?: number;
  /** Default: all of them. Tests stop at an earlier one, or add one. */
  readonly migrations?: readonly Migration[];
}

export function withDefaults(options: StoreOptions): Required<StoreOptions> {
  return {
    now: options.now ?? Date.now,
    onDefect: options.onDefect ?? warn,
    workTimeoutMs: options.workTimeoutMs ?? 5_000,
    migrations: options.migrations ?? MIGRATIONS,
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
