import { PermanentFailure, TransientFailure } from '../../src/main/engine/outbox/failure.ts';
import type { Mail, MailMessage, Sms } from '../../src/main/engine/ports.ts';

/** Keeps what it is given, once a key; fails when told to. Serves as mail and as SMS. */
export class FakeMessages implements Mail, Sms {
  readonly taken = new Map<string, Omit<MailMessage, 'subject'>>();
  readonly #failures: Error[] = [];

  failOnce(): void {
    this.#failures.push(new TransientFailure('not now'));
  }

  refuseOnce(): void {
    this.#failures.push(new PermanentFailure('never'));
  }

  async send({ to, text }: Omit<MailMessage, 'subject'>, key: string): Promise<void> {
    const failure = this.#failures.shift();
    if (failure !== undefined) throw failure;
    this.taken.set(key, { to, text });
  }
}
