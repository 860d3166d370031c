import { type IdKind, idPrefix } from '../../shared/vocabulary/index.ts';
import type { Clock, Ids, Random } from '../engine/ports.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

function timePart(ms: number): string {
  let rest = ms;
  let text = '';
  for (let i = 0; i < TIME_CHARACTERS; i += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/**
 * Ids in the shape of a ULID: 48 bits of time and 80 random ones in Crockford's base 32, here in lower case. Ids made in the same
 * millisecond count upwards from the first one's random part, so that order of making is order of sorting within a process.
 */
export class UlidIds implements Ids {
  readonly #clock: Clock;
  readonly #random: Random;
  #lastMs = -1;
  #time = '';
  /** The time and all of the random part but its last character: the same for 32 ids on end. */
  #head = '';
  /** Values 0 to 31, most significant first. */
  readonly #digits = new Uint8Array(RANDOM_CHARACTERS);

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  next(kind: IdKind): string {
    const now = Math.max(this.#clock.now(), this.#lastMs);
    if (now === this.#lastMs && this.#increment()) return this.#compose(kind);
    // Within one millisecond the random part ran over (once in 2^79): borrow the next millisecond rather than repeat.
    this.#lastMs = now === this.#lastMs ? now + 1 : now;
    this.#time = timePart(this.#lastMs);
    const bytes = this.#random.bytes(RANDOM_CHARACTERS);
    for (let i = 0; i < RANDOM_CHARACTERS; i += 1) this.#digits[i] = (bytes[i] ?? 0) & 31;
    // A clear top bit leaves 2^79 increments before the part runs over.
    this.#digits[0] = (this.#digits[0] ?? 0) & 15;
    this.#writeHead();
    return this.#compose(kind);
  }

  #increment(): boolean {
    for (let i = RANDOM_CHARACTERS - 1; i >= 0; i -= 1) {
      const digit = (this.#digits[i] ?? 0) + 1;
      if (digit < 32) {
        this.#digits[i] = digit;
        if (i < RANDOM_CHARACTERS - 1) this.#writeHead();
        return true;
      }
      this.#digits[i] = 0;
    }
    return false;
  }

  #writeHead(): void {
    let text = this.#time;
    for (let i = 0; i < RANDOM_CHARACTERS - 1; i += 1) text += ALPHABET.charAt(this.#digits[i] ?? 0);
    this.#head = text;
  }

  #compose(kind: IdKind): string {
    return `${idPrefix[kind]}_${this.#head}${ALPHABET.charAt(this.#digits[RANDOM_CHARACTERS - 1] ?? 0)}`;
  }
}
