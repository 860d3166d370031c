import type { ClientKind } from '../../../../shared/vocabulary/index.ts';
import { type LoginFeatures, loginFamilies } from '../../risk/login-model/features.ts';
import { type LoginHistory, learnLogin, noLogins } from '../../risk/login-model/history.ts';
import {
  countLogin,
  dayOf,
  emptyPopulation,
  joinPopulations,
  lastDayFor,
  type Population,
  populationDays,
  settlePopulation,
} from '../../risk/login-model/population.ts';
import { scoreLogin } from '../../risk/login-model/score.ts';
import { type Column, makeColumn, type Table, valueAt, valuesOf } from './column.ts';
import { credentialColumn, keyColumn, kindColumn, rowsInTime, timeColumn } from './windows.ts';

/** The signals of the log-in model. */
export const loginColumnNames = ['login_risk', ...loginFamilies.map((family) => `login_risk_${family}` as const), 'login_history'] as const;
const sources = {
  address: keyColumn('address'),
  network: keyColumn('network'),
  country: keyColumn('country'),
  asn: '$asn',
  client: 'client',
  os: 'os',
  browser: 'browser',
  userAgent: 'user_agent',
} as const;

/** The columns that the model reads. */
export const loginSources: readonly string[] = [keyColumn('account'), timeColumn, kindColumn, credentialColumn, ...Object.values(sources)];

/** In the place of the time at which a log-in taught: it was refused. NaN: it did neither by now. */
export const wasRefused = -1;

const readerOf = (table: Table, name: string): ((row: number) => string | null) => {
  const column = table.columns.get(name);
  if (column?.type !== 'string') return () => null;
  const values = valuesOf(column);
  return (row) => (valueAt(column, values, row) as string | undefined) ?? null;
};

/** Histories whose outcomes nobody recorded: a log-in went through unless the password was refused, as an import has it. */
function outcomesByPassword(table: Table, times: ArrayLike<number>, rows: readonly number[]): Float64Array {
  const credential = readerOf(table, credentialColumn);
  const learned = new Float64Array(table.rows).fill(Number.NaN);
  for (const row of rows) {
    const result = credential(row);
    learned[row] = result === null || result === 'accepted' ? (times[row] ?? 0) : wasRefused;
  }
  return learned;
}

interface Lesson {
  readonly at: number;
  readonly account: string;
  readonly login: LoginFeatures;
}

/** Each day's log-ins, as the engine counts them once the day has settled. */
function daysOf(rows: readonly number[], loginAt: (row: number) => LoginFeatures, learned: ArrayLike<number>): Map<number, Population> {
  const days = new Map<number, Population>();
  for (const row of rows) {
    const login = loginAt(row);
    const day = days.get(dayOf(login.at)) ?? emptyPopulation();
    days.set(dayOf(login.at), day);
    const at = learned[row] ?? Number.NaN;
    countLogin(day, login, Number.isNaN(at) ? 'open' : at === wasRefused ? 'refused' : 'learned');
  }
  for (const day of days.values()) settlePopulation(day);
  return days;
}

/**
 * Computes what the log-in model would have said at each log-in's own time (RT-05, RT-11): from the account's log-ins that had gone through by
 * then and from everybody's of the days before.
 * @param outcomes by row when the log-in taught; undefined where history knows no more than the password's result
 */
export function loginColumns(table: Table, outcomes: SharedArrayBuffer | undefined): Column[] {
  const columns = loginColumnNames.map((name) => makeColumn(name, 'double', 'f64', table.rows));
  const values = columns.map((column) => valuesOf(column).fill(Number.NaN));
  const [time, kind] = [table.columns.get(timeColumn), readerOf(table, kindColumn)];
  if (time === undefined) return columns;
  const times = valuesOf(time);
  const rows = [...rowsInTime(table.rows, times)].filter((row) => kind(row) === 'login');
  const learned = outcomes === undefined ? outcomesByPassword(table, times, rows) : new Float64Array(outcomes);
  const account = readerOf(table, keyColumn('account'));
  const read = Object.fromEntries(Object.entries(sources).map(([name, column]) => [name, readerOf(table, column)])) as Record<
    keyof typeof sources,
    (row: number) => string | null
  >;
  const loginAt = (row: number, at = times[row] ?? 0): LoginFeatures => {
    const asn = read.asn(row);
    return {
      at,
      address: read.address(row),
      network: read.network(row),
      country: read.country(row),
      asn: asn === null ? null : Number(asn),
      client: (read.client(row) ?? 'web') as ClientKind,
      os: read.os(row),
      browser: read.browser(row),
      userAgent: read.userAgent(row),
    };
  };
  const days = daysOf(rows, loginAt, learned);
  const histories = new Map<string, LoginHistory>();
  let waiting: Lesson[] = [];
  const teach = ({ account: id, login }: Lesson): void => {
    histories.set(id, learnLogin(histories.get(id) ?? noLogins, login));
  };
  let [judgedBy, population] = [Number.NaN, emptyPopulation()];
  for (const row of rows) {
    const login = loginAt(row);
    if (waiting.some(({ at }) => at <= login.at)) {
      for (const lesson of waiting.filter(({ at }) => at <= login.at).sort((a, b) => a.at - b.at)) teach(lesson);
      waiting = waiting.filter(({ at }) => at > login.at);
    }
    const last = lastDayFor(login.at);
    if (last !== judgedBy) {
      population = joinPopulations([...days].flatMap(([day, each]) => (day <= last && day > last - populationDays ? [each] : [])));
      judgedBy = last;
    }
    const id = account(row) ?? '';
    const { score, families, history } = scoreLogin(login, histories.get(id) ?? noLogins, population);
    for (const [index, value] of [score, ...loginFamilies.map((family) => families[family]), history].entries()) {
      const into = values[index];
      if (into !== undefined) into[row] = value;
    }
    const at = learned[row] ?? Number.NaN;
    if (Number.isNaN(at) || at === wasRefused) continue;
    if (at <= login.at) teach({ at, account: id, login });
    else waiting.push({ at, account: id, login: loginAt(row, at) });
  }
  return columns.map((column) => ({ ...column, missing: rows.length < table.rows }));
}
