import type { ImportMapping } from '../../../shared/contract/console/index.ts';
import { invalidInput } from '../errors.ts';

/** Reads one time of a file; null when the text is not such a time. */
export type TimeReader = (text: string) => number | null;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The tokens of a pattern, each with what it matches. Day and hour may lack their leading zero, as in syslog. */
const tokens = {
  yyyy: '(\\d{4})',
  MMM: '([A-Za-z]{3})',
  MM: '(\\d{1,2})',
  dd: '(\\d{1,2})',
  HH: '(\\d{1,2})',
  mm: '(\\d{2})',
  ss: '(\\d{2})(?:[.,]\\d{1,9})?',
} as const;
type Token = keyof typeof tokens;

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/u;
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/u;

/** The instant of a date in UTC, or null when the calendar has no such day or the clock no such time. A leap second counts as the next one. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number, ms: number): number | null {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  return at < 0 ? null : at;
}

const milliseconds = (fraction: string | undefined): number => (fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0')));

/** RFC 3339 and its common relaxations: a space for the T, no seconds, no zone (then UTC), a day alone. */
export function readIsoTime(text: string): number | null {
  const day = ISO_DAY.exec(text);
  if (day !== null) return utc(Number(day[1]), Number(day[2]), Number(day[3]), 0, 0, 0, 0);
  const found = ISO.exec(text);
  if (found === null) return null;
  const [, year, month, date, hour, minute, second, fraction, , sign, zoneHour, zoneMinute] = found;
  const local = utc(Number(year), Number(month), Number(date), Number(hour), Number(minute), Number(second ?? 0), milliseconds(fraction));
  if (local === null || sign === undefined) return local;
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return null;
  const ahead = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  const at = sign === '+' ? local - ahead : local + ahead;
  return at < 0 ? null : at;
}

/** The largest time that a JavaScript date can hold is far beyond any history; this bound catches epochs in the wrong unit. */
const YEAR_2200 = Date.UTC(2200, 0, 1);

function epochReader(unit: 1 | 1000): TimeReader {
  return (text) => {
    const found = /^(\d{1,16})(?:\.(\d{1,9}))?$/u.exec(text);
    if (found === null) return null;
    // The fraction by its digits: a number of so many seconds has too few binary places for them, and comes out a millisecond off.
    const at = Number(found[1]) * unit + (unit === 1 ? 0 : milliseconds(found[2]));
    return at < YEAR_2200 ? at : null;
  };
}

function patternReader(pattern: string, year: number | undefined): TimeReader {
  const order: Token[] = [];
  let source = '';
  for (const piece of pattern.match(/yyyy|MMM|MM|dd|HH|mm|ss|[TZ]|[A-Za-z]+|\s+|[^A-Za-z\s]/gu) ?? []) {
    if (piece in tokens) {
      const token = piece as Token;
      if (order.includes(token)) throw invalidInput('mapping.time.format', `${token} stands twice`);
      order.push(token);
      source += tokens[token];
    } else if (/^\s/u.test(piece)) source += '\\s+';
    else if (piece === 'T' || piece === 'Z' || !/^[A-Za-z]/u.test(piece)) source += piece.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
    else throw invalidInput('mapping.time.format', `"${piece}" is none of yyyy, MM, MMM, dd, HH, mm, ss`);
  }
  const has = (token: Token) => order.includes(token);
  if (has('MM') && has('MMM')) throw invalidInput('mapping.time.format', 'MM and MMM exclude each other');
  if (!(has('MM') || has('MMM')) || !has('dd')) throw invalidInput('mapping.time.format', 'a month and a day are needed');
  if (!has('yyyy') && year === undefined) throw invalidInput('mapping.time.year', 'needed, because the times name no year');
  if (has('yyyy') && year !== undefined) throw invalidInput('mapping.time.year', 'not allowed, because the times name their year');
  const expression = new RegExp(`^${source}$`, 'u');
  const at = (token: Token) => order.indexOf(token) + 1;
  const place = { yyyy: at('yyyy'), MMM: at('MMM'), MM: at('MM'), dd: at('dd'), HH: at('HH'), mm: at('mm'), ss: at('ss') };
  return (text) => {
    const found = expression.exec(text);
    if (found === null) return null;
    const number = (group: number) => (group === 0 ? 0 : Number(found[group]));
    const month = place.MMM === 0 ? number(place.MM) : months.indexOf((found[place.MMM] ?? '').toLowerCase()) + 1;
    return utc(year ?? number(place.yyyy), month, number(place.dd), number(place.HH), number(place.mm), number(place.ss), 0);
  };
}

/**
 * Compiles a mapping's time format once for all rows. Times without a zone are UTC.
 * @throws PortcullisError `invalid_input` when the format cannot name an instant
 */
export function timeReader(time: ImportMapping['time']): TimeReader {
  switch (time.format) {
    case 'iso':
      return readIsoTime;
    case 'epoch_ms':
      return epochReader(1);
    case 'epoch_s':
      return epochReader(1000);
    default:
      return patternReader(time.format, time.year);
  }
}
