/** Ranges of time for filters: one of these lengths back from now, or from one moment to another. */
export const spans = ['15m', '1h', '24h', '7d', '30d'] as const;
export type Span = (typeof spans)[number];

const MINUTE = 60_000;

const lengths: Readonly<Record<Span, number>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '24h': 24 * 60 * MINUTE,
  '7d': 7 * 24 * 60 * MINUTE,
  '30d': 30 * 24 * 60 * MINUTE,
};

/** As it stands in an address: a span such as `24h`, or `from..to` in epoch milliseconds, either end left out. */
export type RangeText = string;

export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

export function isSpan(text: RangeText): text is Span {
  return spans.some((span) => span === text);
}

/** The moments that a range means now; null where the text means none. */
export function resolveRange(text: RangeText, now: number): TimeRange | null {
  if (isSpan(text)) return { from: now - lengths[text] };
  const match = /^(\d{0,14})\.\.(\d{0,14})$/.exec(text);
  if (match === null || text === '..') return null;
  const [, from, to] = match;
  return { ...(from ? { from: Number(from) } : {}), ...(to ? { to: Number(to) } : {}) };
}

export function rangeText({ from, to }: TimeRange): RangeText {
  return from === undefined && to === undefined ? '' : `${from ?? ''}..${to ?? ''}`;
}

/** A moment as the value of a `datetime-local` field, which has no time zone and means this machine's. */
export function toLocalField(at: number | undefined): string {
  if (at === undefined) return '';
  const local = new Date(at - new Date(at).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}

export function fromLocalField(text: string): number | undefined {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
}
