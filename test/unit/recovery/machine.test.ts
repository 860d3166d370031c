import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortcullisError } from '../../../src/main/engine/errors.ts';
import { liftMoves } from '../../../src/main/engine/holds/machine.ts';
import { finalStates, move } from '../../../src/main/engine/machine.ts';
import { callerMoves, type ResetEvent, resetMoves } from '../../../src/main/engine/recovery/machine.ts';
import type { ResetStatus } from '../../../src/shared/vocabulary/index.ts';

const events: readonly ResetEvent[] = ['take_up', 'edit', 'approve', 'recall', 'deny', 'cancel', 'expire', 'effect'];

/** The states that a series of events leads through; what is not allowed changes nothing. */
function walk(series: readonly ResetEvent[]): { readonly event: ResetEvent; readonly from: ResetStatus; readonly to: ResetStatus }[] {
  const steps: { event: ResetEvent; from: ResetStatus; to: ResetStatus }[] = [];
  let state: ResetStatus = 'requested';
  for (const event of series) {
    try {
      const to: ResetStatus = move(resetMoves, 'device reset', state, event);
      steps.push({ event, from: state, to });
      state = to;
    } catch (error) {
      if (!(error instanceof PortcullisError) || error.code !== 'conflict') throw error;
    }
  }
  return steps;
}

const anySeries = fc.array(fc.constantFrom(...events), { maxLength: 40 });

describe('the life of a device reset', () => {
  it('RC-05 takes effect straight after an approval or never, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const steps = walk(series);
        for (const [index, { event, from, to }] of steps.entries()) {
          if (to !== 'effected') continue;
          expect([event, from]).toEqual(['effect', 'approved']);
          expect(steps[index - 1]?.event).toBe('approve');
        }
      }),
    );
  });

  it('RC-04 needs a new approval after every edit', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        let approved = false;
        for (const { event, to } of walk(series)) {
          if (event === 'approve') approved = true;
          if (event === 'edit' || event === 'recall') approved = false;
          if (to === 'approved' || to === 'effected') expect(approved).toBe(true);
        }
      }),
    );
  });

  it('RC-05 can be cancelled and denied in every state before its effect, and in none after', () => {
    const finals = finalStates(resetMoves);
    expect([...finals].sort()).toEqual(['cancelled', 'denied', 'effected', 'expired']);
    for (const state of Object.keys(resetMoves) as ResetStatus[]) {
      expect(resetMoves[state].cancel).toBe(finals.includes(state) ? undefined : 'cancelled');
      expect(resetMoves[state].deny).toBe(finals.includes(state) ? undefined : 'denied');
    }
  });

  it('RC-03 and WH-03 let callers’ verifications and lifts end once', () => {
    expect([...finalStates(callerMoves)].sort()).toEqual(['cancelled', 'confirmed', 'denied', 'expired', 'failed']);
    expect([...finalStates(liftMoves)].sort()).toEqual(['approved', 'denied', 'withdrawn']);
  });
});
