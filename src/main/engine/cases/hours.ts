/** When people are at work, by the clock on their wall. */
export interface BusinessHours {
  /** IANA name, such as `Europe/Berlin`. */
  readonly zone: string;
  /** Days of the week, 0 for Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight; the end is not part of it. */
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Any real service level is used up long before; hours without a single working day never are. */
const LONGEST_DAYS = 400;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** What a wall clock of the zone shows, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (at % 1_000);
}

/** The moment at which the zone's wall clock shows this. A time that a change to summer time leaves out is the moment after the gap. */
function momentOf(wall: number, zone: string): number {
  const guess = wall - (wallClock(wall, zone) - wall);
  return guess - (wallClock(guess, zone) - wall);
}

/**
 * The moment at which `duration` of working time has passed (CQ-01). Pure.
 * @param duration milliseconds. @param hours null counts every hour
 */
export function dueAfter(start: number, duration: number, hours: BusinessHours | null): number {
  if (hours === null || hours.days.length === 0 || hours.to <= hours.from) return start + duration;
  const wall = wallClock(start, hours.zone);
  const midnight = wall - (((wall % DAY) + DAY) % DAY);
  let left = duration;
  for (let day = 0; day < LONGEST_DAYS; day += 1) {
    const date = midnight + day * DAY;
    if (!hours.days.includes(new Date(date).getUTCDay())) continue;
    const from = Math.max(start, momentOf(date + hours.from * MINUTE, hours.zone));
    const to = momentOf(date + hours.to * MINUTE, hours.zone);
    if (to <= from) continue;
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return start + duration;
}
