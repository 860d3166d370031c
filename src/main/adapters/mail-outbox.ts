import type { Engine } from '../engine/engine.ts';
import { keepSent } from '../engine/outbox/sent.ts';
import type { Mail, MailMessage } from '../engine/ports.ts';

/** The mail port where no provider is set up: keeps every message, sealed. The demo shows them; elsewhere the operators are warned. */
export class MailOutbox implements Mail {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async send({ to, subject, text }: MailMessage, key: string): Promise<void> {
    await keepSent(this.#engine, 'mail', { to, subject, text }, key);
    if (!this.#engine.demo) this.#engine.log.warn({ event: key }, 'no mail provider is set up: the message was kept and not sent');
  }
}
