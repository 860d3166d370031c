import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { list } from '../../../ui/list.ts';

type Hours = NonNullable<CaseDetail['businessHours']>;

/** A Sunday, so that the days of the week can be named from it. */
const SUNDAY = Date.UTC(2024, 0, 7);
const DAY = 86_400_000;

/** When the clock of a service level runs: “Mon, Tue, Wed 08:00–20:00 (Europe/Berlin)”. */
export function hoursWords({ days, from, to, zone }: Hours, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const names = days.map((day) => format.format(SUNDAY + day * DAY));
  return `${list(names, locale)} ${from}–${to} (${zone})`;
}
