import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, type DecisionFacts, decide, type Precedence, precedence } from '../../../src/main/engine/risk/decide.ts';
import { builtInMatrix, chooseSteps, matrixSchema } from '../../../src/main/engine/risk/matrix.ts';
import type { RuleOutcome } from '../../../src/main/engine/risk/rule-set.ts';
import { type FactorKind, factorChangeKinds, operationKinds, outcomes } from '../../../src/shared/vocabulary/index.ts';

const bands = { medium: 30, high: 60, critical: 90 };

const facts = (more: Partial<DecisionFacts> = {}, score = 0, outcome?: RuleOutcome): DecisionFacts => ({
  kind: 'withdrawal',
  client: 'web',
  frozen: false,
  credentialRefused: false,
  deviceUnproven: false,
  holds: [],
  trustedDevice: 'none',
  onTrustedDevice: false,
  trustedDeviceTooYoung: false,
  mandatoryPasskey: false,
  enrolled: new Set(['authenticator', 'email_code']),
  usableSignals: 5,
  minSignals: 3,
  bands,
  matrix: builtInMatrix,
  evaluation: { score, outcome, hits: [], failures: [] },
  rules: [],
  ...more,
});

const enrolments = fc
  .subarray(['passkey', 'authenticator', 'email_code', 'phone_code', 'face'] as FactorKind[])
  .map((kinds): ReadonlySet<FactorKind> => new Set(kinds));

const anyFacts = fc
  .record({
    kind: fc.constantFrom(...operationKinds),
    frozen: fc.boolean(),
    credentialRefused: fc.boolean(),
    deviceUnproven: fc.boolean(),
    holds: fc.constantFrom<DecisionFacts['holds']>([], [{ cause: 'not_me', endsAt: null }]),
    trustedDevice: fc.constantFrom('none' as const, 'active' as const, 'suspended' as const),
    onTrustedDevice: fc.boolean(),
    trustedDeviceTooYoung: fc.boolean(),
    enrolled: enrolments,
    usableSignals: fc.nat(8),
    score: fc.nat(120),
    demanded: fc.constantFrom<RuleOutcome | undefined>(undefined, 'step_up', 'review', 'hold', 'deny'),
  })
  .map(({ score, demanded, ...more }) => facts(more, score, demanded));

/** Every operation is covered, so that each of them meets the mode. */
const everywhere: DecisionFacts['matrix'] = { ...builtInMatrix, mandatoryPasskeyKinds: [...operationKinds] };

const codes: readonly string[] = ['authenticator', 'email_code', 'phone_code', 'device_session'];

/** The same or stricter where a passkey may stand in for a code: as many steps, and nothing given up that it does not stand in for. */
function noEasierWithPasskey(after: ReturnType<typeof decide>, before: ReturnType<typeof decide>): boolean {
  if (strictness(after) !== strictness(before)) return strictness(after) > strictness(before);
  const kept = before.steps.filter((step) => !codes.includes(step));
  // Where a person decides there is no stricter outcome to go to, and a code counts for nothing in this mode (MP-02).
  if (after.outcome === 'review') return kept.every((step) => after.steps.includes(step));
  return after.steps.length >= before.steps.length && kept.every((step) => after.steps.includes(step));
}

const strictness = (result: ReturnType<typeof decide>): number => outcomes.indexOf(result.outcome);

/** The same or stricter: a stricter outcome, or every step of before and perhaps more. */
function atLeast(after: ReturnType<typeof decide>, before: ReturnType<typeof decide>): boolean {
  if (strictness(after) !== strictness(before)) return strictness(after) > strictness(before);
  return before.steps.every((step) => after.steps.includes(step));
}

