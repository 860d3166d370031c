import { type AuditRecord, auditHash, genesisHash } from './append.ts';

export interface ChainedRecord extends AuditRecord {
  readonly previousHash: string;
  readonly hash: string;
}

export interface BadEntry {
  readonly chain: number;
  /** 0 when no entry is at fault but a checkpoint. */
  readonly seq: number;
  readonly why: string;
}

/** What a signed checkpoint or a head says about a chain: at `seq` it had `hash`. */
export interface ChainMark {
  readonly seq: number;
  readonly hash: string;
  /** Who says so, for people: `the head`, `the checkpoint of 2026-…`. */
  readonly by: string;
  readonly signed: boolean;
}

/**
 * Follows one chain entry by entry and stops at the first that does not fit (AU-01). Pure: entries come in, a verdict comes out.
 *
 * An entry can be wrong in three ways. Its own hash does not match (edited in place); it is not the one that should follow (deleted or
 * moved); or everything fits, but a head or signed checkpoint remembers another hash: then somebody rewrote the chain from there on.
 */
export class ChainWalk {
  readonly #chain: number;
  /** Oldest first. */
  readonly #marks: readonly ChainMark[];
  #nextMark = 0;
  #seq = 0;
  #hash = genesisHash;
  /** The last entry that a mark vouches for. */
  #vouched = 0;

  /** @param marks everything known about the chain, in any order */
  constructor(chain: number, marks: readonly ChainMark[]) {
    this.#chain = chain;
    this.#marks = marks.toSorted((a, b) => a.seq - b.seq);
  }

  /** The entry that was followed last; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes the next entry. @returns the first bad entry, if this one shows it */
  follow(entry: ChainedRecord): BadEntry | null {
    const expected = this.#seq + 1;
    if (entry.seq !== expected) return this.#bad(expected, `is missing: entry ${entry.seq} comes after entry ${this.#seq}`);
    if (entry.hash !== auditHash(entry.previousHash, entry))
      return this.#bad(expected, 'was altered: its hash does not match what it says');
    if (entry.previousHash !== this.#hash) {
      // The entry itself is whole and remembers another hash before it, so the one before was replaced after this was written.
      return this.#seq === 0
        ? this.#bad(expected, 'does not begin the chain: it was written after another entry')
        : this.#bad(this.#seq, 'was replaced: the entry after it follows another one');
    }
    this.#seq = entry.seq;
    this.#hash = entry.hash;
    return this.#compareMarks();
  }

  /** Says that there are no more entries. @returns the first missing one, if a mark knows of more */
  end(): BadEntry | null {
    const mark = this.#marks.at(-1);
    if (mark === undefined || mark.seq <= this.#seq) return null;
    return this.#bad(this.#seq + 1, `is missing: the chain ends here, and ${mark.by} knows entries up to ${mark.seq}`);
  }

  #compareMarks(): BadEntry | null {
    for (let mark = this.#marks[this.#nextMark]; mark !== undefined && mark.seq <= this.#seq; mark = this.#marks[this.#nextMark]) {
      if (mark.hash !== this.#hash) return this.#contradicted(mark);
      if (mark.signed) this.#vouched = this.#seq;
      this.#nextMark += 1;
    }
    return null;
  }

  #contradicted(mark: ChainMark): BadEntry {
    // Whoever can rewrite entries up to the head can rewrite the head, so one that disagrees tells of a change to its own entry alone.
    if (!mark.signed) return this.#bad(this.#seq, `was replaced: ${mark.by} remembers another hash`);
    const first = this.#vouched + 1;
    const range = first === this.#seq ? `entry ${first}` : `one of the entries ${first} to ${this.#seq}`;
    return this.#bad(first, `is the first that nothing vouches for: ${range} was replaced, since ${mark.by} remembers another hash`);
  }

  #bad(seq: number, why: string): BadEntry {
    return { chain: this.#chain, seq, why: `Entry ${seq} of chain ${this.#chain} ${why}.` };
  }
}
