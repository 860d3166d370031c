const firstSlots = 4_096;
/** 2³² divided by the golden ratio: neighbouring ids fall far apart (Knuth, TAOCP 6.4). */
const spread = 0x9e37_79b1;

/**
 * Numbers whole ids as they turn up, from 0. The table is never larger than a few times what it holds, so that it stays in the processor's
 * nearer caches whatever the range of the ids.
 */
export class Numbering {
  /** Ids by number. */
  ids = new Float64Array(firstSlots);
  count = 0;
  /** One more than a number, 0 where there is none. */
  #slots = new Int32Array(firstSlots);
  #shift = 32 - Math.log2(firstSlots);

  numberOf(id: number): number {
    const slots = this.#slots;
    let place = Math.imul(id, spread) >>> this.#shift;
    for (;;) {
      const number = (slots[place] as number) - 1;
      if (number < 0) return this.#add(id, place);
      if (this.ids[number] === id) return number;
      place = (place + 1) & (slots.length - 1);
    }
  }

  #add(id: number, place: number): number {
    if (this.count === this.ids.length) this.ids = doubled(this.ids);
    const number = this.count++;
    this.ids[number] = id;
    this.#slots[place] = number + 1;
    if (this.count * 2 > this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    this.#slots = slots;
    this.#shift -= 1;
    for (let number = 0; number < this.count; number++) {
      let place = Math.imul(this.ids[number] as number, spread) >>> this.#shift;
      while (slots[place] !== 0) place = (place + 1) & (slots.length - 1);
      slots[place] = number + 1;
    }
  }
}

export function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(values.length * 2);
  more.set(values);
  return more;
}
