import { type Branch, leafCount, pruneTree, scaled, withPath } from './branch.ts';
import { type LoginFamily, type LoginFeatures, loginFamilies, pathOf } from './features.ts';

/**
 * What an account's own log-ins looked like, those that went through and no others: whoever was refused has taught nothing. Counts halve in
 * ninety days, so that a customer who moved becomes familiar in the new place.
 */
export interface LoginHistory {
  /** The time that the counts stand for. */
  readonly at: number;
  readonly trees: Readonly<Record<LoginFamily, Branch>>;
}

const halfLifeMs = 90 * 86_400_000;
/** Fading is written down no oftener: in between it makes no difference that anybody could see. */
const fadesEveryMs = 86_400_000;
/** Values of a family that an account's row holds; a customer has a handful. */
const mostValues = 40;

export const noLogins: LoginHistory = { at: 0, trees: { place: { n: 0 }, software: { n: 0 }, time: { n: 0 } } };

/** What is left of counts after a time. */
export const fading = (ms: number): number => 2 ** (-Math.max(0, ms) / halfLifeMs);

/** The history after one more log-in that went through. */
export function learnLogin(history: LoginHistory, login: LoginFeatures): LoginHistory {
  const passed = history.at === 0 ? 0 : login.at - history.at;
  const fades = passed >= fadesEveryMs;
  const trees = { ...history.trees };
  for (const family of loginFamilies) {
    const path = pathOf(family, login);
    if (fades) trees[family] = scaled(trees[family], fading(passed));
    if (path.length === 0) continue;
    trees[family] = withPath(trees[family], path);
    if (leafCount(trees[family]) <= mostValues) continue;
    trees[family] = structuredClone(trees[family]);
    pruneTree(trees[family], mostValues, path);
  }
  return { at: history.at === 0 || fades ? login.at : history.at, trees };
}

/** Reads a stored history; an account without one has none yet. */
export const parseLogins = (text: string | null | undefined): LoginHistory =>
  text === null || text === undefined ? noLogins : (JSON.parse(text) as LoginHistory);
