import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseEvent, caseActions, caseMoves } from '../../../src/main/engine/cases/machine.ts';
import { move } from '../../../src/main/engine/machine.ts';
import { type CaseStatus, caseStatuses } from '../../../src/shared/vocabulary/index.ts';

const events = Object.keys(caseActions) as CaseEvent[];

describe('the life of a case', () => {
  it('CQ-01 knows a next state or refuses, for any order of events, and never leaves the states there are', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), (sequence) => {
        let state: CaseStatus = 'open';
        for (const event of sequence) {
          try {
            state = move(caseMoves, 'case', state, event);
          } catch (error) {
            expect(error).toMatchObject({ code: 'conflict', data: { current: { status: state } } });
          }
          expect(caseStatuses).toContain(state);
        }
      }),
    );
  });

  it('CQ-02 is decided from a claim alone, and has an effect from a decision alone', () => {
    const from = (event: CaseEvent) => caseStatuses.filter((state) => caseMoves[state][event] !== undefined);
    expect(from('decide')).toEqual(['claimed']);
    expect(from('undo')).toEqual(['pending_effect']);
    expect(from('await_second')).toEqual(['pending_effect']);
    expect(from('refuse')).toEqual(['pending_effect']);
    expect(caseMoves.closed).toEqual({ reopen: 'open' });
  });

  it('CQ-01 ends every case: whatever state it is in, some way leads to closed', () => {
    for (const start of caseStatuses) {
      const reached = new Set<CaseStatus>([start]);
      for (const state of reached) for (const next of Object.values(caseMoves[state])) reached.add(next);
      expect(reached).toContain('closed');
    }
  });
});
