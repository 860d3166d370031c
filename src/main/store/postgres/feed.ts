import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type ChangeEvent, type ChangeFeed, type ChangeListener, FEED_GAP, LocalFeed } from '../feed.ts';
import { fromPostgres } from './errors.ts';

export interface FeedOptions {
  readonly url: string;
  /** Epoch milliseconds, for the feed's own events. */
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

const CHANNEL = 'portcullis_changes';

/** PostgreSQL refuses payloads of 8,000 bytes and more. */
const PAYLOAD_BYTES = 7_900;

/** Events kept for others while the connection is down. Beyond, the oldest go and the others are told of a gap. */
const KEPT = 10_000;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** A connection may be dead without either side knowing; a question now and then finds out. */
const PING_MS = 15_000;
const ANSWER_MS = 10_000;

interface Message {
  readonly from: string;
  readonly events: readonly ChangeEvent[];
}

/**
 * The feed between servers. Own listeners hear at once; the others by NOTIFY, which is sent after the commit on a connection of its own:
 * within the transaction it would make all committing transactions queue behind one lock of PostgreSQL's.
 *
 * What may be lost is announced: after a broken connection every listener here gets {@link FEED_GAP}.
 */
export class PostgresFeed implements ChangeFeed {
  readonly #options: FeedOptions;
  readonly #local: LocalFeed;
  readonly #origin = randomUUID();
  #client: pg.Client | undefined;
  /** Events as JSON, waiting to be sent. */
  readonly #waiting: string[] = [];
  #sending: Promise<void> | undefined;
  #overflowed = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: FeedOptions) {
    this.#options = options;
    this.#local = new LocalFeed(options.onDefect);
  }

  /** @throws StoreError `unavailable` */
  static async open(options: FeedOptions): Promise<PostgresFeed> {
    const feed = new PostgresFeed(options);
    try {
      await feed.#connect();
    } catch (error) {
      throw fromPostgres(error);
    }
    return feed;
  }

  publish(events: readonly ChangeEvent[]): void {
    this.#local.publish(events);
    if (this.#closed) return;
    for (const event of events) this.#waiting.push(withinLimit(event));
    if (this.#waiting.length > KEPT) {
      this.#waiting.splice(0, this.#waiting.length - KEPT);
      this.#overflowed = true;
    }
    this.#send();
  }

  subscribe(listener: ChangeListener): () => void {
    return this.#local.subscribe(listener);
  }

  /** Sends what is waiting, if the connection stands, and ends. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sending;
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
    this.#local.clear();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'portcullis feed',
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    if (this.#closed) {
      await client.end();
      return;
    }
    this.#client = client;
    this.#ping(client);
    this.#send();
  }

  #ping(client: pg.Client): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => {
          if (this.#client === client) this.#ping(client);
        },
        () => this.#lost(client),
      );
    }, PING_MS).unref();
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    client.end().catch(() => undefined);
    if (this.#closed) return;
    this.#options.onDefect(new Error('The connection that carries changes between servers broke; connecting again.'));
    this.#reconnect(FIRST_WAIT_MS);
  }

  #reconnect(wait: number): void {
    this.#timer = setTimeout(() => {
      this.#connect().then(
        () => this.#local.publish([this.#gap()]),
        () => {
          if (!this.#closed) this.#reconnect(Math.min(wait * 2, LONGEST_WAIT_MS));
        },
      );
    }, wait);
    this.#timer.unref();
  }

  #gap(): ChangeEvent {
    return { topic: FEED_GAP, id: '', at: this.#options.now() };
  }

  #hear(payload: string): void {
    let message: Message;
    try {
      message = JSON.parse(payload) as Message;
    } catch (error) {
      this.#options.onDefect(error);
      return;
    }
    if (message.from !== this.#origin) this.#local.publish(message.events);
  }

  #send(): void {
    if (this.#sending !== undefined || this.#client === undefined || this.#waiting.length === 0) return;
    this.#sending = this.#drain(this.#client).finally(() => {
      this.#sending = undefined;
      this.#send();
    });
  }

  async #drain(client: pg.Client): Promise<void> {
    while (this.#waiting.length > 0 && this.#client === client) {
      if (this.#overflowed) {
        this.#overflowed = false;
        this.#waiting.unshift(JSON.stringify(this.#gap()));
      }
      const { payload, events } = this.#pack();
      try {
        await client.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]);
      } catch {
        this.#waiting.unshift(...events);
        this.#lost(client);
      }
    }
  }

  /** Takes as many waiting events as fit one payload. */
  #pack(): { readonly payload: string; readonly events: readonly string[] } {
    const head = `{"from":"${this.#origin}","events":[`;
    let bytes = head.length + 2;
    let count = 0;
    for (const event of this.#waiting) {
      bytes += Buffer.byteLength(event) + 1;
      if (count > 0 && bytes > PAYLOAD_BYTES) break;
      count += 1;
    }
    const events = this.#waiting.splice(0, count);
    return { payload: `${head}${events.join(',')}]}`, events };
  }
}

/** An event too long to travel goes without its data: receivers load by id anyway. */
function withinLimit(event: ChangeEvent): string {
  const text = JSON.stringify(event);
  if (Buffer.byteLength(text) < PAYLOAD_BYTES - 100) return text;
  const { data: _, ...rest } = event;
  return JSON.stringify(rest);
}
