import { PermanentFailure, TransientFailure } from '../engine/outbox/failure.ts';
import type { Sms, SmsMessage } from '../engine/ports.ts';

const DEADLINE_MS = 20_000;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Answers of 4xx that say nothing about the message: time-outs, too early, too many, and a token that the operators must mend. */
const passing: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429]);

export interface HttpSmsOptions {
  /** Where messages are posted: https, or http on this machine. */
  readonly url: string;
  readonly token: string;
}

/**
 * Hands SMS to a provider (SI-03): a POST of `{ "to", "text", "reference" }` as JSON, with `Authorization: Bearer` and `Idempotency-Key`.
 * A gateway in front of a provider with another format is a few lines. Redirects are not followed: they would carry the token along.
 */
export class HttpSms implements Sms {
  readonly #options: HttpSmsOptions;

  /** @throws Error when the URL cannot be used */
  constructor(options: HttpSmsOptions) {
    if (!URL.canParse(options.url)) throw new Error('The SMS address must be a URL such as https://sms.example.com/messages.');
    const { protocol, hostname } = new URL(options.url);
    if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.has(hostname))) {
      throw new Error('The SMS address must begin with https://, except on this machine.');
    }
    if (options.token === '') throw new Error('The SMS provider needs a token.');
    this.#options = options;
  }

  /**
   * Resolves when the provider has taken the message. The key goes along, so that it knows one that it has taken already.
   * @throws PermanentFailure, TransientFailure
   */
  async send({ to, text }: SmsMessage, key: string): Promise<void> {
    const { url, token } = this.#options;
    let status: number;
    try {
      const { request } = await import('undici');
      const answer = await request(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
          'user-agent': 'Portcullis',
        },
        body: JSON.stringify({ to, text, reference: key }),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      status = answer.statusCode;
      // What the provider says could quote the message; only whether it took it counts.
      answer.body.on('error', () => undefined).destroy();
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      throw new TransientFailure(typeof code === 'string' ? code : 'no answer');
    }
    if (status >= 200 && status < 300) return;
    if (status >= 400 && status < 500 && !passing.has(status)) throw new PermanentFailure(`status ${status}`);
    throw new TransientFailure(`status ${status}`);
  }
}
