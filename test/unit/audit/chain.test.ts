import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditRecord, auditHash, genesisHash } from '../../../src/main/engine/audit/append.ts';
import { type BadEntry, type ChainedRecord, type ChainMark, ChainWalk } from '../../../src/main/engine/audit/chain.ts';

const text = fc.string({ maxLength: 12 });

const contentArbitrary = fc.record({
  at: fc.nat(),
  actorKind: fc.constantFrom('staff', 'system', 'platform', 'customer'),
  actorId: text,
  action: text,
  accountId: fc.option(text),
  subjectKind: text,
  subjectId: text,
  reason: fc.option(text),
  address: fc.option(text),
  changes: fc.json({ maxDepth: 1 }),
});

type Content = Omit<AuditRecord, 'chain' | 'seq'>;

function chainOf(contents: readonly Content[]): ChainedRecord[] {
  let previousHash = genesisHash;
  return contents.map((content, index) => {
    const record = { ...content, chain: 3, seq: index + 1 };
    const entry = { ...record, previousHash, hash: auditHash(previousHash, record) };
    previousHash = entry.hash;
    return entry;
  });
}

const head = (entries: readonly ChainedRecord[]): ChainMark => {
  const last = entries.at(-1);
  return { seq: last?.seq ?? 0, hash: last?.hash ?? genesisHash, by: 'its head', signed: false };
};

function walk(entries: readonly ChainedRecord[], marks: readonly ChainMark[]): BadEntry | null {
  const walker = new ChainWalk(3, marks);
  for (const entry of entries) {
    const bad = walker.follow(entry);
    if (bad !== null) return bad;
  }
  return walker.end();
}

const rehashed = (entry: ChainedRecord): ChainedRecord => ({ ...entry, hash: auditHash(entry.previousHash, entry) });

const chains = fc.array(contentArbitrary, { minLength: 1, maxLength: 20 }).map(chainOf);
const chainAndPlace = chains.chain((entries) => fc.tuple(fc.constant(entries), fc.nat({ max: entries.length - 1 })));

const edits: { readonly [F in keyof Content]: (value: Content[F]) => Content[F] } = {
  at: (value) => value + 1,
  actorKind: (value) => `${value}x`,
  actorId: (value) => `${value}x`,
  action: (value) => `${value}x`,
  accountId: (value) => (value === null ? '' : null),
  subjectKind: (value) => `${value}x`,
  subjectId: (value) => `${value}x`,
  reason: (value) => (value === null ? '' : null),
  address: (value) => (value === null ? 'null' : null),
  changes: (value) => `${value} `,
};
const edited = (entry: ChainedRecord, field: keyof Content): ChainedRecord => ({
  ...entry,
  [field]: (edits[field] as (value: unknown) => unknown)(entry[field]),
});

describe('the audit chain', () => {
  it('AU-01 finds nothing wrong with a chain that nobody touched', () => {
    fc.assert(
      fc.property(chains, (entries) => {
        expect(walk(entries, [head(entries)])).toBeNull();
      }),
    );
  });

  it('AU-01 finds an edit of any field and names the entry', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.constantFrom(...(Object.keys(edits) as (keyof Content)[])), ([entries, place], field) => {
        const changed = entries.with(place, edited(entries[place] as ChainedRecord, field));
        expect(walk(changed, [head(entries)])?.seq).toBe(place + 1);
      }),
    );
  });

  it('AU-01 finds an edit whose hash was recomputed and names the entry', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.constantFrom(...(Object.keys(edits) as (keyof Content)[])), ([entries, place], field) => {
        const changed = entries.with(place, rehashed(edited(entries[place] as ChainedRecord, field)));
        expect(walk(changed, [head(entries)])?.seq).toBe(place + 1);
      }),
    );
  });

  it('AU-01 finds a deletion anywhere, the end included, and names the missing entry', () => {
    fc.assert(
      fc.property(chainAndPlace, ([entries, place]) => {
        expect(walk(entries.toSpliced(place, 1), [head(entries)])?.seq).toBe(place + 1);
      }),
    );
  });

  it('AU-01 finds two entries in each other’s place and names the first', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.nat(), ([entries, place], other) => {
        const second = other % entries.length;
        fc.pre(place !== second);
        const a = entries[place] as ChainedRecord;
        const b = entries[second] as ChainedRecord;
        const swapped = entries.with(place, { ...b, seq: a.seq }).with(second, { ...a, seq: b.seq });
        expect(walk(swapped, [head(entries)])?.seq).toBe(Math.min(place, second) + 1);
        const moved = entries.with(place, b).with(second, a);
        expect(walk(moved, [head(entries)])?.seq).toBe(Math.min(place, second) + 1);
      }),
    );
  });

  it('AU-01 finds an entry slipped in between, by itself or by the one it pushed aside', () => {
    fc.assert(
      fc.property(chainAndPlace, contentArbitrary, ([entries, place], content) => {
        fc.pre(place < entries.length - 1);
        const before = entries[place] as ChainedRecord;
        const inserted = rehashed({ ...content, chain: 3, seq: before.seq + 1, previousHash: before.hash, hash: '' });
        const pushed = entries.slice(place + 1).map((entry) => ({ ...entry, seq: entry.seq + 1 }));
        const after = [...entries.slice(0, place + 1), inserted, ...pushed];
        expect([inserted.seq, inserted.seq + 1]).toContain(walk(after, [head(entries)])?.seq);
      }),
    );
  });

  it('AU-01 finds a chain rewritten to its end by what a signed checkpoint remembers, from the last entry that one vouches for', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.nat(), fc.nat(), ([entries, place], first, second) => {
        const from = Math.min(first % entries.length, place);
        const until = place + (second % (entries.length - place));
        const contents: Content[] = entries.with(place, edited(entries[place] as ChainedRecord, 'action'));
        const rewritten = chainOf(contents);
        const signed = (seq: number): ChainMark => ({ seq, hash: entries[seq - 1]?.hash ?? '', by: 'the checkpoint', signed: true });
        const marks = [head(rewritten), signed(until + 1), ...(from > 0 ? [signed(from)] : [])];
        expect(walk(rewritten, marks)?.seq).toBe(from + 1);
      }),
    );
  });

  it('AU-01 finds an end cut off together with its head by a signed checkpoint', () => {
    fc.assert(
      fc.property(chainAndPlace, ([entries, place]) => {
        const cut = entries.slice(0, place);
        expect(walk(cut, [head(cut), { ...head(entries), by: 'the checkpoint', signed: true }])?.seq).toBe(place + 1);
      }),
    );
  });
});
