import type { ReadTx, Store } from '../../store/store.ts';
import type { Log } from '../engine.ts';
import { catalogue, isSettingName, type MoneySettingName, type SettingName, type SettingValue, settingNames } from './catalogue.ts';
import { parseSetting, toCents } from './kinds.ts';
import { allSettings } from './store.ts';

export interface SettingState {
  readonly value: unknown;
  /** Null while nobody has changed it. */
  readonly updatedAt: number | null;
  readonly updatedBy: string | null;
}

type Snapshot = Readonly<Record<SettingName, SettingState>>;

/**
 * The values in force, read from memory because the decision path asks for dozens. The snapshot follows the database: at once for changes
 * made in this process, and on the feed's word for those of another server.
 */
export class Settings {
  readonly #store: Store;
  readonly #log: Log;
  readonly #stopListening: () => void;
  #snapshot: Snapshot;
  #changes = 0;
  #refreshing: Promise<void> | undefined;

  private constructor(store: Store, log: Log, snapshot: Snapshot) {
    this.#store = store;
    this.#log = log;
    this.#snapshot = snapshot;
    this.#stopListening = store.feed.subscribe((event) => {
      if (event.topic !== 'settings' && event.topic !== 'feed.gap') return;
      this.refresh().catch((error: unknown) => log.error({ error }, 'Settings could not be read again; the former ones stay in force'));
    });
  }

  static async load(store: Store, log: Log): Promise<Settings> {
    return new Settings(store, log, await store.read((tx) => readSnapshot(tx, log)));
  }

  /** The value in force. */
  get<N extends SettingName>(name: N): SettingValue<N> {
    return this.#snapshot[name].value as SettingValue<N>;
  }

  /** An amount in hundredths of the reference currency. */
  cents(name: MoneySettingName): number {
    return toCents(this.get(name));
  }

  state(name: SettingName): SettingState {
    return this.#snapshot[name];
  }

  /** Puts a committed change in force without waiting for the feed, so that whoever made it reads it. */
  apply(name: SettingName, state: SettingState): void {
    this.#changes += 1;
    this.#snapshot = { ...this.#snapshot, [name]: state };
  }

  /** Reads everything again. A change committed while the read ran makes it run once more, so that no older snapshot stays. */
  refresh(): Promise<void> {
    this.#changes += 1;
    this.#refreshing ??= this.#readUntilCurrent().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  close(): void {
    this.#stopListening();
  }

  async #readUntilCurrent(): Promise<void> {
    for (;;) {
      const before = this.#changes;
      const snapshot = await this.#store.read((tx) => readSnapshot(tx, this.#log));
      if (this.#changes === before) {
        this.#snapshot = snapshot;
        return;
      }
    }
  }
}

/** The defaults with what the database says on top. A value that an older or newer release left and this one cannot read is passed over. */
export async function readSnapshot(tx: ReadTx, log: Log): Promise<Snapshot> {
  const states = Object.fromEntries(
    settingNames.map((name) => [name, { value: catalogue[name].default, updatedAt: null, updatedBy: null }]),
  ) as Record<SettingName, SettingState>;
  for (const row of await tx.all(allSettings, {})) {
    if (!isSettingName(row.name)) continue;
    const parsed = parseSetting(catalogue[row.name], JSON.parse(row.value));
    if (parsed.ok) states[row.name] = { value: parsed.value, updatedAt: row.updated_at, updatedBy: row.updated_by };
    else log.warn({ setting: row.name, why: parsed.why }, 'A stored setting does not fit; its default is in force');
  }
  return states;
}
