import { randomBytes, randomFillSync, randomInt } from 'node:crypto';
import type { Random } from '../engine/ports.ts';

/** Small requests are served from bytes drawn together: one draw costs microseconds, whether it is for sixteen bytes or thousands. */
const POOL_BYTES = 4_096;
const LARGEST_POOLED = 64;

/** The operating system's secure randomness, by way of OpenSSL. */
export class SystemRandom implements Random {
  readonly #pool = Buffer.alloc(POOL_BYTES);
  #used = POOL_BYTES;

  bytes(length: number): Uint8Array {
    if (length > LARGEST_POOLED) return randomBytes(length);
    if (this.#used + length > POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const end = this.#used + length;
    const bytes = Uint8Array.from(this.#pool.subarray(this.#used, end));
    // What was handed out may be a key: no second copy of it stays behind.
    this.#pool.fill(0, this.#used, end);
    this.#used = end;
    return bytes;
  }

  integer(below: number): number {
    return randomInt(below);
  }
}
