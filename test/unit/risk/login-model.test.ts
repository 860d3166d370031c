import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPath } from '../../../src/main/engine/risk/login-model/branch.ts';
import { type LoginFeatures, levels, loginFamilies, pathOf } from '../../../src/main/engine/risk/login-model/features.ts';
import { type LoginHistory, learnLogin, noLogins, parseLogins } from '../../../src/main/engine/risk/login-model/history.ts';
import { valueCount } from '../../../src/main/engine/risk/login-model/own-tree.ts';
import {
  countLogin,
  emptyPopulation,
  joinPopulations,
  lastDayFor,
  type Population,
  parsePopulation,
  startOf,
} from '../../../src/main/engine/risk/login-model/population.ts';
import { scoreLogin } from '../../../src/main/engine/risk/login-model/score.ts';

const day = 86_400_000;
const begin = Date.UTC(2026, 0, 15, 12);

/** Few values, so that log-ins share some of them; the network tells the operator, and the operator the country, as in the world. */
const login: fc.Arbitrary<Omit<LoginFeatures, 'at'>> = fc
  .record({
    place: fc.option(
      fc.tuple(
        fc.constantFrom('DE', 'FR', 'VN'),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
      ),
    ),
    located: fc.boolean(),
    software: fc.option(
      fc.tuple(
        fc.constantFrom('Windows', 'iOS', null),
        fc.constantFrom('Chrome', 'Safari', null),
        fc.constantFrom('ua-1', 'ua-2', '__proto__'),
      ),
    ),
    client: fc.constantFrom('web', 'ios', 'android'),
  })
  .map(({ place, located, software, client }) => {
    const [country, operator, network, host] = place ?? [];
    return {
      country: place !== null && located ? (country ?? null) : null,
      asn: place !== null && located ? 64_500 + (country?.charCodeAt(0) ?? 0) * 10 + (operator ?? 0) : null,
      network: place === null ? null : `10.${country?.charCodeAt(0)}${operator}.${network}.0/24`,
      address: place === null ? null : `10.${country?.charCodeAt(0)}${operator}.${network}.${host}`,
      client,
      os: software?.[0] ?? null,
      browser: software?.[1] ?? null,
      userAgent: software?.[2] ?? null,
    };
  });
const logins = fc.array(fc.tuple(login, fc.integer({ min: 0, max: 23 })), { maxLength: 30 });

const at = (features: Omit<LoginFeatures, 'at'>, time: number): LoginFeatures => ({ ...features, at: time });

function historyOf(all: readonly (readonly [Omit<LoginFeatures, 'at'>, number])[]): LoginHistory {
  let history = noLogins;
  for (const [index, [features, hour]] of all.entries())
    history = learnLogin(history, at(features, begin + index * 60_000 + hour * 3_600_000 - day));
  return history;
}

function populationOf(all: readonly (readonly [Omit<LoginFeatures, 'at'>, number])[], refusedEvery = 5): Population {
  const population = emptyPopulation();
  for (const [index, [features, hour]] of all.entries()) {
    countLogin(population, at(features, begin + hour * 3_600_000), (index + 1) % refusedEvery === 0 ? 'refused' : 'learned');
  }
  return population;
}

