/** A payment as a policy left it. */
export interface Scored {
  readonly account: string;
  readonly score: number;
  readonly flagged: boolean;
  readonly fraud: boolean;
}

export interface Figures {
  readonly payments: number;
  readonly frauds: number;
  /** Of the payments that the policy asked more of than at no risk. */
  readonly precision: number;
  readonly recall: number;
  /** Area under precision over recall, step by step; payments of one score count together. */
  readonly averagePrecision: number;
  /** The share of the hundred most suspicious cards of a day that had a fraud that day, averaged over the days. */
  readonly cardPrecision: number;
}

const cardsLookedAt = 100;

export function averagePrecision(scored: readonly Scored[]): number {
  const frauds = scored.filter(({ fraud }) => fraud).length;
  let [seen, found, area] = [0, 0, 0];
  for (const [, tied] of [...Map.groupBy(scored, ({ score }) => score)].sort(([a], [b]) => b - a)) {
    const hits = tied.filter(({ fraud }) => fraud).length;
    seen += tied.length;
    found += hits;
    area += (hits / frauds) * (found / seen);
  }
  return area;
}

/**
 * How many of the most suspicious cards of one day had a fraud that day. Where the hundredth place is shared, each card that shares it counts
 * for its part, so that the order in which cards of one score happen to stand makes no difference.
 */
export function cardPrecision(scored: readonly Scored[]): number {
  const cards = [...Map.groupBy(scored, ({ account }) => account).values()].map((own) => ({
    score: Math.max(...own.map(({ score }) => score)),
    fraud: own.some(({ fraud }) => fraud),
  }));
  let [left, found] = [cardsLookedAt, 0];
  for (const [, tied] of [...Map.groupBy(cards, ({ score }) => score)].sort(([a], [b]) => b - a)) {
    const looked = Math.min(left, tied.length);
    found += (tied.filter(({ fraud }) => fraud).length * looked) / tied.length;
    left -= looked;
    if (left === 0) break;
  }
  return found / cardsLookedAt;
}

export function figuresOf(days: readonly (readonly Scored[])[]): Figures {
  const all = days.flat();
  const frauds = all.filter(({ fraud }) => fraud).length;
  const flagged = all.filter((each) => each.flagged);
  const right = flagged.filter(({ fraud }) => fraud).length;
  return {
    payments: all.length,
    frauds,
    precision: right / flagged.length,
    recall: right / frauds,
    averagePrecision: averagePrecision(all),
    cardPrecision: days.reduce((sum, day) => sum + cardPrecision(day), 0) / days.length,
  };
}