describe('the decision', () => {
  it('PO-05 never calls too few signals low', () => {
    expect(bandOf(0, 2, 3, bands)).toBe('unknown');
    expect(bandOf(29, 3, 3, bands)).toBe('low');
    expect(bandOf(30, 3, 3, bands)).toBe('medium');
    expect(bandOf(95, 0, 3, bands)).toBe('critical');
  });

  it('PO-04 puts deny before hold, hold before the trusted device, and the trusted device before what risk chooses', () => {
    const held = { holds: [{ cause: 'not_me', endsAt: null }], trustedDevice: 'active' as const };
    expect(decide(facts(held, 0, 'deny'))).toMatchObject({ outcome: 'deny', precedence: 'deny' });
    expect(decide(facts(held))).toMatchObject({ outcome: 'hold', precedence: 'hold' });
    expect(decide(facts({ trustedDevice: 'active' }))).toMatchObject({
      precedence: 'trusted_device',
      steps: ['trusted_device', 'authenticator'],
    });
    expect(decide(facts())).toMatchObject({ precedence: 'risk', steps: ['authenticator'] });
  });

  it('PO-04 is settled by the first level of the table that has something to say, whichever others have as well', () => {
    const enrolled = new Set<FactorKind>(['passkey', 'authenticator']);
    /** What makes each level speak. */
    const speaks: Readonly<Record<Precedence, Partial<DecisionFacts>>> = {
      deny: { frozen: true },
      hold: { holds: [{ cause: 'not_me', endsAt: null }] },
      mandatory_passkey: { mandatoryPasskey: true, matrix: everywhere },
      trusted_device: { trustedDevice: 'active' },
      risk: {},
    };
    const steps: Partial<Record<Precedence, readonly FactorKind[]>> = {
      trusted_device: ['trusted_device', 'passkey'],
      risk: ['passkey'],
    };
    for (let chosen = 0; chosen < 2 ** precedence.length; chosen += 1) {
      const levels = precedence.filter((level, index) => level === 'risk' || (chosen & (1 << index)) !== 0);
      const given = facts(Object.assign({ enrolled }, ...levels.map((level) => speaks[level])));
      const result = decide(given);
      expect([levels, result.precedence]).toEqual([levels, levels[0]]);
      const expected = steps[result.precedence];
      if (expected !== undefined) expect(result.steps).toEqual(expected);
    }
  });

  it('TD-21 falls to every other method while the trusted device is suspended', () => {
    expect(decide(facts({ trustedDevice: 'suspended' })).steps).toEqual(['authenticator', 'email_code']);
    expect(decide(facts({ trustedDevice: 'suspended', enrolled: new Set() })).outcome).toBe('review');
  });

  it('TD-07 leaves an amount above the limit of a young trusted device to a person', () => {
    expect(decide(facts({ trustedDevice: 'active', trustedDeviceTooYoung: true })).outcome).toBe('review');
  });

  it('ND-01 never waves a log-in through on a device that has not proven itself', () => {
    expect(decide(facts({ kind: 'login' })).outcome).toBe('allow');
    expect(decide(facts({ kind: 'login', deviceUnproven: true })).outcome).toBe('step_up');
  });

  it('WH-04 answers hold to every withdrawal under a hold, whatever else is true of it, unless it denies', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const held = decide({ ...given, kind: 'withdrawal', holds: [{ cause: 'not_me', endsAt: null }] });
        return held.outcome === 'hold' || held.outcome === 'deny';
      }),
    );
  });

  it('TD-21 TD-07 leaves to a person’s yes no more than before: a suspended or too young device is replaced by every other method', () => {
    const review = { score: 0, outcome: 'review', hits: [], failures: [] } as const;
    const every = ['authenticator', 'email_code'];
    expect(decide(facts({ trustedDevice: 'suspended', evaluation: review }))).toMatchObject({ outcome: 'review', steps: every });
    expect(decide(facts({ trustedDevice: 'active', evaluation: review }))).toMatchObject({ outcome: 'review', steps: ['trusted_device'] });
    const young = { trustedDevice: 'active', trustedDeviceTooYoung: true } as const;
    for (const evaluation of [review, facts().evaluation]) {
      expect(decide(facts({ ...young, evaluation }))).toMatchObject({ outcome: 'review', steps: every });
    }
  });

  it('PK-01 TD-06 TD-20 PK-07 asks for the step-up of a change of factors also where a person decides, and for no locked method', () => {
    for (const kind of factorChangeKinds) {
      const enrolled = new Set<FactorKind>(['passkey', 'authenticator', 'email_code']);
      expect(decide(facts({ kind, enrolled }, 70))).toMatchObject({ outcome: 'review', steps: ['passkey', 'authenticator'] });
      const locked = new Set<FactorKind>(['authenticator']);
      expect(decide(facts({ kind, enrolled, locked }, 70))).toMatchObject({ outcome: 'review', steps: ['passkey', 'email_code'] });
      expect(decide(facts({ kind, enrolled: new Set() }, 0))).toMatchObject({ outcome: 'review', steps: [] });
    }
  });

  it('PO-04 is never made easier by turning the trusted device on, nor by having it suspended', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const without = decide({ ...given, trustedDevice: 'none', onTrustedDevice: false });
        const active = decide({ ...given, trustedDevice: 'active' });
        const suspended = decide({ ...given, trustedDevice: 'suspended', onTrustedDevice: false });
        return atLeast(active, without) && atLeast(suspended, without);
      }),
      { numRuns: 2000 },
    );
  });

  it('MP-04 covers log-in by default, and each other scenario when policy says so', () => {
    const on = { mandatoryPasskey: true, enrolled: new Set<FactorKind>(['passkey', 'authenticator', 'email_code']) };
    expect(decide(facts({ ...on, kind: 'login' }))).toMatchObject({
      outcome: 'step_up',
      steps: ['passkey'],
      precedence: 'mandatory_passkey',
    });
    expect(decide(facts({ ...on, kind: 'deposit_address_view' }))).toMatchObject({ outcome: 'allow', precedence: 'risk' });
    for (const kind of ['withdrawal', 'security_setting_change', 'api_key_create', 'c2c_trade'] as const) {
      expect(decide(facts({ ...on, kind })).precedence).toBe('risk');
      const covered = { ...builtInMatrix, mandatoryPasskeyKinds: [kind] };
      expect(decide(facts({ ...on, kind, matrix: covered }))).toMatchObject({ steps: ['passkey'], precedence: 'mandatory_passkey' });
    }
  });

  it('MP-02 never falls back to a code, at any risk, with any enrolment, on any device', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const result = decide({ ...given, mandatoryPasskey: true, matrix: everywhere });
        if (result.outcome === 'allow') return false;
        return result.outcome !== 'step_up' || (result.steps.includes('passkey') && !result.steps.some((step) => codes.includes(step)));
      }),
      { numRuns: 3000 },
    );
  });

  it('MP-02 leaves it to a person when no passkey is left or policy asks for more than one can give', () => {
    const on = { mandatoryPasskey: true, kind: 'login' as const };
    const none = decide(facts({ ...on, enrolled: new Set(['authenticator', 'email_code']) }));
    expect(none).toMatchObject({ outcome: 'review', precedence: 'mandatory_passkey' });
    const enrolled = new Set<FactorKind>(['passkey', 'authenticator']);
    expect(decide(facts({ ...on, enrolled }, 70))).toMatchObject({ outcome: 'review', precedence: 'mandatory_passkey' });
    const withFace = new Set<FactorKind>([...enrolled, 'face']);
    expect(decide(facts({ ...on, enrolled: withFace }, 70))).toMatchObject({ outcome: 'step_up', steps: ['passkey', 'face'] });
  });

  it('MP-03 asks for the passkey on a known and on the trusted device as well', () => {
    const enrolled = new Set<FactorKind>(['passkey']);
    const matrix = everywhere;
    for (const kind of ['login', 'withdrawal'] as const) {
      const here = decide(facts({ kind, matrix, enrolled, mandatoryPasskey: true, trustedDevice: 'active', onTrustedDevice: true }));
      expect(here).toMatchObject({ outcome: 'step_up', steps: ['passkey'] });
    }
    const elsewhere = decide(facts({ kind: 'withdrawal', matrix, enrolled, mandatoryPasskey: true, trustedDevice: 'active' }));
    expect(elsewhere).toMatchObject({ steps: ['passkey', 'trusted_device'], precedence: 'mandatory_passkey' });
  });

  it('MP-05 refuses log-in by H5 and third-party apps with a reason, and each is re-opened by policy', () => {
    const on = { mandatoryPasskey: true, kind: 'login' as const, enrolled: new Set<FactorKind>(['passkey']) };
    for (const client of ['h5', 'third_party'] as const) {
      const refused = decide(facts({ ...on, client }));
      expect(refused).toMatchObject({ outcome: 'deny', precedence: 'mandatory_passkey' });
      expect(refused.reasons[0]).toContain('Passkeys are mandatory');
      const others = builtInMatrix.mandatoryPasskeyRefusedClients.filter((each) => each !== client);
      const opened = { ...builtInMatrix, mandatoryPasskeyRefusedClients: others };
      expect(decide(facts({ ...on, client, matrix: opened }))).toMatchObject({ outcome: 'step_up', steps: ['passkey'] });
      expect(decide(facts({ ...on, client, mandatoryPasskey: false })).outcome).toBe('allow');
      expect(decide(facts({ ...on, client, kind: 'deposit_address_view' })).outcome).toBe('allow');
    }
  });

  it('PO-04 puts deny and hold before the mandatory passkey, and that before the trusted device', () => {
    const on = { mandatoryPasskey: true, matrix: everywhere, enrolled: new Set<FactorKind>(['passkey']), trustedDevice: 'active' as const };
    expect(decide(facts(on, 0, 'deny')).precedence).toBe('deny');
    expect(decide(facts({ ...on, holds: [{ cause: 'not_me', endsAt: null }] })).precedence).toBe('hold');
    expect(decide(facts(on)).precedence).toBe('mandatory_passkey');
    expect(decide(facts({ ...on, mandatoryPasskey: false })).precedence).toBe('trusted_device');
  });

  it('PO-04 is never made easier by making passkeys mandatory, nor by losing them then', () => {
    fc.assert(
      fc.property(anyFacts, fc.boolean(), (given, all) => {
        const matrix = all ? everywhere : builtInMatrix;
        const without = decide({ ...given, matrix, mandatoryPasskey: false });
        const on = decide({ ...given, matrix, mandatoryPasskey: true });
        const lost = decide({
          ...given,
          matrix,
          mandatoryPasskey: true,
          enrolled: new Set([...given.enrolled].filter((kind) => kind !== 'passkey')),
        });
        const covered = matrix.mandatoryPasskeyKinds.includes(given.kind);
        return noEasierWithPasskey(on, without) && (!covered || strictness(lost) >= outcomes.indexOf('review'));
      }),
      { numRuns: 3000 },
    );
  });

  it('PO-02 asks only methods that the customer has, and is never easier at a higher score', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(60), (given, more) => {
        const result = decide(given);
        const harder = decide({ ...given, evaluation: { ...given.evaluation, score: given.evaluation.score + more } });
        const known = result.steps.every((step) => step === 'trusted_device' || given.enrolled.has(step));
        return known && (given.usableSignals < given.minSignals || strictness(harder) >= strictness(result));
      }),
      { numRuns: 2000 },
    );
  });

  it('PO-02 never allows without steps what a rule wants stepped up', () => {
    fc.assert(fc.property(anyFacts, (given) => given.evaluation.outcome === undefined || decide(given).outcome !== 'allow'));
  });
});

