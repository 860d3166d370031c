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
  countries: [],
  networks: [],
  browsers: [],
  destinations: [],
  last: null,
  withdrawals: { count: 0, sumCents: 0, maxCents: 0 },
};

/** How many values of each sort are remembered; the longest unseen gives way. */
const remembered = 64;

/**
 * Values, each followed by when it was last seen. A list, because it is read from its text with every decision, which takes several times
 * longer for an object whose properties are named otherwise in every row.
 */
type Seen = readonly (string | EpochMs)[];

/** Whether a value is remembered. */
export function seenBefore(seen: Seen, value: string): boolean {
  for (let i = 0; i < seen.length; i += 2) if (seen[i] === value) return true;
  return false;
}

/** What is remembered, in no order. */
export const valuesSeen = (seen: Seen): string[] => seen.filter((each) => typeof each === 'string');

function remember(seen: Seen, value: string | null, at: EpochMs): Seen {
  if (value === null) return seen;
  const next = [...seen];
  let oldest = 0;
  for (let i = 0; i < next.length; i += 2) {
    if (next[i] === value) {
      next[i + 1] = at;
      return next;
    }
    if ((next[i + 1] ?? 0) < (next[oldest + 1] ?? 0)) oldest = i;
  }
  if (next.length / 2 >= remembered) next.splice(oldest, 2);
  next.push(value, at);
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

type SeenFormerly = Readonly<Record<string, EpochMs>>;
const sorts = ['countries', 'networks', 'browsers', 'destinations'] as const;

/** Reads a stored profile. In rows that former versions wrote, what was seen is an object. */
export function parseProfile(data: string | undefined): Profile {
  if (data === undefined) return emptyProfile;
  const profile = JSON.parse(data) as Profile;
  if (Array.isArray(profile.countries)) return profile;
  const seen = sorts.map((sort) => [sort, Object.entries(profile[sort] as unknown as SeenFormerly).flat()] as const);
  return { ...profile, ...Object.fromEntries(seen) };
}
