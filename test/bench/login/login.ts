import { Dice } from '../../../src/main/demo/world/dice.ts';
import { type LoginFamily, type LoginFeatures, loginFamilies } from '../../../src/main/engine/risk/login-model/features.ts';
import { type LoginHistory, learnLogin, noLogins, parseLogins } from '../../../src/main/engine/risk/login-model/history.ts';
import {
  countLogin,
  dayOf,
  emptyPopulation,
  joinPopulations,
  lastDayFor,
  type Population,
  populationDays,
  settlePopulation,
  startOf,
} from '../../../src/main/engine/risk/login-model/population.ts';
import { scoreLogin } from '../../../src/main/engine/risk/login-model/score.ts';
import { atLeast, atMost, type BenchContext, defineBench, type Measurements, median, percentile, type Result } from '../harness.ts';
import { type Attacker, attack, attackers, guesses, Person } from './people.ts';
import { type Roc, rocOf } from './roc.ts';

const firstDay = 20_450;

/** How many people log in for how long, and for how many of the last days they are judged. */
export interface Scale {
  readonly people: number;
  readonly days: number;
  readonly judged: number;
  readonly attacks: number;
}
const full: Scale = { people: 4_000, days: 120, judged: 14, attacks: 4_000 };
const runs = 5;

type Score = 'model' | LoginFamily | 'new';

export interface LoginTrial {
  /** Of the honest log-ins of the judged days and of each kind of attack, by what is judged by. */
  readonly roc: Readonly<Record<Attacker, Readonly<Record<Score, Roc>>>>;
  readonly honest: number;
  /** Of the histories at the end, in bytes of the stored row. */
  readonly bytes: readonly number[];
  readonly sample: { readonly login: LoginFeatures; readonly history: LoginHistory; readonly population: Population };
}

/** What rules could say before: one point for each of a new country, network, and browser with its system. */
function newThings(login: LoginFeatures, seen: ReadonlySet<string>): number {
  return thingsOf(login).filter((thing) => !seen.has(thing)).length;
}
const thingsOf = ({ country, network, browser, os }: LoginFeatures): string[] => [`c ${country}`, `n ${network}`, `b ${browser}/${os}`];

interface Known {
  readonly person: Person;
  history: LoginHistory;
  readonly seen: Set<string>;
}

/**
 * Lets people live and log in day by day, learning as the engine does, and on the last days judges each log-in before it is learned. An
 * account is attacked when it has some history, as it stands at the end.
 */
export function tryLogins(seed: string, scale: Scale): LoginTrial {
  const dice = new Dice(seed);
  const people = Array.from(
    { length: scale.people },
    (_, index): Known => ({ person: new Person(new Dice(`${seed} ${index}`)), history: noLogins, seen: new Set() }),
  );
  const days = new Map<number, Population>();
  const judgedFrom = firstDay + scale.days - scale.judged;
  const honest: Record<Score, number[]> = { model: [], place: [], software: [], time: [], new: [] };
  const scoresOf = (login: LoginFeatures, { history, seen }: Known, population: Population): Record<Score, number> => {
    const { score, families } = scoreLogin(login, history, population);
    return { model: score, ...families, new: newThings(login, seen) };
  };
  let population = emptyPopulation();
  for (let day = firstDay; day < firstDay + scale.days; day++) {
    const start = startOf(day);
    const last = lastDayFor(start + 12 * 3_600_000);
    population = joinPopulations([...days].flatMap(([number, each]) => (number > last - populationDays ? [each] : [])));
    const today = emptyPopulation();
    for (const known of people) {
      for (const { features } of known.person.logins(start)) {
        if (day >= judgedFrom && known.history !== noLogins) {
          for (const [name, value] of Object.entries(scoresOf(features, known, population))) honest[name as Score].push(value);
        }
        countLogin(today, features, 'learned');
        known.history = learnLogin(known.history, features);
        for (const thing of thingsOf(features)) known.seen.add(thing);
      }
    }
    for (const guess of guesses(dice, Math.ceil(scale.people / 8), start)) countLogin(today, guess, 'refused');
    days.set(dayOf(start), settlePopulation(today));
  }
  const victims = people.filter(({ history }) => history !== noLogins);
  const roc = Object.fromEntries(
    (Object.keys(attackers) as Attacker[]).map((kind) => {
      const scores = Array.from({ length: scale.attacks }, () => {
        const victim = dice.pick(victims);
        return scoresOf(attack(dice, kind, victim.person, startOf(firstDay + scale.days)), victim, population);
      });
      const by = (name: Score): Roc =>
        rocOf(
          honest[name],
          scores.map((each) => each[name]),
        );
      return [kind, { model: by('model'), place: by('place'), software: by('software'), time: by('time'), new: by('new') }];
    }),
  ) as LoginTrial['roc'];
  const busiest = victims.reduce((a, b) => (b.history.trees.place[0] > a.history.trees.place[0] ? b : a));
  return {
    roc,
    honest: honest.model.length,
    bytes: victims.map(({ history }) => JSON.stringify(history).length),
    sample: {
      login: attack(dice, 'phished', busiest.person, startOf(firstDay + scale.days)),
      history: busiest.history,
      population,
    },
  };
}

