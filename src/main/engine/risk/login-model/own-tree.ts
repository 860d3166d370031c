import { type Branch, pruneTree } from './branch.ts';

/**
 * The counts of a {@link Branch} for one account, as they are stored: `[n, value, tree, value, tree, …]`. Every log-in reads and writes them,
 * and a list is read from its text several times faster than an object whose properties are named otherwise in every row.
 */
export type OwnTree = readonly [n: number, ...kids: (string | OwnTree)[]];

/** What lies below a value; undefined where it was never seen. */
export function kidOf(tree: OwnTree | undefined, value: string): OwnTree | undefined {
  if (tree === undefined) return undefined;
  for (let i = 1; i < tree.length; i += 2) if (tree[i] === value) return tree[i + 1] as OwnTree;
  return undefined;
}

export const kidCount = (tree: OwnTree): number => (tree.length - 1) / 2;

/** A tree with one more on a path; what lies beside the path is shared with the tree before. */
export function withPath(tree: OwnTree | undefined, path: readonly string[], index = 0): OwnTree {
  const next: [number, ...(string | OwnTree)[]] = tree === undefined ? [0] : [...tree];
  next[0] += 1;
  const value = path[index];
  if (value === undefined) return next;
  for (let i = 1; i < next.length; i += 2) {
    if (next[i] !== value) continue;
    next[i + 1] = withPath(next[i + 1] as OwnTree, path, index + 1);
    return next;
  }
  next.push(value, withPath(undefined, path, index + 1));
  return next;
}

/** A tree with every count multiplied. */
export function scaled(tree: OwnTree, by: number): OwnTree {
  // Three decimals tell log-ins of half a year ago from none, and keep the stored row short.
  const next: [number, ...(string | OwnTree)[]] = [Math.round(tree[0] * by * 1_000) / 1_000];
  for (let i = 1; i < tree.length; i += 2) next.push(tree[i] as string, scaled(tree[i + 1] as OwnTree, by));
  return next;
}

export function valueCount(tree: OwnTree): number {
  if (tree.length === 1) return 1;
  let count = 0;
  for (let i = 2; i < tree.length; i += 2) count += valueCount(tree[i] as OwnTree);
  return count;
}

/** A tree without the values that have the least behind them, so that so many are left. @param kept a path that must stay */
export function pruned(tree: OwnTree, most: number, kept: readonly string[]): OwnTree {
  const branch = toBranch(tree);
  pruneTree(branch, most, kept);
  return fromBranch(branch);
}

function toBranch(tree: OwnTree): Branch {
  if (tree.length === 1) return { n: tree[0] };
  const kids: [string, Branch][] = [];
  for (let i = 1; i < tree.length; i += 2) kids.push([tree[i] as string, toBranch(tree[i + 1] as OwnTree)]);
  return { n: tree[0], kids: Object.fromEntries(kids) };
}

/** An account's tree from the form of the population, in which rows of former versions are stored. */
export const fromBranch = ({ n, kids = {} }: Branch): OwnTree => [
  n,
  ...Object.entries(kids).flatMap(([value, kid]): (string | OwnTree)[] => [value, fromBranch(kid)]),
];
