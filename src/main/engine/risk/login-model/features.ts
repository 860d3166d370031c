import { hash } from 'node:crypto';
import type { ClientKind } from '../../../../shared/vocabulary/index.ts';
import { countedAs } from '../counted-as.ts';

/** What the model compares of a log-in. */
export interface LoginFeatures {
  readonly at: number;
  readonly address: string | null;
  readonly network: string | null;
  readonly asn: number | null;
  readonly country: string | null;
  readonly client: ClientKind;
  readonly os: string | null;
  readonly browser: string | null;
  readonly userAgent: string | null;
}

/** Features that say the same thing more and more finely; between families nothing is assumed to depend on anything. */
export const loginFamilies = ['place', 'software', 'time'] as const;
export type LoginFamily = (typeof loginFamilies)[number];

interface Level {
  readonly feature: LoginFeature;
  /**
   * How often an attacker has the very value that the customer would have had, because it is copied or rented: the weight of the feature,
   * since nothing that is familiar can speak for the customer by more than one over it.
   */
  readonly copied: number;
  /** How many values there are to choose from below one of the level before, while the population has shown none. */
  readonly choices: number;
}

export type LoginFeature = 'country' | 'asn' | 'network' | 'address' | 'client' | 'os' | 'browser' | 'user_agent' | 'hours';

/**
 * The levels of each family from the coarsest to the finest. An exit in the right country is sold by the hour, one in the customer's own
 * network is not; a client is chosen freely, and a User-Agent that was phished is sent along.
 */
export const levels = {
  place: [
    { feature: 'country', copied: 0.2, choices: 50 },
    { feature: 'asn', copied: 0.05, choices: 20 },
    { feature: 'network', copied: 0.02, choices: 50 },
    { feature: 'address', copied: 0.01, choices: 16 },
  ],
  software: [
    { feature: 'client', copied: 0.5, choices: 2 },
    { feature: 'os', copied: 0.3, choices: 3 },
    { feature: 'browser', copied: 0.3, choices: 3 },
    { feature: 'user_agent', copied: 0.3, choices: 8 },
  ],
  time: [{ feature: 'hours', copied: 0.5, choices: 6 }],
} as const satisfies Record<LoginFamily, readonly Level[]>;

const hour = 3_600_000;
const hoursTogether = 4;

/** A text from outside as a short key: long ones would fill the account's row, and one named like a part of every object has no chance. */
function keyOf(text: string): string {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = hash('sha256', text, 'base64url').slice(0, 10);
  if (keys.size >= keptKeys) keys.clear();
  keys.set(text, key);
  return key;
}

/** The world's User-Agents repeat. */
const keys = new Map<string, string>();
const keptKeys = 5_000;

/** What stands where a level between two known ones is not known, such as the network operator without a table of them. */
const between = '?';

/** The values of a family's levels, as far down as they are known; empty where nothing is. */
export function pathOf(family: LoginFamily, login: LoginFeatures): readonly string[] {
  if (family === 'time') return [String(Math.floor((Math.floor(login.at / hour) % 24) / hoursTogether))];
  const values =
    family === 'place'
      ? [
          login.country,
          login.asn === null ? null : String(login.asn),
          login.network,
          login.address === null ? null : countedAs('address')(login.address),
        ]
      : [login.client, login.os, login.browser, login.userAgent === null ? null : keyOf(login.userAgent)];
  const known = values.findLastIndex((value) => value !== null) + 1;
  return values.slice(0, known).map((value) => value ?? between);
}
