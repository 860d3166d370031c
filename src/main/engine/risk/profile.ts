import type { EpochMs, Place } from '../ports.ts';

/**
 * What an account's authorized operations taught about it: the row that answers "is this new for this customer?" in one read.
 * Only authorized operations are learned from, so that an attacker's refused attempts never become "known".
 */
export interface Profile {
  readonly countries: Seen;
  readonly networks: Seen;
  readonly browsers: Seen;
  readonly destinations: Seen;
  readonly last: { readonly at: EpochMs; readonly latitude: number | null; readonly longitude: number | null } | null;
  readonly withdrawals: { readonly count: number; readonly sumCents: number; readonly maxCents: number };
}

export const emptyProfile: Profile = {
  countries: {},
  networks: {},
  browsers: {},
  destinations: {},
  last: null,
  withdrawals: { count: 0, sumCents: 0, maxCents: 0 },
};

/** How many values of each sort are remembered; the longest unseen gives way. */
const remembered = 64;

type Seen = Readonly<Record<string, EpochMs>>;

/** Whether a value is remembered. Values come from outside, and one named like a part of every object was not seen for that. */
export const seenBefore = (seen: Seen, value: string): boolean => Object.hasOwn(seen, value);

function remember(seen: Seen, value: string | null, at: EpochMs): Seen {
  if (value === null) return seen;
  // A computed key makes a property of the object's own, whatever its name, where an assignment would not.
  const next: Record<string, EpochMs> = { ...seen, [value]: at };
  const values = Object.keys(next);
  if (values.length <= remembered) return next;
  const oldest = values.reduce((a, b) => ((next[a] ?? 0) <= (next[b] ?? 0) ? a : b));
  delete next[oldest];
  return next;
}

/** What of an operation its account's profile learns. */
export interface Lesson {
  readonly at: EpochMs;
  readonly kind: string;
  readonly network: string | null;
  readonly place: Place | null;
  readonly browser: string | null;
  readonly os: string | null;
  readonly destination: string | null;
  readonly valueCents: number | null;
}

/** The profile after one more authorized operation. */
export function learn(profile: Profile, lesson: Lesson): Profile {
  const { withdrawals } = profile;
  const counted = lesson.kind === 'withdrawal' && lesson.valueCents !== null;
  const cents = lesson.valueCents ?? 0;
  return {
    countries: remember(profile.countries, lesson.place?.country ?? null, lesson.at),
    networks: remember(profile.networks, lesson.network, lesson.at),
    browsers: remember(profile.browsers, lesson.browser === null ? null : `${lesson.browser}/${lesson.os ?? ''}`, lesson.at),
    destinations: remember(profile.destinations, lesson.destination, lesson.at),
    last:
      lesson.place === null && profile.last !== null
        ? { ...profile.last, at: lesson.at }
        : { at: lesson.at, latitude: lesson.place?.latitude ?? null, longitude: lesson.place?.longitude ?? null },
    withdrawals: counted
      ? {
          count: withdrawals.count + 1,
          sumCents: withdrawals.sumCents + cents,
          maxCents: Math.max(withdrawals.maxCents, cents),
        }
      : withdrawals,
  };
}

/** Reads a stored profile. */
export const parseProfile = (data: string | undefined): Profile => (data === undefined ? emptyProfile : (JSON.parse(data) as Profile));