describe('the policy matrix', () => {
  it('PO-05 is nowhere easier where too little is known than at medium risk', () => {
    for (const { kinds, answers } of builtInMatrix.rows) {
      const [unknown, medium] = [answers.unknown, answers.medium];
      expect(outcomes.indexOf(unknown.outcome), kinds.join()).toBeGreaterThanOrEqual(outcomes.indexOf(medium.outcome));
      if (unknown.outcome === 'step_up' && medium.outcome === 'step_up') expect(unknown.steps, kinds.join()).toEqual(medium.steps);
    }
  });

  it('PO-01 PO-03 has a valid answer for every operation at every band', () => {
    expect(matrixSchema.safeParse(builtInMatrix).success).toBe(true);
  });

  it('MP-04 MP-05 reads a matrix from before mandatory passkeys with the defaults', () => {
    const { mandatoryPasskeyKinds: _kinds, mandatoryPasskeyRefusedClients: _clients, ...before } = builtInMatrix;
    expect(matrixSchema.parse(before)).toMatchObject({
      mandatoryPasskeyKinds: ['login'],
      mandatoryPasskeyRefusedClients: ['h5', 'third_party'],
    });
  });

  it('PO-03 refuses a matrix that leaves an operation out or names it twice', () => {
    const [first, ...others] = builtInMatrix.rows;
    expect(matrixSchema.safeParse({ ...builtInMatrix, rows: others }).success).toBe(false);
    expect(matrixSchema.safeParse({ ...builtInMatrix, rows: [first, ...builtInMatrix.rows] }).success).toBe(false);
  });

  it('PO-02 takes the strongest method that the customer has, each once, or none at all', () => {
    const steps: FactorKind[][] = [
      ['passkey', 'authenticator', 'email_code'],
      ['authenticator', 'email_code'],
    ];
    expect(chooseSteps(steps, new Set(['authenticator', 'email_code']))).toEqual(['authenticator', 'email_code']);
    expect(chooseSteps(steps, new Set(['email_code']))).toBeNull();
  });
});
