/** Counts of a value and, by value, of what lies below it. Plain data: it is stored as it stands. */
export interface Branch {
  /** Log-ins. */
  n: number;
  /** Attempts that failed. */
  bad?: number;
  /** What lies below by value. Values are codes, addresses and hashes, never text that somebody chose freely. */
  kids?: Record<string, Branch>;
}

export const childOf = (branch: Branch | undefined, value: string): Branch | undefined =>
  branch?.kids !== undefined && Object.hasOwn(branch.kids, value) ? branch.kids[value] : undefined;

export const childCount = ({ kids }: Branch): number => (kids === undefined ? 0 : Object.keys(kids).length);

/** Adds to a path, making what is missing. */
export function addPath(root: Branch, path: readonly string[], n: number, bad = 0): void {
  let branch = root;
  const add = (each: Branch): void => {
    each.n += n;
    if (bad > 0) each.bad = (each.bad ?? 0) + bad;
  };
  add(root);
  for (const value of path) {
    branch.kids ??= {};
    const known = childOf(branch, value) ?? { n: 0 };
    branch.kids[value] = known;
    branch = known;
    add(branch);
  }
}

/** Adds all of one tree to another. */
export function addTree(into: Branch, more: Branch): void {
  into.n += more.n;
  if (more.bad !== undefined) into.bad = (into.bad ?? 0) + more.bad;
  for (const [value, kid] of Object.entries(more.kids ?? {})) {
    into.kids ??= {};
    const known = childOf(into, value) ?? { n: 0 };
    into.kids[value] = known;
    addTree(known, kid);
  }
}

export function leafCount({ kids }: Branch): number {
  if (kids === undefined) return 1;
  let count = 0;
  for (const kid of Object.values(kids)) count += leafCount(kid);
  return count;
}

interface Leaf {
  readonly parent: Branch;
  readonly value: string;
  readonly weight: number;
}

function leavesOf(branch: Branch, into: Leaf[]): Leaf[] {
  for (const [value, kid] of Object.entries(branch.kids ?? {})) {
    if (kid.kids === undefined) into.push({ parent: branch, value, weight: kid.n + (kid.bad ?? 0) });
    else leavesOf(kid, into);
  }
  return into;
}

/**
 * Forgets the values with the least behind them until so many are left. What lies above keeps its counts: the country is no less known.
 * @param kept a path that must stay
 */
export function pruneTree(root: Branch, most: number, kept: readonly string[] = []): void {
  while (leafCount(root) > most) {
    const leaves = leavesOf(root, []);
    const keep = kept.reduce<Branch | undefined>((branch, value) => childOf(branch, value), root);
    const leastFirst = leaves
      .filter(({ parent, value }) => parent.kids?.[value] !== keep)
      .sort((a, b) => a.weight - b.weight || (a.value < b.value ? -1 : 1));
    for (const { parent, value } of leastFirst.slice(0, leaves.length - most)) {
      if (parent.kids !== undefined) delete parent.kids[value];
      if (childCount(parent) === 0) delete parent.kids;
    }
    if (leastFirst.length === 0) return;
  }
}
