import type { Branch } from './branch.ts';
import { type LoginFamily, type LoginFeatures, loginFamilies, pathOf } from './features.ts';
import { fromBranch, type OwnTree, pruned, scaled, valueCount, withPath } from './own-tree.ts';

/**
 * What an account's own log-ins looked like, those that went through and no others: whoever was refused has taught nothing. Counts halve in
 * ninety days, so that a customer who moved becomes familiar in the new place.
 */
export interface LoginHistory {
  /** The time that the counts stand for. */
  readonly at: number;
  readonly trees: Readonly<Record<LoginFamily, OwnTree>>;
}

const halfLifeMs = 90 * 86_400_000;
/** Fading is written down no oftener: in between it makes no difference that anybody could see. */
const fadesEveryMs = 86_400_000;
/** Values of a family that an account's row holds; a customer has a handful. */
const mostValues = 40;

export const noLogins: LoginHistory = { at: 0, trees: { place: [0], software: [0], time: [0] } };

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
    if (valueCount(trees[family]) > mostValues) trees[family] = pruned(trees[family], mostValues, path);
  }
  return { at: history.at === 0 || fades ? login.at : history.at, trees };
}

/** Reads a stored history; an account without one has none yet. Rows that former versions wrote hold branches. */
export function parseLogins(text: string | null | undefined): LoginHistory {
  if (text === null || text === undefined) return noLogins;
  const { at, trees } = JSON.parse(text) as { readonly at: number; readonly trees: Readonly<Record<LoginFamily, OwnTree | Branch>> };
  const treeOf = (family: LoginFamily): OwnTree => {
    const tree = trees[family];
    return 'n' in tree ? fromBranch(tree) : tree;
  };
  return { at, trees: { place: treeOf('place'), software: treeOf('software'), time: treeOf('time') } };
}
