import type { Engine } from '../engine/engine.ts';
import { keepSent } from '../engine/outbox/sent.ts';
import type { Sms, SmsMessage } from '../engine/ports.ts';

/** The SMS port where no provider is set up: keeps every message, sealed. The demo shows them; elsewhere the operators are warned. */
export class SmsOutbox implements Sms {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async send({ to, text }: SmsMessage, key: string): Promise<void> {
    await keepSent(this.#engine, 'sms', { to, text }, key);
    if (!this.#engine.demo) this.#engine.log.warn({ event: key }, 'no SMS provider is set up: the message was kept and not sent');
  }
}
