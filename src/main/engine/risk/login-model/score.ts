import { type Branch, childOf } from './branch.ts';
import { type LoginFamily, type LoginFeature, type LoginFeatures, levels, loginFamilies, pathOf } from './features.ts';
import { fading, type LoginHistory } from './history.ts';
import { kidCount, kidOf, type OwnTree } from './own-tree.ts';
import type { Population } from './population.ts';

/** What one feature says. */
export interface LoginEvidence {
  readonly family: LoginFamily;
  readonly feature: LoginFeature | 'reputation';
  readonly value: string;
  /** The customer's own log-ins with this value, and with whatever stands above it, fading with time. */
  readonly own: number;
  readonly ownOf: number;
  /** How usual the value is among everybody below what stands above it, 0 to 1. */
  readonly share: number;
  /** log10 of how many times likelier it is by somebody else: above 0 it speaks against the customer, below 0 for. */
  readonly weight: number;
}

export interface LoginScore {
  /** The sum of all evidence. */
  readonly score: number;
  readonly families: Readonly<Record<LoginFamily, number>>;
  /** The customer's log-ins that are remembered, fading with time. */
  readonly history: number;
  readonly evidence: readonly LoginEvidence[];
}

/** Log-ins of everybody that the guess of equal choices weighs as much as. */
const guessWeighs = 4;
/** Attempts that a coarser place's rate of failures weighs as much as. */
const rateWeighs = 20;
/**
 * Of the attempts from an ordinary place this part fails. Fixed, because whoever fails everywhere could move an average and make the places
 * they come from look ordinary. It bounds what failed attempts can do to a place's honest customers as well: ten times.
 */
const ordinaryRate = 0.1;

/** The part of everybody's log-ins below a branch that has a value. */
function shareOf(branch: Branch | undefined, value: string, choices: number): number {
  const own = childOf(branch, value)?.n ?? 0;
  return (own + guessWeighs / choices) / ((branch?.n ?? 0) + guessWeighs);
}

/** The same for the customer: the more different values there were, the less a new one says (Witten and Bell's estimate). */
function ownShare(tree: OwnTree | undefined, value: string, share: number, faded: number): number {
  const novelty = 1 + (tree === undefined ? 0 : kidCount(tree));
  const own = (kidOf(tree, value)?.[0] ?? 0) * faded;
  return (own + novelty * share) / ((tree?.[0] ?? 0) * faded + novelty);
}

function familyEvidence(family: LoginFamily, path: readonly string[], history: LoginHistory, population: Population, faded: number) {
  const evidence: LoginEvidence[] = [];
  let own: OwnTree | undefined = history.trees[family];
  let all: Branch | undefined = population[family];
  for (const [index, value] of path.entries()) {
    const level = levels[family][index];
    if (level === undefined) break;
    const share = shareOf(all, value, level.choices);
    // An attacker draws from everybody's values, but sometimes has the customer's own.
    const likelier = (1 - level.copied) * (share / ownShare(own, value, share, faded)) + level.copied;
    const below = kidOf(own, value);
    evidence.push({
      family,
      feature: level.feature,
      value,
      own: (below?.[0] ?? 0) * faded,
      ownOf: (own?.[0] ?? 0) * faded,
      share,
      weight: Math.log10(likelier),
    });
    own = below;
    all = childOf(all, value);
  }
  return evidence;
}

/** How much oftener attempts from a place fail than from an ordinary one; 1 at least, so that nobody gains by a quiet place. */
function reputation({ place }: Population, path: readonly string[]): { readonly value: string; readonly times: number } | undefined {
  let [branch, rate, finest]: [Branch | undefined, number, string] = [place, ordinaryRate, ''];
  for (const value of path) {
    branch = childOf(branch, value);
    if (branch === undefined) break;
    const bad = branch.bad ?? 0;
    rate = (bad + rateWeighs * rate) / (branch.n + bad + rateWeighs);
    finest = value;
  }
  const times = rate / ordinaryRate;
  return times <= 1 ? undefined : { value: finest, times };
}

/**
 * How many times likelier a log-in is by somebody else than by the customer, as a power of ten, after Freeman, Jain, Dürmuth, Biggio and
 * Giacinto, "Who Are You? A Statistical Approach to Measuring User Authenticity" (NDSS 2016). Without any history it is 0 but for where the
 * log-in comes from.
 */
export function scoreLogin(login: LoginFeatures, history: LoginHistory, population: Population): LoginScore {
  const faded = history.at === 0 ? 1 : fading(login.at - history.at);
  const evidence: LoginEvidence[] = [];
  for (const family of loginFamilies) evidence.push(...familyEvidence(family, pathOf(family, login), history, population, faded));
  const known = reputation(population, pathOf('place', login));
  if (known !== undefined) {
    const { value, times } = known;
    evidence.push({ family: 'place', feature: 'reputation', value, own: 0, ownOf: 0, share: 0, weight: Math.log10(times) });
  }
  const sum = (family?: LoginFamily): number =>
    evidence.reduce((total, each) => total + (family === undefined || each.family === family ? each.weight : 0), 0);
  return {
    score: sum(),
    families: { place: sum('place'), software: sum('software'), time: sum('time') },
    history: history.trees.time[0] * faded,
    evidence,
  };
}
