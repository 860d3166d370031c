import type { ReadTx, WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';
import { day, minute } from '../settings/kinds.ts';
import {
  type Count,
  countOutcomes,
  countRules,
  countSteps,
  decisionAfter,
  deleteCounts,
  deleteCountsBefore,
  firstDecision,
  insertCount,
  insertMark,
  mark,
  moveMark,
  moveMarksBack,
  type Range,
  type Topic,
} from './store.ts';

export interface Tally {
  readonly topic: Topic;
  /** The stretch of time that one count covers. */
  readonly slotMs: number;
  /** How long after its end a stretch is counted for good. */
  readonly settlesMs: number;
}

/**
 * What is counted ahead, so that a week of decisions is not read for each look at it. A stretch is sealed when nothing in it changes any more:
 * decisions are there as soon as they are made; steps are passed or failed within an operation's life, which an hour is long for.
 */
export const tallies: Readonly<Record<Topic, Tally>> = {
  outcome: { topic: 'outcome', slotMs: minute, settlesMs: minute },
  rule: { topic: 'rule', slotMs: 10 * minute, settlesMs: minute },
  step: { topic: 'step', slotMs: 10 * minute, settlesMs: 60 * minute },
};

/** What each topic counts in the slots of a range, from the decisions themselves. */
export const counters: Readonly<Record<Topic, (tx: ReadTx, range: Range, slotMs: number) => Promise<readonly Count[]>>> = {
  outcome: countOutcomes,
  rule: countRules,
  step: countSteps,
};

/** The longest look back, with a day to spare. */
export const KEPT_MS = 8 * day;

/** Catching up with a week must not hold others up. */
const ROWS_AT_ONCE = 500;

/**
 * Seals what has settled since the last time.
 * @param atOnce decisions counted in one transaction; a slot that has more is counted whole
 * @returns whether there is more to seal
 */
export async function sealCounts(engine: Engine, atOnce = ROWS_AT_ONCE): Promise<{ readonly more: boolean }> {
  let more = false;
  for (const tally of Object.values(tallies)) more = (await sealSome(engine, tally, atOnce)) || more;
  return { more };
}

async function sealSome(engine: Engine, tally: Tally, atOnce: number): Promise<boolean> {
  const { topic, slotMs, settlesMs } = tally;
  const now = engine.clock.now();
  const settled = floorTo(now - settlesMs, slotMs);
  return engine.store.write(async (tx) => {
    const known = (await tx.first(mark, { topic }))?.sealedUntil;
    const begin = await beginning(tx, known, now, slotMs);
    if (begin >= settled) return false;
    const beyond = await tx.first(decisionAfter, { from: begin, to: settled, others: atOnce });
    const end = beyond === undefined ? settled : Math.max(begin + slotMs, floorTo(beyond.at, slotMs));
    if (known === undefined) await tx.run(insertMark, { topic, until: end });
    else if ((await tx.run(moveMark, { topic, from: known, to: end })) !== 1) return true;
    await tx.run(deleteCounts, { topic, from: begin, to: end });
    for (const count of await counters[topic](tx, { from: begin, to: end }, slotMs)) await tx.run(insertCount, { topic, ...count });
    await tx.run(deleteCountsBefore, { topic, before: now - KEPT_MS });
    return end < settled;
  });
}

/** Where sealing goes on: never further back than is kept, nor than there are decisions. */
async function beginning(tx: WriteTx, known: EpochMs | undefined, now: EpochMs, slotMs: number): Promise<EpochMs> {
  const first = known ?? (await tx.first(firstDecision, {}))?.at ?? now;
  return floorTo(Math.max(first, now - KEPT_MS), slotMs);
}

/**
 * Tells the counts of something that is recorded only now although it happened before, as an import does.
 * @param at when it happened
 */
export async function countAnewFrom(tx: WriteTx, at: EpochMs): Promise<void> {
  const longestSlot = Math.max(...Object.values(tallies).map(({ slotMs }) => slotMs));
  await tx.run(moveMarksBack, { at: floorTo(at, longestSlot) });
}

export const floorTo = (at: EpochMs, step: number): EpochMs => Math.floor(at / step) * step;