export const loginBench = defineBench({
  name: 'login',
  describe: `The log-in model on ${full.people.toLocaleString('en')} generated customers over ${full.days} days: takeovers found, and what a decision pays.`,
  async run(context: BenchContext): Promise<Measurements> {
    context.note('Letting customers live …');
    const trial = tryLogins('portcullis', full);
    const results: Result[] = [{ name: 'honest log-ins judged', value: trial.honest, unit: 'log-ins' }];
    for (const kind of Object.keys(attackers) as Attacker[]) {
      const { model, new: newness, ...parts } = trial.roc[kind];
      results.push(
        { name: `${kind}: AUC`, value: model.area, unit: 'share', ratio: model.area / newness.area },
        { name: `${kind}: found at 1 % of honest log-ins`, value: model.foundAt(0.01), unit: 'share' },
        { name: `${kind}: found at 10 % of honest log-ins`, value: model.foundAt(0.1), unit: 'share' },
        ...loginFamilies.map((family): Result => ({ name: `${kind}: AUC by ${family} alone`, value: parts[family].area, unit: 'share' })),
        { name: `${kind}: AUC by counting new country, network, browser`, value: newness.area, unit: 'share' },
      );
    }
    const text = JSON.stringify(trial.sample.history);
    const { login, history, population } = trial.sample;
    const score = time(() => scoreLogin(login, parseLogins(text), population));
    const learn = time(() => JSON.stringify(learnLogin(history, login)));
    results.push(
      { name: 'a busy account: read its row and score', value: score, unit: 'µs' },
      { name: 'a busy account: learn and write its row', value: learn, unit: 'µs' },
      { name: 'an account’s row, median', value: median(trial.bytes), unit: 'bytes' },
      { name: 'an account’s row, 99 of 100 below', value: percentile(trial.bytes, 0.99), unit: 'bytes' },
    );
    const { anywhere, country, phished, habits } = trial.roc;
    return {
      runs,
      results,
      reach: [
        atLeast('anywhere: found at 1 % of honest log-ins', 0.9, anywhere.model.foundAt(0.01)),
        atLeast('country: found at 10 % of honest log-ins', 0.9, country.model.foundAt(0.1)),
        atLeast('phished: found at 10 % of honest log-ins', 0.5, phished.model.foundAt(0.1)),
        atLeast('habits: AUC', 0.6, habits.model.area),
        atMost('read and score, µs', 25, score),
      ],
    };
  },
});

/** Microseconds of one call, the median of some batches. */
function time(call: () => unknown): number {
  const batch = 2_000;
  for (let i = 0; i < batch; i++) call();
  return median(
    Array.from({ length: runs }, () => {
      const started = performance.now();
      for (let i = 0; i < batch; i++) call();
      return ((performance.now() - started) * 1_000) / batch;
    }),
  );
}
