import { describe, expect, it } from 'vitest';
import { actionWords, changeWords, fieldWords } from '../../../src/renderer/console/features/audit/audit-words.ts';
import { readPolicyAnswer } from '../../../src/renderer/console/features/decisions/policy-answer.ts';
import { scoreParts } from '../../../src/renderer/console/features/decisions/score.ts';

const hit = (ruleId: string, score: number) => ({ ruleId, name: ruleId, reason: '', score, outcome: null });

describe('scoreParts', () => {
  it('lays the rules’ parts end to end, strongest first, on a bar of a hundred', () => {
    expect(scoreParts([hit('a', 10), hit('b', 40)]).map(({ hit: { ruleId }, start, length }) => [ruleId, start, length])).toEqual([
      ['b', 0, 0.4],
      ['a', 0.4, 0.1],
    ]);
  });

  it('keeps the proportions when there are more than a hundred', () => {
    const parts = scoreParts([hit('a', 150), hit('b', 50)]);
    expect(parts.map(({ length }) => length)).toEqual([0.75, 0.25]);
  });

  it('leaves out rules that add nothing', () => {
    expect(scoreParts([hit('a', 0), hit('b', -5)])).toEqual([]);
  });
});

describe('readPolicyAnswer', () => {
  it('keeps the methods of a step in their order', () => {
    expect(readPolicyAnswer('{"outcome":"step_up","steps":[["authenticator","email_code","passkey"]]}')).toEqual({
      outcome: 'step_up',
      steps: [['authenticator', 'email_code', 'passkey']],
    });
  });

  it('does not pretend to know what it does not', () => {
    expect(readPolicyAnswer('allow')).toBeNull();
    expect(readPolicyAnswer('{"outcome":"teleport"}')).toBeNull();
  });
});

describe('the words of the audit trail', () => {
  it('turns names made for programs into words', () => {
    expect(actionWords('operation.step_passed')).toBe('Operation: step passed');
    expect(fieldWords('deviceId')).toBe('device id');
  });

  it('says what changed to what, and what is new without an old', () => {
    expect(
      changeWords([
        { field: 'status', old: 'pending', new: 'approved' },
        { field: 'reason', old: null, new: 'typed wrong' },
      ]),
    ).toBe('status: pending → approved, reason: typed wrong');
  });
});
