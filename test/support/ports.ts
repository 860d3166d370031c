import { createHash } from 'node:crypto';
import type { Clock, EpochMs, Geo, Place, Random } from '../../src/main/engine/ports.ts';

/** Where test time begins: 15 January 2026, 12:00:00 UTC, a Thursday. */
export const testEpoch: EpochMs = Date.UTC(2026, 0, 15, 12);

/** A clock that stands still until it is told to move. */
export class ManualClock implements Clock {
  #now: EpochMs;

  constructor(start: EpochMs = testEpoch) {
    this.#now = start;
  }

  now(): EpochMs {
    return this.#now;
  }

  /** @param ms how far to move on; never back, as the real clock never does */
  advance(ms: number): void {
    if (ms < 0) throw new RangeError('Time does not go back');
    this.#now += ms;
  }

  moveTo(time: EpochMs): void {
    this.advance(time - this.#now);
  }
}

/** The same bytes for the same seed, so that a failing test fails again. */
export class SeededRandom implements Random {
  readonly #seed: string;
  #block = 0;
  #left = Buffer.alloc(0);

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    while (this.#left.length < length) {
      const block = createHash('sha256').update(`${this.#seed}:${this.#block}`).digest();
      this.#block += 1;
      this.#left = Buffer.concat([this.#left, block]);
    }
    const bytes = new Uint8Array(this.#left.subarray(0, length));
    this.#left = this.#left.subarray(length);
    return bytes;
  }

  integer(below: number): number {
    // 48 bits leave a bias below 2^-16 for any bound used here; the real port has none.
    return Buffer.from(this.bytes(6)).readUIntBE(0, 6) % below;
  }
}

const nowhere: Place = { country: null, asn: null, latitude: null, longitude: null };

/** Places as the test says; every other address is nowhere. */
export class FakeGeo implements Geo {
  readonly #places = new Map<string, Place>();

  put(address: string, place: Partial<Place>): void {
    this.#places.set(address, { ...nowhere, ...place });
  }

  locate(address: string): Place {
    return this.#places.get(address) ?? nowhere;
  }
}
