import { describe, expect, it } from 'vitest';
import { ACCOUNT_ROW, layOut } from '../../../../src/renderer/console/features/cases/bodies/links/layout.ts';
import type { Linked } from '../../../../src/shared/contract/console/index.ts';
import type { AccountId } from '../../../../src/shared/vocabulary/index.ts';

const account = (id: string) => ({
  accountId: id as AccountId,
  customerName: null,
  status: 'active',
  identityStatus: 'verified',
  openCases: 0,
  confirmedCases: 0,
});

const linked = (links: readonly (readonly string[])[]): Linked => ({
  accounts: [account('own'), ...[...new Set(links.flat())].map(account)],
  links: links.map((ids, index) => ({
    kind: 'device' as const,
    label: `device ${index}`,
    accountIds: ['own', ...ids] as AccountId[],
    total: ids.length + 1,
  })),
  truncated: false,
});

describe('the graph of linked accounts', () => {
  it('draws nothing when nothing is shared', () => {
    expect(layOut({ accounts: [account('own')], links: [], truncated: false })).toBeNull();
  });

  it('puts accounts beside what they share, so that their lines do not cross', () => {
    const layout = layOut(linked([['c'], ['a'], ['b']]));
    expect(layout?.others.map((other) => other.account.accountId)).toEqual(['c', 'a', 'b']);
    expect(layout?.edges).toEqual([
      { thing: 0, other: 0 },
      { thing: 1, other: 1 },
      { thing: 2, other: 2 },
    ]);
  });

  it('keeps every node apart and within the height, however many there are', () => {
    const many = Array.from({ length: 59 }, (_, index) => `acc-${index}`);
    const layout = layOut(linked([many, many.slice(0, 3)]));
    const places = layout?.others.map(({ y }) => y) ?? [];
    for (const [index, y] of places.entries()) if (index > 0) expect(y - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(ACCOUNT_ROW);
    expect(Math.max(...places)).toBeLessThan(layout?.height ?? 0);
    expect(layout?.edges).toHaveLength(62);
  });
});
