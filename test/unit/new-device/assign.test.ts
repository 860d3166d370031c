import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssignmentFacts, assign, assignedSteps } from '../../../src/main/engine/new-device/assign.ts';
import { answerFor, builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { clientKinds, type FactorKind, factorKinds, nativeClients } from '../../../src/shared/vocabulary/index.ts';

const facts: fc.Arbitrary<AssignmentFacts> = fc.record({
  verified: fc.boolean(),
  client: fc.constantFrom(...clientKinds),
  trustedDevice: fc.constantFrom('none', 'active', 'suspended'),
  trustedDeviceRecent: fc.boolean(),
  appDeviceRecent: fc.boolean(),
  runnable: fc
    .subarray(factorKinds.filter((kind) => kind !== 'trusted_device' && kind !== 'device_session'))
    .map((kinds) => new Set(kinds)),
});

const verified: AssignmentFacts = {
  verified: true,
  client: 'web',
  trustedDevice: 'none',
  trustedDeviceRecent: false,
  appDeviceRecent: false,
  runnable: new Set<FactorKind>(['phone_code', 'email_code', 'authenticator', 'face']),
};

describe('what a log-in from a new device is assigned', () => {
  it('ND-02 is the same for the same facts, and always a method that can run', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const assignment = assign(given);
        expect(assign({ ...given, runnable: new Set(given.runnable) })).toEqual(assignment);
        for (const step of assignment.steps) {
          if (step === 'trusted_device') expect(given.trustedDevice === 'active' && given.trustedDeviceRecent).toBe(true);
          else if (step === 'device_session') expect(given.trustedDevice === 'none' && given.appDeviceRecent).toBe(true);
          else expect(given.runnable.has(step)).toBe(true);
        }
        expect(assignment.steps.length === 0).toBe(assignment.method === 'person');
      }),
    );
  });

  it('ND-03 is every bound security item in order, and never the face, without verified identity', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const assignment = assign({ ...given, verified: false });
        const bound = (['phone_code', 'email_code', 'authenticator'] as const).filter((item) => given.runnable.has(item));
        expect(assignment).toEqual(bound.length === 0 ? { method: 'person', steps: [] } : { method: 'items', steps: bound });
      }),
    );
  });

  it('ND-04 is never a code with verified identity, and a person rather than anything weaker', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { method, steps } = assign({ ...given, verified: true });
        expect(['device', 'face', 'person']).toContain(method);
        expect(steps.some((step) => step.endsWith('_code') || step === 'authenticator')).toBe(false);
      }),
    );
  });

  it('ND-04 on the web asks the app device that was active lately, else the face', () => {
    expect(assign({ ...verified, appDeviceRecent: true })).toEqual({ method: 'device', steps: ['device_session'] });
    expect(assign(verified)).toEqual({ method: 'face', steps: ['face'] });
    expect(assign({ ...verified, trustedDevice: 'active', trustedDeviceRecent: true })).toEqual({
      method: 'device',
      steps: ['trusted_device'],
    });
  });

  it('ND-04 in the app asks the trusted device, then the face, then another app device', () => {
    for (const client of nativeClients) {
      const inApp = { ...verified, client, appDeviceRecent: true };
      expect(assign({ ...inApp, trustedDevice: 'active', trustedDeviceRecent: true }).steps).toEqual(['trusted_device']);
      expect(assign(inApp).steps).toEqual(['face']);
      expect(assign({ ...inApp, runnable: new Set() }).steps).toEqual(['device_session']);
    }
  });

  it('TD-21 never puts another app device in the place of a trusted device, silent or suspended', () => {
    fc.assert(
      fc.property(facts, (given) => {
        fc.pre(given.trustedDevice !== 'none');
        expect(assign(given).steps).not.toContain('device_session');
      }),
    );
  });

  it('PO-04 keeps every assigned step and asks no fewer than policy does at that risk', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom('medium', 'unknown', 'high'), (given, band) => {
        const assignment = assign(given);
        const answer = answerFor(builtInMatrix, 'login', band);
        const steps = assignedSteps(assignment, answer, given.runnable);
        if (steps === null) return;
        expect(steps.slice(0, assignment.steps.length)).toEqual(assignment.steps);
        expect(new Set(steps).size).toBe(steps.length);
        expect(steps.length).toBeGreaterThanOrEqual(answer.outcome === 'step_up' ? answer.steps.length : 1);
      }),
    );
  });

  it('PO-04 leaves to a person what asks for more methods than the customer has', () => {
    const answer = answerFor(builtInMatrix, 'login', 'high');
    expect(assignedSteps({ method: 'items', steps: ['email_code'] }, answer, new Set<FactorKind>(['email_code']))).toBeNull();
    expect(assignedSteps({ method: 'person', steps: [] }, { outcome: 'allow' }, new Set())).toBeNull();
  });
});