describe('the log-in model', () => {
  it('RT-11: never finds a log-in more suspicious for having seen the same one go through once more', () => {
    fc.assert(
      fc.property(logins, logins, login, (own, everybody, features) => {
        const history = historyOf(own);
        const population = populationOf(everybody);
        const asked = at(features, begin + day);
        const before = scoreLogin(asked, history, population);
        const after = scoreLogin(asked, learnLogin(history, asked), population);
        expect(after.score).toBeLessThanOrEqual(before.score + 1e-3);
        for (const family of loginFamilies) expect(after.families[family]).toBeLessThanOrEqual(before.families[family] + 1e-3);
      }),
      { numRuns: 500 },
    );
  });

  it('RT-11: says nothing either way about an account without history, but for how attempts from the place end', () => {
    fc.assert(
      fc.property(logins, login, (everybody, features) => {
        const asked = at(features, begin);
        expect(
          scoreLogin(asked, noLogins, populationOf(everybody, Number.MAX_SAFE_INTEGER)).evidence.every(
            ({ weight, feature }) => feature === 'reputation' || Math.abs(weight) < 1e-9,
          ),
        ).toBe(true);
        expect(scoreLogin(asked, noLogins, emptyPopulation()).score).toBeCloseTo(0, 9);
      }),
    );
  });

  it('RT-11: adds up to its evidence, each part of which is bounded by how easily the feature is copied', () => {
    fc.assert(
      fc.property(logins, logins, login, (own, everybody, features) => {
        const { score, families, evidence } = scoreLogin(at(features, begin + day), historyOf(own), populationOf(everybody));
        expect(evidence.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 9);
        expect(loginFamilies.reduce((sum, family) => sum + families[family], 0)).toBeCloseTo(score, 9);
        for (const { family, feature, weight, own: seen, ownOf, share } of evidence) {
          expect(Number.isFinite(weight)).toBe(true);
          expect(seen).toBeLessThanOrEqual(ownOf + 1e-3);
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          const level = levels[family].find((each) => each.feature === feature);
          if (level !== undefined) expect(weight).toBeGreaterThanOrEqual(Math.log10(level.copied) - 1e-9);
        }
      }),
    );
  });

  it('RT-11: falls back to what is coarser: a new address in a known network, a new network of a known operator, a known country, nothing known', () => {
    const home = { address: '10.0.1.1', network: '10.0.1.0/24', asn: 64_501, country: 'DE' };
    const software = { client: 'web', os: 'Windows', browser: 'Chrome', userAgent: 'ua' } as const;
    const history = historyOf(Array.from({ length: 40 }, () => [{ ...home, ...software }, 9]));
    const elsewhere = ['DE', 'DE', 'FR', 'VN'].map((country, index): [Omit<LoginFeatures, 'at'>, number] => [
      { ...software, address: `10.9.${index}.1`, network: `10.9.${index}.0/24`, asn: 64_600 + index, country },
      9,
    ]);
    const population = populationOf(
      Array.from({ length: 200 }, () => [...elsewhere, [{ ...home, ...software }, 9] as [Omit<LoginFeatures, 'at'>, number]]).flat(),
      Number.MAX_SAFE_INTEGER,
    );
    const place = (more: Partial<LoginFeatures>) =>
      scoreLogin(at({ ...home, ...software, ...more }, begin + day), history, population).families.place;
    const scores = [
      place({}),
      place({ address: '10.0.1.99' }),
      place({ address: '10.0.2.1', network: '10.0.2.0/24' }),
      place({ address: '10.9.0.1', network: '10.9.0.0/24', asn: 64_600 }),
      place({ address: '10.9.3.1', network: '10.9.3.0/24', asn: 64_603, country: 'VN' }),
    ];
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[0]).toBeLessThan(-2);
    expect(scores[4]).toBeGreaterThan(1);
  });

  it('RT-11: counts failed attempts against where they came from and for nobody', () => {
    fc.assert(
      fc.property(logins, logins, logins, login, (own, everybody, failed, features) => {
        const history = historyOf(own);
        const asked = at(features, begin + day);
        const population = populationOf(everybody, Number.MAX_SAFE_INTEGER);
        const before = scoreLogin(asked, history, population).score;
        for (const [each, hour] of failed) countLogin(population, at(each, begin + hour * 3_600_000), 'refused');
        expect(scoreLogin(asked, history, population).score).toBeGreaterThanOrEqual(before - 1e-9);
      }),
    );
  });

  it('RT-11: forgets slowly: half a year later a new place weighs less, and an account holds no more than a bounded number of values', () => {
    const roaming = Array.from({ length: 400 }, (_, index): [Omit<LoginFeatures, 'at'>, number] => [
      {
        country: 'DE',
        asn: 64_500,
        network: `10.1.${index % 200}.0/24`,
        address: `10.1.${index % 200}.7`,
        client: 'web',
        os: 'Windows',
        browser: 'Chrome',
        userAgent: `ua-${index}`,
      },
      index % 24,
    ]);
    const history = historyOf(roaming);
    expect(valueCount(history.trees.place)).toBeLessThanOrEqual(40);
    expect(valueCount(history.trees.software)).toBeLessThanOrEqual(40);
    expect(JSON.stringify(history).length).toBeLessThan(6_000);
    const abroad: Omit<LoginFeatures, 'at'> = {
      country: 'VN',
      asn: 64_900,
      network: '10.7.7.0/24',
      address: '10.7.7.7',
      client: 'web',
      os: 'Windows',
      browser: 'Chrome',
      userAgent: 'ua-1',
    };
    const soon = scoreLogin(at(abroad, begin + 30 * day), history, emptyPopulation()).families.place;
    const late = scoreLogin(at(abroad, begin + 365 * day), history, emptyPopulation()).families.place;
    expect(late).toBeLessThan(soon);
  });

  it('RT-11: reads what it stored as it was, whatever a client calls itself', () => {
    fc.assert(
      fc.property(logins, login, (own, features) => {
        const history = historyOf(own);
        const population = populationOf(own);
        const asked = at(features, begin + day);
        const stored = scoreLogin(asked, parseLogins(JSON.stringify(history)), parsePopulation(JSON.stringify(population)));
        expect(stored.score).toBeCloseTo(scoreLogin(asked, history, population).score, 9);
        for (const family of loginFamilies) for (const value of pathOf(family, asked)) expect(value).not.toBe('__proto__');
      }),
    );
  });

  it('RT-11: reads a row of the former form, which held branches, as what it meant', () => {
    fc.assert(
      fc.property(fc.array(login, { maxLength: 30 }), login, (own, features) => {
        const trees = emptyPopulation();
        let history = noLogins;
        for (const each of own.map((one) => at(one, begin))) {
          for (const family of loginFamilies) if (pathOf(family, each).length > 0) addPath(trees[family], pathOf(family, each), 1);
          history = learnLogin(history, each);
        }
        const former = parseLogins(JSON.stringify({ at: history.at, trees }));
        const asked = at(features, begin + day);
        expect(scoreLogin(asked, former, emptyPopulation())).toEqual(scoreLogin(asked, history, emptyPopulation()));
      }),
    );
  });

  it('RT-11: judges by whole days that have settled, added up in any order', () => {
    expect(lastDayFor(startOf(20_000) + 3_599_999)).toBe(19_998);
    expect(lastDayFor(startOf(20_000) + 3_600_000)).toBe(19_999);
    fc.assert(
      fc.property(fc.array(logins, { maxLength: 4 }), (days) => {
        const all = days.map((each) => populationOf(each));
        const flat = emptyPopulation();
        for (const each of days)
          for (const [index, [features, hour]] of each.entries())
            countLogin(flat, at(features, begin + hour * 3_600_000), (index + 1) % 5 === 0 ? 'refused' : 'learned');
        expect(joinPopulations(all)).toEqual(flat);
        expect(joinPopulations([...all].reverse())).toEqual(flat);
      }),
    );
  });
});
