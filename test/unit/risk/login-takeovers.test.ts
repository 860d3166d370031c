import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tryLogins } from '../../bench/login/login.ts';
import { rocOf } from '../../bench/login/roc.ts';

describe('generated takeovers', () => {
  const scale = { people: 250, days: 45, judged: 7, attacks: 400 };

  it('RT-11: are told from honest log-ins, the harder the more the attacker copies', () => {
    const { roc, honest } = tryLogins('unit', scale);
    expect(honest).toBeGreaterThan(500);
    const { anywhere, country, phished, habits } = roc;
    expect(anywhere.model.area).toBeGreaterThan(0.97);
    expect(country.model.area).toBeGreaterThan(0.94);
    expect(phished.model.area).toBeGreaterThan(0.9);
    expect(habits.model.area).toBeGreaterThan(0.65);
    for (const [weaker, stronger] of [
      [anywhere, country],
      [country, phished],
      [phished, habits],
    ] as const) {
      expect(weaker.model.area).toBeGreaterThan(stronger.model.area);
    }
    expect(anywhere.model.foundAt(0.1)).toBeGreaterThan(0.9);
    expect(phished.model.area).toBeGreaterThan(phished.new.area);
  });

  it('RT-11: are the same for the same seed', () => {
    const small = { people: 40, days: 20, judged: 5, attacks: 50 };
    const [one, other] = [tryLogins('same', small), tryLogins('same', small)];
    expect(one.roc.phished.model.area).toBe(other.roc.phished.model.area);
    expect(one.sample.history).toEqual(other.sample.history);
  });
});

describe('a curve of attacks found over honest log-ins stopped', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 });

  it('RT-11: has the area that comparing every attack with every honest log-in gives', () => {
    fc.assert(
      fc.property(scores, scores, (honest, attacks) => {
        const wins = attacks.flatMap((a) => honest.map((h) => (a > h ? 1 : a === h ? 0.5 : 0))).reduce<number>((sum, win) => sum + win, 0);
        expect(rocOf(honest, attacks).area).toBeCloseTo(wins / (honest.length * attacks.length), 10);
      }),
    );
  });

  it('RT-11: never stops more honest log-ins than it is allowed to', () => {
    fc.assert(
      fc.property(scores, scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (honest, attacks, allowed) => {
        const found = rocOf(honest, attacks).foundAt(allowed);
        const best = Math.max(
          0,
          ...[...honest, ...attacks].map((limit) =>
            honest.filter((score) => score > limit).length <= allowed * honest.length
              ? attacks.filter((score) => score > limit).length / attacks.length
              : 0,
          ),
        );
        expect(found).toBeLessThanOrEqual(best + 1e-12);
      }),
    );
  });
});
