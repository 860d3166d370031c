import type { Linked } from '../../../../../../shared/contract/console/index.ts';

type Link = Linked['links'][number];
type LinkedAccount = Linked['accounts'][number];

export interface GraphLayout {
  readonly height: number;
  readonly own: { readonly account: LinkedAccount; readonly y: number };
  readonly things: readonly { readonly link: Link; readonly y: number }[];
  readonly others: readonly { readonly account: LinkedAccount; readonly y: number }[];
  /** From a thing to another account, by their places in the lists. */
  readonly edges: readonly { readonly thing: number; readonly other: number }[];
}

/** Heights of a row of each column, px. */
export const THING_ROW = 46;
export const ACCOUNT_ROW = 50;

/**
 * Three columns: the account itself, what it shares, and with whom. Accounts stand as near as they can to what they share, which keeps most
 * lines from crossing. Pure.
 * @returns null when nothing is shared
 */
export function layOut({ accounts, links }: Linked): GraphLayout | null {
  const [own, ...rest] = accounts;
  if (own === undefined || links.length === 0) return null;
  const placed = rest
    .map((account) => {
      const places = links.flatMap((link, index) => (link.accountIds.includes(account.accountId) ? [index] : []));
      return { account, places, middle: places.reduce((sum, place) => sum + place, 0) / Math.max(1, places.length) };
    })
    .sort((a, b) => a.middle - b.middle || b.places.length - a.places.length);
  const height = Math.max(links.length * THING_ROW, placed.length * ACCOUNT_ROW, ACCOUNT_ROW);
  const centred = (index: number, count: number, row: number) => (height - count * row) / 2 + (index + 0.5) * row;
  return {
    height,
    own: { account: own, y: height / 2 },
    things: links.map((link, index) => ({ link, y: centred(index, links.length, THING_ROW) })),
    others: placed.map(({ account }, index) => ({ account, y: centred(index, placed.length, ACCOUNT_ROW) })),
    edges: placed.flatMap(({ places }, other) => places.map((thing) => ({ thing, other }))),
  };
}
