import type { ClientLink } from '@orpc/client';
import { Watched } from '../../ui/watched.ts';
import { backoffMs } from './backoff.ts';
import type { Channel, Transport } from './transport.ts';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** `retryAt` by this machine's clock. */
  | { readonly kind: 'lost'; readonly retryAt: number };

/** Thrown for a call that could not be sent, so that nothing has happened. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
  constructor() {
    super('Not connected: nothing was sent.');
  }
}

/** Keeps one channel open, opening another with growing pauses whenever it ends. */
export class Connection {
  readonly state = new Watched<ConnectionState>({ kind: 'connecting' });
  readonly #transport: Transport;
  readonly #opened: (channel: Channel) => Promise<void>;
  #channel: Channel | null = null;
  #wake: (() => void) | null = null;
  #openUntil: number | null = null;

  /** `opened` is awaited before the connection counts as open; when it rejects, the channel is closed and another is tried. */
  constructor(transport: Transport, opened: (channel: Channel) => Promise<void>) {
    this.#transport = transport;
    this.#opened = opened;
  }

  /** Sends each call over whatever channel is open at that moment. */
  readonly link: ClientLink<Record<never, never>> = {
    call: async (path, input, options) => {
      const channel = this.#channel;
      if (channel === null) throw new NotConnectedError();
      return await channel.link.call(path, input, options);
    },
  };

  /** Ends the channel at hand, for one that no longer answers. */
  drop(): void {
    this.#channel?.close();
  }

  /** When it was last known to be usable, by this machine's clock; null while it is, and before it ever was. */
  get since(): number | null {
    return this.#openUntil;
  }

  /** Tries again now instead of waiting out the pause. */
  retryNow(): void {
    this.#wake?.();
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      if (await this.#session(signal)) attempt = 0;
      if (signal.aborted) return;
      await this.#pause(backoffMs(attempt, Math.random()), signal);
      this.state.set({ kind: 'connecting' });
    }
  }

  /** Opens a channel and stays until it ends; true when it had been usable. */
  async #session(signal: AbortSignal): Promise<boolean> {
    let channel: Channel | null = null;
    try {
      channel = await this.#transport(signal);
      this.#channel = channel;
      await this.#opened(channel);
      this.#openUntil = null;
      this.state.set({ kind: 'open' });
      await channel.closed;
      this.#openUntil = Date.now();
      return true;
    } catch {
      channel?.close();
      return false;
    } finally {
      this.#channel = null;
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    this.state.set({ kind: 'lost', retryAt: Date.now() + ms });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    });
    this.#wake = null;
  }
}
