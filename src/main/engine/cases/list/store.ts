import type { Selectable } from 'kysely';
import type { CaseKind } from '../../../../shared/vocabulary/index.ts';
import { query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { CasesTable } from '../../../store/tables.ts';
import type { Place } from '../../paging.ts';
import type { StoredDecision } from '../store.ts';

/** How far ahead of its due time a case is said to be due soon, ms. */
export const SOON = 3_600_000;

/** A case with the name of its customer. */
export type CaseListRow = Selectable<CasesTable> & { readonly customerName: string | null };

const listed = (tx: ReadTx) =>
  tx.db
    .selectFrom('cases')
    .innerJoin('accounts', 'accounts.id', 'cases.account_id')
    .selectAll('cases')
    .select('accounts.name as customerName');

export const listedCase = (tx: ReadTx, id: string): Promise<CaseListRow | undefined> =>
  listed(tx).where('cases.id', '=', id).executeTakeFirst();

export interface CaseFilter {
  readonly queue?: CaseKind | undefined;
  readonly show: 'open' | 'mine' | 'unclaimed' | 'due_soon' | 'overdue' | 'watched' | 'closed';
  readonly level?: number | undefined;
  readonly accountId?: string | undefined;
}

/**
 * Cases in the order of the inbox, or closed ones newest first; one more than asked for tells of a next page.
 * @param me whose cases `mine` and `watched` mean
 */
export function caseRows(
  tx: ReadTx,
  filter: CaseFilter,
  me: string,
  now: number,
  after: Place | null,
  limit: number,
): Promise<CaseListRow[]> {
  let rows = listed(tx).limit(limit + 1);
  if (filter.queue !== undefined) rows = rows.where('cases.kind', '=', filter.queue);
  if (filter.level !== undefined) rows = rows.where('cases.level', '=', filter.level);
  if (filter.accountId !== undefined) rows = rows.where('cases.account_id', '=', filter.accountId);
  if (filter.show === 'closed') {
    rows = rows.where('cases.status', '=', 'closed').orderBy('cases.closed_at', 'desc').orderBy('cases.id', 'desc');
    if (after !== null) {
      rows = rows.where((eb) =>
        eb.or([eb('cases.closed_at', '<', after.at), eb.and([eb('cases.closed_at', '=', after.at), eb('cases.id', '<', after.id)])]),
      );
    }
    return rows.execute();
  }
  rows = rows.where('cases.status', '<>', 'closed').orderBy('cases.sort_key').orderBy('cases.id');
  if (filter.show === 'mine') rows = rows.where('cases.assignee', '=', me);
  if (filter.show === 'due_soon') rows = rows.where('cases.due_at', '>', now).where('cases.due_at', '<=', now + SOON);
  if (filter.show === 'overdue') rows = rows.where('cases.due_at', '<=', now);
  if (filter.show === 'unclaimed') {
    rows = rows.where((eb) =>
      eb.or([eb('cases.status', '=', 'open'), eb.and([eb('cases.status', '=', 'claimed'), eb('cases.lease_until', '<=', now)])]),
    );
  }
  if (filter.show === 'watched') {
    rows = rows.where((eb) =>
      eb.exists(
        eb
          .selectFrom('case_watchers')
          .select('case_watchers.case_id')
          .whereRef('case_watchers.case_id', '=', 'cases.id')
          .where('case_watchers.staff_id', '=', me),
      ),
    );
  }
  if (after !== null) {
    rows = rows.where((eb) =>
      eb.or([eb('cases.sort_key', '>', after.at), eb.and([eb('cases.sort_key', '=', after.at), eb('cases.id', '>', after.id)])]),
    );
  }
  return rows.execute();
}

/** The decisions of these cases that can still be undone. */
export async function pendingOf(tx: ReadTx, caseIds: readonly string[]): Promise<ReadonlyMap<string, StoredDecision>> {
  if (caseIds.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom('case_decisions')
    .selectAll()
    .where('status', '=', 'pending')
    .where('case_id', 'in', [...caseIds])
    .execute();
  return new Map(rows.map((row) => [row.case_id, row]));
}

/** How many cases each queue has, by who has them and how late they are. */
export const queueCounts = query<{ me: string; now: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select((eb) => [
      'kind',
      eb.fn.countAll<number>().as('open'),
      eb.fn
        .sum<number>(
          eb
            .case()
            .when('status', '=', 'open')
            .then(1)
            .when(eb.and([eb('status', '=', 'claimed'), eb('lease_until', '<=', p('now'))]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('unclaimed'),
      eb.fn.sum<number>(eb.case().when('assignee', '=', p('me')).then(1).else(0).end()).as('mine'),
      eb.fn.sum<number>(eb.case().when('due_at', '<=', p('now')).then(1).else(0).end()).as('overdue'),
      eb.fn.sum<number>(eb.case().when('level', '>', 1).then(1).else(0).end()).as('escalated'),
    ])
    .where('status', '<>', 'closed')
    .groupBy('kind'),
);
