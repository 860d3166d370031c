import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalsNeeded, assessRisk, gapsBefore, type ResetFacts, standingCallers } from '../../../src/main/engine/recovery/assess.ts';
import { bindTargets, contentHash, type Evidence } from '../../../src/main/engine/recovery/content.ts';
import {
  callerMethods,
  callerStatuses,
  evidenceItems,
  recoveryRisks,
  resetSources,
  resetTargets,
} from '../../../src/shared/vocabulary/index.ts';

const HOUR = 3_600_000;
const now = 1_000 * HOUR;

const quiet: ResetFacts = {
  now,
  source: 'session',
  targets: [
    { target: 'authenticator', factorIds: ['fac_1'] },
    { target: 'sessions', factorIds: [] },
  ],
  evidence: {},
  callers: [{ method: 'trusted_device', status: 'confirmed', answeredAt: now - 1 }],
  contactChangedAt: null,
  passwordChangedAt: null,
  underSuspicion: false,
  mandatoryPasskey: false,
  riskWindow: 168 * HOUR,
  callerMaxAge: 24 * HOUR,
};

const answered = (answer: 'yes' | 'no', items: readonly string[] = evidenceItems): Evidence =>
  Object.fromEntries(items.map((item) => [item, { answer, note: null, by: 'staff_1' }]));

const anyFacts: fc.Arbitrary<ResetFacts> = fc.record({
  now: fc.constant(now),
  source: fc.constantFrom(...resetSources),
  targets: fc.subarray([...resetTargets]).map((targets) => targets.map((target) => ({ target, factorIds: [] }))),
  evidence: fc
    .tuple(fc.constantFrom('yes' as const, 'no' as const), fc.subarray(evidenceItems))
    .map(([yes, items]) => answered(yes, items)),
  callers: fc.array(
    fc.record({
      method: fc.constantFrom(...callerMethods),
      status: fc.constantFrom(...callerStatuses),
      answeredAt: fc.option(fc.integer({ min: 0, max: now })),
    }),
    { maxLength: 4 },
  ),
  contactChangedAt: fc.option(fc.integer({ min: 0, max: now })),
  passwordChangedAt: fc.option(fc.integer({ min: 0, max: now })),
  underSuspicion: fc.boolean(),
  mandatoryPasskey: fc.boolean(),
  riskWindow: fc.constant(168 * HOUR),
  callerMaxAge: fc.constant(24 * HOUR),
});

describe('how risky a device reset is', () => {
  it('RC-04 is low only when a strong factor spoke for it in the customer’s own session', () => {
    expect(assessRisk(quiet)).toEqual({ risk: 'low', reasons: [] });
    expect(assessRisk({ ...quiet, source: 'login' }).risk).toBe('medium');
    expect(assessRisk({ ...quiet, callers: [{ method: 'email', status: 'confirmed', answeredAt: now }] }).risk).toBe('medium');
    expect(assessRisk({ ...quiet, callers: [] }).risk).toBe('high');
    expect(assessRisk({ ...quiet, underSuspicion: true }).risk).toBe('high');
  });

  it('RC-04 stays high for exactly recovery.riskWindow after a change of contact data or password', () => {
    for (const field of ['contactChangedAt', 'passwordChangedAt'] as const) {
      expect(assessRisk({ ...quiet, [field]: now - quiet.riskWindow + 1 }).risk, field).toBe('high');
      expect(assessRisk({ ...quiet, [field]: now - quiet.riskWindow }).risk, field).toBe('low');
    }
  });

  it('RC-03 never gets lower when the customer denies being in contact', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...callerMethods), (facts, method) => {
        const denied = { ...facts, callers: [...facts.callers, { method, status: 'denied' as const, answeredAt: now }] };
        expect(assessRisk(denied).risk).toBe('high');
        expect(standingCallers(denied)).toEqual([]);
        expect(recoveryRisks.indexOf(assessRisk(denied).risk)).toBeGreaterThanOrEqual(recoveryRisks.indexOf(assessRisk(facts).risk));
      }),
    );
  });

  it('RC-04 asks for two people from the set risk on, of whom one can have written it', () => {
    expect(approvalsNeeded('low', 'medium', false)).toBe(1);
    expect(approvalsNeeded('medium', 'medium', false)).toBe(2);
    expect(approvalsNeeded('high', 'high', true)).toBe(1);
    expect(approvalsNeeded('high', 'never', false)).toBe(1);
  });
});

