import { messagesAnswer } from './answers.ts';
import type { Caller } from './caller.ts';

/** Looks for a message that another sender may be handing over just now. */
const LOOKS = 200;
const LOOK_MS = 10;

/**
 * The customers' mail and phones: what the demo's embedded outbox kept, read over HTTP. Many customers look at the same moment, and one
 * reading serves them all.
 */
export class Inbox {
  readonly #caller: Caller;
  readonly #deliver: () => Promise<void>;
  readonly #newest = new Map<string, string>();
  /** Readings overlap: what was read before is not new. */
  readonly #known = new Set<string>();
  #looking: Promise<void> | undefined;
  /** When the newest message that was read was sent; others may have been sent at the same moment. */
  #since = 0;

  /** @param deliver makes what is queued arrive */
  constructor(caller: Caller, deliver: () => Promise<void>) {
    this.#caller = caller;
    this.#deliver = deliver;
  }

  /** Forgets the last code to an address, so that the next one is new. Call it before a code is asked for. */
  expect(to: string): void {
    this.#newest.delete(to);
  }

  /** The code that came to an address since {@link expect}; null when none arrives. */
  async code(to: string): Promise<string | null> {
    for (let look = 0; look < LOOKS; look += 1) {
      await this.#look();
      const code = this.#newest.get(to);
      if (code !== undefined) return code;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  }

  async #look(): Promise<void> {
    // A reading that began before the code was asked for would miss it.
    await this.#looking;
    this.#looking ??= this.#read().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #read(): Promise<void> {
    await this.#deliver();
    const answer = await this.#caller.call('', 'GET', `/demo/messages?since=${this.#since}`, {});
    for (const { to, text, at } of answer.as(messagesAnswer).items.toReversed()) {
      const code = /\b(\d{6})\b/u.exec(text)?.[1];
      const id = `${to} ${at} ${text}`;
      this.#since = Math.max(this.#since, at);
      if (code === undefined || this.#known.has(id)) continue;
      this.#known.add(id);
      this.#newest.set(to, code);
    }
  }
}
