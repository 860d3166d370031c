import type { WebSocket } from 'ws';
import { type Attention, newsOf } from '../../engine/attention/attention.ts';
import { clientOver, type ServerClient } from './reach.ts';

export interface ServerAttentionOptions {
  /** A checked connection to the server. */
  readonly reach: () => Promise<WebSocket>;
  /** The session that the windows share; null while nobody is signed in. */
  readonly token: () => string | null;
  readonly listener: (attention: Attention) => void;
}

const LOOK_EVERY_MS = 3_000;
/** Counting is a question to the server, so a burst of changes is counted once. */
const COUNT_EVERY_MS = 2_000;

/** What waits for staff on a team's server, told with the rights of whoever is signed in here, and to nobody else. */
export class ServerAttention {
  readonly #options: ServerAttentionOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #following: { readonly token: string; readonly end: AbortController } | null = null;
  #counting: Promise<void> | null = null;
  #waiting = 0;

  constructor(options: ServerAttentionOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#following?.end.abort();
  }

  #look(): void {
    const token = this.#options.token();
    if (token === (this.#following?.token ?? null)) return;
    this.#following?.end.abort();
    this.#following = null;
    if (token === null) {
      this.#options.listener({ waiting: 0, news: null });
      return;
    }
    const end = new AbortController();
    this.#following = { token, end };
    this.#follow(token, end.signal)
      .catch(() => undefined)
      .finally(() => {
        if (this.#following?.end === end) this.#following = null;
      });
  }

  async #follow(token: string, signal: AbortSignal): Promise<void> {
    const socket = await this.#options.reach();
    signal.addEventListener('abort', () => socket.close(), { once: true });
    const client = clientOver(socket);
    try {
      await client.session.resume({ token });
      this.#count(client, signal);
      // Without the signal: the end of the socket ends the stream, and nothing is to be said over one that has ended.
      for await (const change of await client.session.changes()) {
        const news = newsOf(change);
        if (news !== null && !signal.aborted) this.#options.listener({ waiting: this.#waiting, news });
        this.#count(client, signal);
      }
    } finally {
      socket.close();
    }
  }

  #count(client: ServerClient, signal: AbortSignal): void {
    this.#counting ??= this.#read(client)
      .then((waiting) => {
        this.#waiting = waiting;
        if (!signal.aborted) this.#options.listener({ waiting, news: null });
      })
      // Not every role may know; then nothing is counted.
      .catch(() => undefined)
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, COUNT_EVERY_MS)))
      .finally(() => {
        this.#counting = null;
      });
  }

  async #read(client: ServerClient): Promise<number> {
    const { approvals, queues } = await client.overview.read({ span: '15m' });
    return approvals.waiting + (queues.find(({ kind }) => kind === 'risk_review')?.open ?? 0);
  }
}
