import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeHistory } from '../../../src/main/demo/world/history.ts';
import { demoDeviceKey, demoTotpSecret, signAsDevice } from '../../../src/main/demo/world/keys.ts';
import { makePeople } from '../../../src/main/demo/world/people.ts';
import { operationInputSchema } from '../../../src/shared/contract/operation.ts';
import { accountInputSchema } from '../../../src/shared/contract/platform/index.ts';

const now = Date.UTC(2026, 0, 15, 12);

describe('the demo world', () => {
  it('is the same for the same seed and another for another', () => {
    expect(makePeople('a', 50)).toEqual(makePeople('a', 50));
    expect(makePeople('a', 50)).not.toEqual(makePeople('b', 50));
    expect(makeHistory('a', makePeople('a', 20), now)).toEqual(makeHistory('a', makePeople('a', 20), now));
  });

  it('has people whom the platform API would take, with mail only at domains set aside for examples', () => {
    const people = makePeople();
    expect(new Set(people.map((person) => person.accountId)).size).toBe(people.length);
    expect(new Set(people.map((person) => person.email)).size).toBe(people.length);
    for (const { accountId: id, name, email, phone, country, mainAccountId } of people) {
      const kind = mainAccountId === null ? { kind: 'main' } : { kind: 'sub', mainAccountId };
      expect(accountInputSchema.safeParse({ id, ...kind, name, email, phone, country: country.code }).error).toBeUndefined();
      expect(email).toMatch(/@(example\.(com|org|net)|[a-z]+\.example)$/);
    }
  });

  it('gives a trusted device only to whom TD-02 would', () => {
    for (const person of makePeople().filter((each) => each.hasTrustedDevice)) {
      expect(person).toMatchObject({ identity: 'verified', faceEnrolled: true, hasAuthenticator: true, mainAccountId: null });
    }
  });

  it('has two weeks of operations that the contract takes, in order, none in the future', () => {
    const people = makePeople();
    const history = makeHistory('a', people, now);
    expect(history.length).toBeGreaterThan(2_000);
    let last = now - 14 * 86_400_000;
    for (const { at, input } of history) {
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
      expect(operationInputSchema.safeParse(input).error).toBeUndefined();
    }
    expect(last).toBeLessThan(now);
    expect(history.filter(({ label }) => label === 'fraud').length).toBeGreaterThan(5);
  });

  it('signs as a device whose public key anybody can check', () => {
    const { d: _, ...key } = demoDeviceKey('a', 'U1');
    const signature = Buffer.from(signAsDevice('a', 'U1', 'text'), 'base64url');
    const options = { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', Buffer.from('text'), options, signature)).toBe(true);
    expect(verify('sha256', Buffer.from('other'), options, signature)).toBe(false);
    expect(demoDeviceKey('a', 'U1')).not.toEqual(demoDeviceKey('b', 'U1'));
    expect(demoTotpSecret('a', 'U1')).toMatch(/^[A-Z2-7]{32}$/);
  });
});
