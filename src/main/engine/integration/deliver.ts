import { Webhook } from 'standardwebhooks';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { forgetInBatches } from '../forget.ts';
import {
  countPendingDeliveries,
  type DueDelivery,
  dueDeliveries,
  forgetDeliveries,
  leaseDelivery,
  nextDeliveryAt,
  recordAttempt,
} from './store.ts';
import { webhookSecretContext } from './webhooks.ts';

/** How one call to an endpoint went: its HTTP status, or why there was none. */
export type PostResult = { readonly status: number } | { readonly error: string };

/** Port: makes one HTTP POST. Its adapter owns time-outs and refuses addresses inside our own network. */
export interface WebhookTransport {
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<PostResult>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses after the first, second, … failed attempt; the last one repeats for as many attempts as the setting allows. */
export const retryPauses: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];

/** How much longer than a call may take its lease lasts, so that a row is taken over only from a server that died. */
const LEASE_MARGIN_MS = 30 * SECOND;

const secretLost: PostResult = { error: 'the signing secret cannot be opened; rotate it' };

const KEEP_FINISHED_MS = 30 * 24 * HOUR;
const PER_ENDPOINT = 4;
const IN_FLIGHT = 32;

/**
 * When to try again after the attempt numbered `attempts` failed; null when that was the last.
 * @param jitter uniform in [0, 1): spreads the retries of many deliveries that failed together
 */
export function retryAt(now: number, attempts: number, maxAttempts: number, jitter: number): number | null {
  if (attempts >= maxAttempts) return null;
  const pause = retryPauses[Math.min(attempts, retryPauses.length) - 1] ?? 0;
  return now + Math.round(pause * (0.8 + 0.4 * jitter));
}

/** What counts as received. A redirect does not: following one would let an endpoint move our signed calls elsewhere. */
const isDelivered = (result: PostResult): boolean => 'status' in result && result.status >= 200 && result.status < 300;

/**
 * Headers of the Standard Webhooks convention for one message, signed by each secret: a receiver takes the one that it knows.
 * @param sentAt epoch milliseconds; receivers refuse messages whose time is far from theirs, so it is that of the attempt
 */
export function signedHeaders(secrets: readonly string[], eventId: string, sentAt: number, body: string): Record<string, string> {
  const at = new Date(sentAt);
  return {
    'content-type': 'application/json',
    'user-agent': 'Portcullis-Webhooks/1',
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(sentAt / SECOND)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(eventId, at, body)).join(' '),
  };
}

export interface DelivererOptions {
  readonly engine: Engine;
  readonly transport: WebhookTransport;
  /** Told of every attempt, for the metrics. */
  readonly onAttempt?: ((outcome: 'delivered' | 'failed' | 'dead') => void) | undefined;
}

/**
 * Sends what is due. Several servers may run one each: a row is leased by a conditional update before it is sent, so one of them sends
 * it. A slow endpoint holds at most a few calls and never the others' turn.
 */
export class Deliverer {
  readonly #engine: Engine;
  readonly #transport: WebhookTransport;
  readonly #onAttempt: NonNullable<DelivererOptions['onAttempt']>;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #perEndpoint = new Map<string, number>();

  constructor({ engine, transport, onAttempt = () => undefined }: DelivererOptions) {
    this.#engine = engine;
    this.#transport = transport;
    this.#onAttempt = onAttempt;
  }

  /**
   * Starts everything that is due and that there is room for.
   * @param settled called when a call ends, since then there is room again
   * @returns when the next one that is not due yet becomes so, or null when there is none
   */
  async run(settled: () => void): Promise<number | null> {
    while (this.#inFlight.size < IN_FLIGHT) {
      const started = await this.#start(settled);
      if (started === 0) break;
    }
    const now = this.#engine.clock.now();
    const next = await this.#engine.store.read((tx) => tx.first(nextDeliveryAt, { now }));
    return next?.at ?? null;
  }

