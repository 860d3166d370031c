import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { z } from 'zod';
import { refusalAnswer, statusAnswer } from './answers.ts';
import type { Ledger } from './ledger.ts';

/** An answer of the server, whatever it says. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  /** The error's code, or `ok`. */
  readonly code: string;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** Reads it in the shape that the contract promises. @throws Error when it has another: then the server broke its word */
  as<T>(schema: z.ZodType<T>): T;
}

export interface Call {
  readonly token?: string;
  /** Where the caller is; the server believes this machine, as it would believe its proxy. */
  readonly from?: string;
  readonly body?: object;
  /** By default a new one for each changing call. */
  readonly idempotencyKey?: string;
}

/** Calls that are kept of each customer, for the trace of a breach. */
const TRACE = 40;

/** The public HTTP APIs as a stranger's program would call them, with a note of the last calls that concern a customer. */
export class Caller {
  readonly #pool: Pool;
  readonly #ledger: Ledger;
  readonly #platformKeys: readonly string[];
  readonly #traces = new Map<string, string[]>();
  readonly #elapsed: () => number;

  /**
   * @param platformKeys several, because each has a limit of calls a minute, and minutes are short here; a customer stays with one
   * @param elapsed simulated time since the start, ms
   */
  constructor(baseUrl: string, platformKeys: readonly string[], ledger: Ledger, elapsed: () => number) {
    this.#pool = new Pool(baseUrl, { connections: 128 });
    this.#platformKeys = platformKeys;
    this.#ledger = ledger;
    this.#elapsed = elapsed;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  trace(accountId: string): readonly string[] {
    return this.#traces.get(accountId) ?? [];
  }

  /** A call with the platform's key. */
  platform(accountId: string, method: string, path: string, body?: object, more: Omit<Call, 'body' | 'token'> = {}): Promise<Answer> {
    const token = this.#platformKeys[Number.parseInt(accountId.replace(/\D/g, ''), 10) % this.#platformKeys.length] ?? '';
    return this.call(accountId, method, `/platform/v1${path}`, { ...more, token, ...(body === undefined ? {} : { body }) });
  }

  /** @param accountId whose trace it belongs to */
  async call(accountId: string, method: string, path: string, { token, from, body, idempotencyKey }: Call): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${token ?? ''}` };
    if (from !== undefined) headers['x-forwarded-for'] = from;
    if (method !== 'GET') headers['idempotency-key'] = idempotencyKey ?? randomUUID();
    if (body !== undefined || method !== 'GET') headers['content-type'] = 'application/json';
    const response = await this.#pool.request({
      method: method as 'GET',
      path,
      headers,
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    const text = await response.body.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    const ok = response.statusCode < 300;
    const error = (ok ? undefined : refusalAnswer.safeParse(parsed).data) ?? {};
    const answer: Answer = {
      status: response.statusCode,
      ok,
      code: ok ? 'ok' : (error.code ?? `HTTP ${response.statusCode}`),
      reason: error.data?.reason,
      retryAfterMs: error.data?.retryAfterMs,
      as: (schema) => schema.parse(parsed),
    };
    this.#note(accountId, `${method} ${path}`, body, answer, statusAnswer.safeParse(parsed).data);
    return answer;
  }

  #note(accountId: string, what: string, body: object | undefined, answer: Answer, stands: z.output<typeof statusAnswer> = {}): void {
    this.#ledger.calls += 1;
    const trace = this.#traces.get(accountId) ?? [];
    this.#traces.set(accountId, trace);
    const at = (this.#elapsed() / 1_000).toFixed(3);
    const status = stands.operation?.status ?? stands.status ?? '';
    trace.push(`${at} s ${what} ${brief(body)}→ ${answer.status} ${answer.code} ${answer.reason ?? status}`.trimEnd());
    if (trace.length > TRACE) trace.shift();
    this.#ledger.check('no_defects', answer.status < 500, () => ({
      accountId,
      at: this.#elapsed(),
      detail: `${what} answered ${answer.status} ${answer.code}`,
      trace: [...trace],
    }));
  }
}

/** What of a body tells one call from another; a trace full of signatures helps nobody. */
function brief(body: object | undefined): string {
  const fields = Object.entries(body ?? {}).filter(
    ([name, value]) => typeof value === 'string' && ['kind', 'client', 'answer', 'reason', 'amount', 'code', 'number'].includes(name),
  );
  return fields.length === 0 ? '' : `{${fields.map(([name, value]) => `${name}: ${String(value)}`).join(', ')}} `;
}
