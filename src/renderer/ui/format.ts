/** Text for numbers, amounts and times. Pure: what depends on the moment takes it as an argument. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Formatters cost far more to make than to use, and a grid uses thousands. */
function kept<Key extends string, Formatter>(make: (key: Key) => Formatter): (key: Key) => Formatter {
  const all = new Map<Key, Formatter>();
  return (key) => {
    const found = all.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    all.set(key, made);
    return made;
  };
}

const relative = kept((locale: string) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' }));
const numbers = kept((locale: string) => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }));
const percents = kept((locale: string) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }));
const axisHours = kept((locale: string) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
const clockTimes = kept((locale: string) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }));
const axisDays = kept((locale: string) => new Intl.DateTimeFormat(locale, { weekday: 'short', hour: '2-digit', hourCycle: 'h23' }));
const regions = kept((locale: string) => new Intl.DisplayNames([locale], { type: 'region' }));
const moments = {
  utc: kept((locale: string) => momentFormat(locale, 'UTC')),
  local: kept((locale: string) => momentFormat(locale, undefined)),
} as const;

function momentFormat(locale: string, timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** Age in its largest unit: “now”, “20s ago”, “3m ago”, “in 2h”. Seconds go by tens: what is finer is a countdown's business. */
export function relativeTime(at: number, now: number, locale: string): string {
  const difference = at - now;
  const size = Math.abs(difference);
  const format = relative(locale);
  if (size < 10 * SECOND) return format.format(0, 'second');
  if (size < MINUTE) return format.format(Math.trunc(difference / (10 * SECOND)) * 10, 'second');
  if (size < HOUR) return format.format(Math.trunc(difference / MINUTE), 'minute');
  if (size < DAY) return format.format(Math.trunc(difference / HOUR), 'hour');
  if (size < 60 * DAY) return format.format(Math.trunc(difference / DAY), 'day');
  if (size < 730 * DAY) return format.format(Math.trunc(difference / (30 * DAY)), 'month');
  return format.format(Math.trunc(difference / (365 * DAY)), 'year');
}

/** Date and time to the second in one time zone, with the zone's name: `utc` or this machine's. */
export function absoluteTime(at: number, zone: 'utc' | 'local', locale: string): string {
  return moments[zone](locale).format(at);
}

/** Hours, minutes and seconds of a moment, by this machine's zone. */
export function clockTime(at: number, locale: string): string {
  return clockTimes(locale).format(at);
}

const unitNames = ['day', 'hour', 'minute', 'second', 'millisecond'] as const;
type UnitName = (typeof unitNames)[number];

/** As English technical texts write them; other languages have their own by `Intl`. */
const englishUnits: Readonly<Record<UnitName, string>> = { day: 'd', hour: 'h', minute: 'min', second: 's', millisecond: 'ms' };

const units = kept((locale: string) => {
  const formats = Object.fromEntries(
    unitNames.map((unit) => [unit, new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', useGrouping: false })]),
  );
  return (count: number, unit: UnitName): string =>
    locale.startsWith('en') ? `${count} ${englishUnits[unit]}` : (formats[unit]?.format(count) ?? String(count));
});

/** Time left as `4:05`, `1:02:09` or `2d 03h`, in the words of a language; zero and less is `0:00`. */
export function countdown(leftMs: number, locale = 'en'): string {
  const seconds = Math.max(0, Math.ceil(leftMs / SECOND));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  if (days > 0 && locale.startsWith('en')) return `${days}d ${String(hours).padStart(2, '0')}h`;
  if (days > 0) return `${units(locale)(days, 'day')} ${units(locale)(hours, 'hour')}`;
  if (hours > 0) return `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
  return `${minutes}:${rest}`;
}

/** A length of time in its two largest units: `24 h`, `1 h 30 min`, `5 min`, `10 s`, `250 ms`. Days begin at two: holds last 24 h. */
export function duration(ms: number, locale = 'en'): string {
  if (ms === 0) return '0';
  const sizes = [DAY, HOUR, MINUTE, SECOND, 1] as const;
  let left = Math.abs(ms);
  const parts: string[] = [];
  for (const [index, size] of sizes.entries()) {
    const count = Math.floor(left / size);
    const unit = unitNames[index];
    if (count === 0 || unit === undefined || (size === DAY && left < 2 * DAY)) continue;
    parts.push(units(locale)(count, unit));
    left -= count * size;
    if (parts.length === 2) break;
  }
  return `${ms < 0 ? '-' : ''}${parts.join(' ')}`;
}

/** A decimal string with its thousands apart. It never becomes a float, so no digit changes. */
export function decimal(value: string, locale: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
  if (match === null) return value;
  const [, sign = '', whole = '0', fraction] = match;
  const grouped = numbers(locale).format(BigInt(whole));
  return `${sign}${grouped}${fraction === undefined ? '' : `${decimalMark(locale)}${fraction}`}`;
}

export function amount(value: string | null, asset: string | null, locale: string): string | null {
  return value === null ? null : [decimal(value, locale), asset].filter((part) => part !== null).join(' ');
}

/** A number with its thousands apart and at most three decimals. */
export function number(value: number, locale: string): string {
  return numbers(locale).format(value);
}

/** A ratio as whole per cents. */
export function share(ratio: number, locale: string): string {
  return percents(locale).format(ratio);
}

/** A place on an axis of time: the hour and minute, with the day where one step is an hour. */
export function axisTime(at: number, stepMs: number, locale: string): string {
  return (stepMs >= HOUR ? axisDays : axisHours)(locale).format(at);
}

/** The name of a country by its ISO code; the code itself where it names none. */
export function countryName(code: string, locale: string): string {
  try {
    return regions(locale).of(code) ?? code;
  } catch {
    return code;
  }
}

function decimalMark(locale: string): string {
  return (
    numbers(locale)
      .formatToParts(1.1)
      .find((part) => part.type === 'decimal')?.value ?? '.'
  );
}