  /** Resolves when the calls that are out have ended. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
  }

  async #start(settled: () => void): Promise<number> {
    const { store, clock, settings } = this.#engine;
    const now = clock.now();
    const busy = [...this.#perEndpoint].filter(([, count]) => count >= PER_ENDPOINT).map(([id]) => id);
    const due = await store.read((tx) => dueDeliveries(tx, { now, busy, limit: IN_FLIGHT - this.#inFlight.size }));
    const room = due.filter((row) => this.#take(row.endpointId));
    if (room.length === 0) return 0;
    const until = now + settings.get('webhook.timeout') + LEASE_MARGIN_MS;
    const mine = await store.write(async (tx) => {
      const leased: DueDelivery[] = [];
      for (const row of room) {
        if ((await tx.run(leaseDelivery, { id: row.id, seen: row.nextAttemptAt, until })) === 1) leased.push(row);
      }
      return leased;
    });
    for (const row of room) if (!mine.includes(row)) this.#release(row.endpointId);
    for (const row of mine) {
      const call = this.#send({ ...row, attempts: row.attempts + 1 })
        .catch((error: unknown) => this.#engine.log.error({ err: error, delivery: row.id }, 'a webhook delivery could not be recorded'))
        .finally(() => {
          this.#release(row.endpointId);
          this.#inFlight.delete(call);
          settled();
        });
      this.#inFlight.add(call);
    }
    return mine.length;
  }

  #take(endpointId: string): boolean {
    const count = this.#perEndpoint.get(endpointId) ?? 0;
    if (count >= PER_ENDPOINT) return false;
    this.#perEndpoint.set(endpointId, count + 1);
    return true;
  }

  #release(endpointId: string): void {
    const count = (this.#perEndpoint.get(endpointId) ?? 1) - 1;
    if (count === 0) this.#perEndpoint.delete(endpointId);
    else this.#perEndpoint.set(endpointId, count);
  }

  /** Null when the secret does not open under the keys at hand; that counts as a failed attempt, so it ends in a dead letter as others do. */
  #headers(row: DueDelivery): Record<string, string> | null {
    const { sealer, clock, log } = this.#engine;
    try {
      const now = clock.now();
      const context = webhookSecretContext(row.endpointId);
      const former = row.formerSecretSealed !== null && row.formerUntil !== null && now < row.formerUntil ? [row.formerSecretSealed] : [];
      const secrets = [row.secretSealed, ...former].map((sealed) => sealer.openText(sealed, context));
      return signedHeaders(secrets, row.eventId, now, row.body);
    } catch (error) {
      log.error({ err: error, endpoint: row.endpointId }, 'the signing secret of a webhook endpoint cannot be opened; rotate it');
      return null;
    }
  }

  async #send(row: DueDelivery): Promise<void> {
    const engine = this.#engine;
    const headers = this.#headers(row);
    const result = headers === null ? secretLost : await this.#transport.post(row.url, headers, row.body);
    const now = engine.clock.now();
    const delivered = isDelivered(result);
    const again = delivered
      ? null
      : retryAt(now, row.attempts, engine.settings.get('webhook.maxAttempts'), engine.random.integer(1_000) / 1_000);
    const status = delivered ? 'delivered' : again === null ? 'dead' : 'pending';
    await engine.store.write(async (tx) => {
      await tx.run(recordAttempt, {
        id: row.id,
        attempts: row.attempts,
        status,
        nextAttemptAt: again ?? now,
        lastStatus: 'status' in result ? result.status : null,
        lastError: 'error' in result ? result.error.slice(0, 200) : delivered ? null : `the endpoint answered ${result.status}`,
        finishedAt: status === 'pending' ? null : now,
      });
      announce(tx, engine, { topic: 'integration', id: row.id, data: { kind: 'delivery', status } });
    });
    this.#onAttempt(status === 'pending' ? 'failed' : status);
    if (status === 'dead') engine.log.warn({ delivery: row.id, endpoint: row.endpointId, topic: row.topic }, 'a webhook was given up');
  }
}

/** How many deliveries wait; for the metrics. */
export async function pendingDeliveries(engine: Engine): Promise<number> {
  const row = await engine.store.read((tx) => tx.first(countPendingDeliveries, {}));
  return Number(row?.count ?? 0);
}

/** Forgets deliveries that finished long ago. @returns how many */
export function forgetOldDeliveries(engine: Engine): Promise<number> {
  const before = engine.clock.now() - KEEP_FINISHED_MS;
  return forgetInBatches(engine, (tx, limit) => tx.run(forgetDeliveries, { before, limit }));
}
