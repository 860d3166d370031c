import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Actor, requirePermission } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { type BadEntry, type ChainMark, ChainWalk } from './chain.ts';
import { openCheckpoint } from './checkpoint.ts';
import { allHeads, checkpointsAfter, entriesOfChain, lastSeqs } from './store.ts';

const BATCH = 1_000;

/** How far a verification is, and what it found. The last one is `done`. */
export interface AuditVerdict {
  readonly checked: number;
  readonly total: number;
  readonly done: boolean;
  readonly sound: boolean;
  readonly firstBad: BadEntry | null;
}

/**
 * Reads the whole trail as it stands now and recomputes it (AU-01): any edit, deletion, reordering or missing end is found, and the first bad
 * entry named. Entries written meanwhile are left to the next run.
 * @throws PortcullisError `forbidden`
 */
export async function* verifyAudit(engine: Engine, actor: Actor): AsyncGenerator<AuditVerdict, void, undefined> {
  if (actor.kind !== 'system') requirePermission(actor, 'audit.verify');
  // Before the heads: a checkpoint that is signed between the two would know entries after them, which would look like a chain cut off.
  const { marks, bad: badCheckpoint } = await readMarks(engine);
  const { heads, ends } = await engine.store.read(async (tx) => ({ heads: await tx.all(allHeads, {}), ends: await tx.all(lastSeqs, {}) }));
  const total = heads.reduce((sum, head) => sum + head.seq, 0);
  let checked = 0;
  const verdict = (firstBad: BadEntry | null, done: boolean): AuditVerdict => ({
    checked,
    total,
    done,
    sound: firstBad === null,
    firstBad,
  });
  const fail = (bad: BadEntry): AuditVerdict => {
    engine.log.error({ chain: bad.chain, seq: bad.seq }, `The audit trail is not sound: ${bad.why}`);
    return verdict(bad, true);
  };

  if (badCheckpoint !== null) return yield fail(badCheckpoint);
  for (const head of heads) addMark(marks, head.chain, { seq: head.seq, hash: head.hash, by: 'its head', signed: false });
  for (const end of ends) {
    const head = heads.find((candidate) => candidate.chain === end.chain)?.seq ?? 0;
    if (Number(end.seq) > head) {
      const seq = head + 1;
      return yield fail({
        chain: end.chain,
        seq,
        why: `Entry ${seq} of chain ${end.chain} lies beyond the chain's head: it was not appended.`,
      });
    }
  }

  for (const [chain, known] of [...marks].sort(([a], [b]) => a - b)) {
    const walk = new ChainWalk(chain, [...known.values()]);
    const through = heads.find((head) => head.chain === chain)?.seq ?? 0;
    while (walk.seq < through) {
      const after = walk.seq;
      const entries = await engine.store.read((tx) => entriesOfChain(tx, chain, after, Math.min(after + BATCH, through)));
      // A gap as wide as a whole batch leaves nothing to follow, and the end of the walk names it.
      if (entries.length === 0) break;
      for (const entry of entries) {
        const bad = walk.follow(entry);
        if (bad !== null) return yield fail(bad);
        checked += 1;
      }
      yield verdict(null, false);
      await nextTurn();
    }
    const bad = walk.end();
    if (bad !== null) return yield fail(bad);
  }
  yield verdict(null, true);
}

type Marks = Map<number, Map<string, ChainMark>>;

function addMark(marks: Marks, chain: number, mark: ChainMark): void {
  const ofChain = marks.get(chain) ?? new Map<string, ChainMark>();
  marks.set(chain, ofChain);
  // Checkpoints repeat the head of a quiet chain; one of each is enough, and two that contradict each other both stay.
  const key = `${mark.seq}:${mark.hash}`;
  if (!ofChain.has(key)) ofChain.set(key, mark);
}

/** Everything the signed checkpoints remember, by chain. */
async function readMarks(engine: Engine): Promise<{ readonly marks: Marks; readonly bad: BadEntry | null }> {
  const marks: Marks = new Map();
  let previous: string | null = null;
  let after = 0;
  for (;;) {
    const from = after;
    const batch = await engine.store.read((tx) => tx.all(checkpointsAfter, { after: from, limit: BATCH }));
    for (const checkpoint of batch) {
      const opened = openCheckpoint(engine.sealer, checkpoint, previous);
      if ('why' in opened) return { marks, bad: { chain: 0, seq: 0, why: opened.why } };
      const by = `the checkpoint of ${new Date(opened.said.at).toISOString()}`;
      for (const [chain, seq, hash] of opened.said.heads) addMark(marks, chain, { seq, hash, by, signed: true });
      previous = checkpoint.signature;
      after = checkpoint.id;
    }
    if (batch.length < BATCH) return { marks, bad: null };
    await nextTurn();
  }
}
