import { describe, expect, it } from 'vitest';
import { emptyProfile, type Lesson, learn, parseProfile, seenBefore, valuesSeen } from '../../../src/main/engine/risk/profile.ts';

const lesson = (more: Partial<Lesson>): Lesson => ({
  at: 1,
  kind: 'withdrawal',
  network: null,
  place: null,
  browser: null,
  os: null,
  destination: null,
  valueCents: null,
  ...more,
});

describe('a profile', () => {
  it.each(['__proto__', 'constructor', 'toString', 'bc1qsomewhere'])(
    'RT-02 has not seen a destination named %s before it was learned',
    (name) => {
      expect(seenBefore(emptyProfile.destinations, name)).toBe(false);
      const learned = parseProfile(JSON.stringify(learn(emptyProfile, lesson({ destination: name }))));
      expect(seenBefore(learned.destinations, name)).toBe(true);
      expect(valuesSeen(learned.destinations)).toEqual([name]);
      expect(seenBefore(learned.destinations, 'valueOf')).toBe(false);
      expect(seenBefore(emptyProfile.destinations, name)).toBe(false);
    },
  );

  it('RT-02 forgets the destination that was longest unseen when there are too many', () => {
    let profile = emptyProfile;
    for (let at = 1; at <= 64; at += 1) profile = learn(profile, lesson({ at, destination: `d${at}` }));
    profile = learn(profile, lesson({ at: 65, destination: 'd1' }));
    profile = learn(profile, lesson({ at: 66, destination: 'd65' }));
    expect(valuesSeen(profile.destinations)).toHaveLength(64);
    expect(seenBefore(profile.destinations, 'd1')).toBe(true);
    expect(seenBefore(profile.destinations, 'd2')).toBe(false);
  });

  it('is read from a row of the former form, and goes on from there', () => {
    const former = {
      ...emptyProfile,
      countries: { DE: 5 },
      networks: { '192.0.2.0/24': 7, '198.51.100.0/24': 3 },
      browsers: {},
      destinations: {},
    };
    const profile = parseProfile(JSON.stringify(former));
    expect(profile).toEqual({ ...emptyProfile, countries: ['DE', 5], networks: ['192.0.2.0/24', 7, '198.51.100.0/24', 3] });
    const after = learn(profile, lesson({ at: 9, network: '198.51.100.0/24' }));
    expect(after.networks).toEqual(['192.0.2.0/24', 7, '198.51.100.0/24', 9]);
    expect(parseProfile(JSON.stringify(after))).toEqual(after);
  });

  it('adds up the withdrawals that have a value', () => {
    const once = learn(emptyProfile, lesson({ valueCents: 500 }));
    const twice = learn(learn(once, lesson({ valueCents: 300 })), lesson({ kind: 'login', valueCents: 900 }));
    expect(twice.withdrawals).toEqual({ count: 2, sumCents: 800, maxCents: 500 });
  });
});
