import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { forbidden, PortcullisError } from '../engine/errors.ts';
import { bearerToken } from './authenticate.ts';
import { isLocalCall } from './limits.ts';

/** Gauges that are read when somebody asks for the metrics. */
export interface Readings {
  /** Effects that wait in the outbox. */
  readonly outbox: () => Promise<number>;
  /** Webhook deliveries that wait. */
  readonly deliveries: () => Promise<number>;
  /** Bytes that the database takes on disk. */
  readonly databaseBytes: () => Promise<number>;
  /** Open console connections. */
  readonly consoles: () => number;
}

/** What the program counts of itself, in Prometheus's form. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = this.#counter('portcullis_http_requests_total', 'HTTP requests by route, method and status.', [
    'route',
    'method',
    'status',
  ]);
  readonly #latency = new Histogram({
    name: 'portcullis_http_request_seconds',
    help: 'Time from the request to the end of the answer, by route.',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [this.registry],
  });
  readonly #decisions = this.#counter('portcullis_decisions_total', 'Decisions by outcome and kind of operation.', ['outcome', 'kind']);
  readonly #webhooks = this.#counter('portcullis_webhook_attempts_total', 'Webhook calls by how they went.', ['result']);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  countRequest(route: string, method: string, status: number, seconds: number): void {
    this.#requests.inc({ route, method, status });
    this.#latency.observe({ route }, seconds);
  }

  countDecision(outcome: string, kind: string): void {
    this.#decisions.inc({ outcome, kind });
  }

  countWebhook(result: 'delivered' | 'failed' | 'dead'): void {
    this.#webhooks.inc({ result });
  }

  read(readings: Readings): void {
    this.#gauge('portcullis_outbox_rows', 'Effects that wait to go out.', readings.outbox);
    this.#gauge('portcullis_webhook_deliveries_pending', 'Webhook deliveries that wait.', readings.deliveries);
    this.#gauge('portcullis_database_bytes', 'Bytes of the database on disk.', readings.databaseBytes);
    this.#gauge('portcullis_console_connections', 'Open console connections.', async () => readings.consoles());
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string, read: () => Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }
}

export interface MetricsRouteOptions {
  readonly metrics: Metrics;
  /** Who knows it may read the metrics from anywhere; without one they are for this machine only. */
  readonly token: string | undefined;
}

const equal = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Counts every request, and answers `/metrics`. */
export function addMetrics(app: FastifyInstance, { metrics, token }: MetricsRouteOptions): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    metrics.countRequest(route, request.method, reply.statusCode, reply.elapsedTime / 1_000);
  });
  app.get('/metrics', async (request, reply) => {
    const given = bearerToken(request.headers.authorization);
    if (token === undefined && !isLocalCall(request)) throw forbidden('metrics from another machine without a token');
    if (token !== undefined && !equal(given, token)) throw new PortcullisError('unauthenticated', 'Give the metrics token.');
    void reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
