import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';
import { day, minute } from '../settings/kinds.ts';
import {
  type Count,
  countOutcomes,
  countRules,
  countSteps,
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

/** The longest look back, with a day to spare. */
export const KEPT_MS = 8 * day;

/** Slots sealed in one transaction: catching up with a week must not hold others up. */
const AT_ONCE = 12;

/** Seals what has settled since the last time. @returns whether there is more to seal */
export async function sealCounts(engine: Engine): Promise<{ readonly more: boolean }> {
  let more = false;
  for (const tally of Object.values(tallies)) more = (await sealSome(engine, tally)) || more;
  return { more };
}

async function sealSome(engine: Engine, tally: Tally): Promise<boolean> {
  const { topic, slotMs, settlesMs } = tally;
  const now = engine.clock.now();
  const settled = floorTo(now - settlesMs, slotMs);
  return engine.store.write(async (tx) => {
    const known = (await tx.first(mark, { topic }))?.sealedUntil;
    const begin = await beginning(tx, known, now, slotMs);
    if (begin >= settled) return false;
    const end = Math.min(settled, begin + AT_ONCE * slotMs);
    if (known === undefined) await tx.run(insertMark, { topic, until: end });
    else if ((await tx.run(moveMark, { topic, from: known, to: end })) !== 1) return true;
    await tx.run(deleteCounts, { topic, from: begin, to: end });
    for (const count of await countAll(tx, tally, { from: begin, to: end })) await tx.run(insertCount, { topic, ...count });
    await tx.run(deleteCountsBefore, { topic, before: now - KEPT_MS });
    return end < settled;
  });
}

/** Where sealing goes on: never further back than is kept, nor than there are decisions. */
async function beginning(tx: WriteTx, known: EpochMs | undefined, now: EpochMs, slotMs: number): Promise<EpochMs> {
  const first = known ?? (await tx.first(firstDecision, {}))?.at ?? now;
  return floorTo(Math.max(first, now - KEPT_MS), slotMs);
}

async function countAll(tx: WriteTx, { topic, slotMs }: Tally, range: Range): Promise<readonly Count[]> {
  if (topic === 'outcome') return countOutcomes(tx, range, slotMs);
  const count = topic === 'rule' ? countRules : countSteps;
  const all: Count[] = [];
  for (let at = range.from; at < range.to; at += slotMs) {
    const counts = await count(tx, { from: at, to: at + slotMs });
    for (const [name, number] of counts) all.push({ at, name, count: number });
  }
  return all;
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