describe('what must speak for a customer before an approval', () => {
  it('RC-03 is a verified caller, or every item of the document path, whatever else is the case', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const documents = evidenceItems.every((item) => facts.evidence[item]?.answer === 'yes');
        if (gapsBefore(facts).length === 0) expect(documents || standingCallers(facts).length > 0).toBe(true);
        if (Object.values(facts.evidence).some(({ answer }) => answer === 'no')) expect(gapsBefore(facts)).toEqual(['evidence_refuted']);
      }),
    );
  });

  it('RC-03 counts a caller for exactly caller.maxAge', () => {
    const at = (answeredAt: number): ResetFacts => ({ ...quiet, callers: [{ method: 'authenticator', status: 'confirmed', answeredAt }] });
    expect(gapsBefore(at(now - quiet.callerMaxAge + 1))).toEqual([]);
    expect(gapsBefore(at(now - quiet.callerMaxAge))).toEqual(['caller_or_documents']);
  });

  it('RC-01 wants every item answered once one is, and for whatever came by e-mail', () => {
    const all = evidenceItems.slice(1);
    expect(gapsBefore({ ...quiet, evidence: answered('yes', all) })).toEqual(['evidence_incomplete']);
    expect(gapsBefore({ ...quiet, source: 'email' })).toEqual(['evidence_incomplete']);
    expect(gapsBefore({ ...quiet, source: 'email', callers: [], evidence: answered('yes') })).toEqual([]);
  });
});

describe('what exactly is reset', () => {
  const enrolled = [
    { id: 'fac_3', kind: 'passkey' },
    { id: 'fac_2', kind: 'passkey' },
    { id: 'fac_1', kind: 'authenticator' },
  ];

  it('RC-01 is bound to the factors of the moment, and sessions go along', () => {
    expect(bindTargets(['passkeys', 'trusted_device'], enrolled)).toEqual([
      { target: 'passkeys', factorIds: ['fac_2', 'fac_3'] },
      { target: 'sessions', factorIds: [] },
    ]);
    expect(bindTargets(['passkeys'], enrolled, ['fac_3'])[0]).toEqual({ target: 'passkeys', factorIds: ['fac_3'] });
    expect(bindTargets(['sessions'], [])).toEqual([{ target: 'sessions', factorIds: [] }]);
  });

  it('RC-01 is refused for what is not there or not the customer’s', () => {
    expect(() => bindTargets(['trusted_device'], enrolled)).toThrow('nothing to reset');
    expect(() => bindTargets(['passkeys'], enrolled, ['fac_9'])).toThrow('not the customer’s');
    expect(() => bindTargets(['passkeys'], enrolled, ['fac_1'])).toThrow('not the customer’s');
  });

  it('RC-04 hashes every part of the content, so that none can be changed under an approval', () => {
    const content = {
      id: 'rst_1',
      accountId: 'a',
      revision: 1,
      targets: bindTargets(['passkeys'], enrolled),
      reason: 'lost',
      evidence: {},
    };
    const changed = [
      { ...content, id: 'rst_2' },
      { ...content, accountId: 'b' },
      { ...content, revision: 2 },
      { ...content, targets: bindTargets(['passkeys'], enrolled, ['fac_2']) },
      { ...content, targets: bindTargets(['authenticator'], enrolled) },
      { ...content, reason: 'stolen' },
      { ...content, evidence: answered('yes', ['bound_email']) },
      { ...content, evidence: answered('no', ['bound_email']) },
      { ...content, evidence: answered('yes', ['face_matches']) },
    ];
    const hashes = new Set([content, ...changed].map(contentHash));
    expect(hashes.size).toBe(changed.length + 1);
  });
});
