import type { Place } from '../../../shared/contract/exchange/index.ts';
import { Watched } from '../../ui/watched.ts';

/** Clients of the exchange that a page can be. */
export type PageClient = 'web' | 'h5' | 'ios' | 'android';

export interface OpenSession {
  readonly token: string;
  readonly client: PageClient;
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
}

/**
 * What one page remembers: the session, the device that it is, and where it pretends to be. Kept under a name of the page's own, so that
 * exchange and phone on one machine are two devices.
 */
export class SessionKeeper {
  readonly current: Watched<OpenSession | null>;
  readonly place: Watched<Place>;
  /** What the API advised when a log-in failed. Its session ends in that moment, and the page that asked with it. */
  readonly advice = new Watched<string | null>(null);
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    this.current = new Watched(read<OpenSession>(`${name}.session`));
    this.place = new Watched(read<Place>(`${name}.place`) ?? 'home');
  }

  /** The installation: made once, and the same until the browser's data is cleared. */
  get deviceId(): string {
    const known = read<string>(`${this.#name}.device`);
    if (known !== null) return known;
    const made = `${this.#name}-${crypto.randomUUID()}`;
    write(`${this.#name}.device`, made);
    return made;
  }

  /** Becomes another device, as a new phone or another browser would be. */
  forgetDevice(): void {
    write(`${this.#name}.device`, null);
  }

  open(session: OpenSession): void {
    write(`${this.#name}.session`, session);
    this.advice.set(null);
    this.current.set(session);
  }

  close(): void {
    write(`${this.#name}.session`, null);
    this.current.set(null);
  }

  moveTo(place: Place): void {
    write(`${this.#name}.place`, place);
    this.place.set(place);
  }
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  if (value === null) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify(value));
}
