import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { deviceRequestSchema } from '../../../shared/contract/customer/index.ts';
import { initiatorPromptSchema, operationSchema, sessionSchema, submittedSchema } from '../../../shared/contract/operation.ts';

/** An answer of the server that is no success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const errorSchema = z.object({ code: z.string(), message: z.string() });

const opened = z.object({ session: sessionSchema, token: z.string() });
const standing = z.object({ status: z.string(), holds: z.array(z.unknown()) });
const begun = z.object({ operation: operationSchema, prompt: initiatorPromptSchema.nullable(), sentTo: z.string().nullable() });
const completed = z.object({ operation: operationSchema, passed: z.boolean(), attemptsLeft: z.int() });
const messages = z.object({ items: z.array(z.object({ text: z.string(), at: z.int() })) });

/** The public HTTP API as a stranger's program would call it: a token, JSON, and nothing of the engine. */
export class ApiClient {
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #closing: AbortSignal;
  readonly #from: string | undefined;

  /**
   * @param closing ends every call that is under way
   * @param from the address that the caller is at; the demo's server believes this machine, as it would believe its proxy
   */
  constructor(baseUrl: string, token: string, closing: AbortSignal, from?: string) {
    this.#from = from;
    this.#baseUrl = baseUrl.replace(/\/$/u, '');
    this.#token = token;
    this.#closing = closing;
  }

  /** The same server with another token, called from another address. */
  as(token: string, from?: string): ApiClient {
    return new ApiClient(this.#baseUrl, token, this.#closing, from);
  }

  /** @throws ApiError for every answer but 2xx; TypeError when the server cannot be reached */
  async #call<S extends z.ZodType>(answer: S, method: 'GET' | 'POST', path: string, body?: object): Promise<z.output<S>> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      signal: this.#closing,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(this.#from === undefined ? {} : { 'x-forwarded-for': this.#from }),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      const error = errorSchema.safeParse(parseJson(text)).data ?? { code: 'internal', message: `HTTP ${response.status}` };
      throw new ApiError(response.status, error.code, error.message);
    }
    return answer.parse(parseJson(text));
  }

  submit(input: object) {
    return this.#call(submittedSchema, 'POST', '/platform/v1/operations', input);
  }

  execute(id: string, money: object) {
    return this.#call(z.object({ operation: operationSchema }), 'POST', `/platform/v1/operations/${id}/execute`, money);
  }

  createSession(accountId: string, input: object) {
    return this.#call(opened, 'POST', `/platform/v1/accounts/${accountId}/sessions`, input);
  }

  ownOperation(id: string) {
    return this.#call(
      z.object({ operation: operationSchema, prompt: initiatorPromptSchema.nullable() }),
      'GET',
      `/customer/v1/operations/${id}`,
    );
  }

  beginStep(id: string, position: number) {
    return this.#call(begun, 'POST', `/customer/v1/operations/${id}/steps/${position}/begin`, {});
  }

  completeStep(id: string, position: number, code: string) {
    return this.#call(completed, 'POST', `/customer/v1/operations/${id}/steps/${position}/complete`, { code });
  }

  verificationRequest(id: string) {
    return this.#call(deviceRequestSchema, 'GET', `/customer/v1/verification-requests/${id}`);
  }

  answer(id: string, answer: object) {
    return this.#call(deviceRequestSchema, 'POST', `/customer/v1/verification-requests/${id}/answer`, answer);
  }

  /** Whether an account may act, and what holds its withdrawals. */
  account(id: string) {
    return this.#call(standing, 'GET', `/platform/v1/accounts/${id}`);
  }

  /** A change that the platform made itself, such as a password reset. */
  recordSecurityChange(accountId: string, change: 'password_reset' | 'contact_changed') {
    return this.#call(z.object({ id: z.string() }), 'POST', `/platform/v1/accounts/${accountId}/security-changes`, { change });
  }

  /** Asks support to reset factors, as the customer of this session. */
  requestReset(targets: readonly string[], reason: string) {
    return this.#call(z.object({ id: z.string(), caseId: z.string() }), 'POST', '/customer/v1/device-resets', { targets, reason });
  }

  /** Mail and SMS that the demo workspace kept, newest first: the customer looking at their own inbox. */
  async messages(to: string) {
    return (await this.#call(messages, 'GET', `/demo/messages?to=${encodeURIComponent(to)}`)).items;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
