import { query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';

/** The cases of a kind that were closed last. */
export const lastClosed = query<{ kind: string; limit: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select([
      'id',
      'title',
      'account_id as accountId',
      'features',
      'outcome',
      'closed_at as closedAt',
      'closed_by as closedBy',
      'close_reason as reason',
    ])
    .where('kind', '=', p('kind'))
    .where('status', '=', 'closed')
    .orderBy('closed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

/** Devices that an account used lately. */
export const devicesUsed = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('devices')
    .select(['id', 'name'])
    .where('account_id', '=', p('accountId'))
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(p('limit')),
);

export const documentsHeld = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('identity_documents')
    .select(['number_hash as numberHash', 'kind', 'country'])
    .where('account_id', '=', p('accountId'))
    .orderBy('created_at', 'desc')
    .limit(p('limit')),
);

/** Where an account's operations of late came from and went to. */
export const placesUsed = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('operations')
    .select(['address', 'address_key as addressKey', 'destination', 'destination_key as destinationKey', 'asset', 'country'])
    .where('account_id', '=', p('accountId'))
    .orderBy('created_at', 'desc')
    .limit(p('limit')),
);

const distinct = (rows: readonly { readonly accountId: string }[]): string[] => [...new Set(rows.map(({ accountId }) => accountId))];

/** Accounts that share one thing; each search reads one index and stops at its limit. */
export const sharing = {
  async device(tx: ReadTx, id: string, limit: number): Promise<string[]> {
    return distinct(
      await tx.db.selectFrom('devices').select('account_id as accountId').distinct().where('id', '=', id).limit(limit).execute(),
    );
  },
  async document(tx: ReadTx, numberHash: string, limit: number): Promise<string[]> {
    return distinct(
      await tx.db
        .selectFrom('identity_documents')
        .select('account_id as accountId')
        .distinct()
        .where('number_hash', '=', numberHash)
        .limit(limit)
        .execute(),
    );
  },
  async destination(tx: ReadTx, key: string, limit: number): Promise<string[]> {
    return distinct(
      await tx.db
        .selectFrom('operations')
        .select('account_id as accountId')
        .distinct()
        .where('destination_key', '=', key)
        .limit(limit)
        .execute(),
    );
  },
  async address(tx: ReadTx, key: string, limit: number): Promise<string[]> {
    return distinct(
      await tx.db
        .selectFrom('operations')
        .select('account_id as accountId')
        .distinct()
        .where('address_key', '=', key)
        .limit(limit)
        .execute(),
    );
  },
};

/** What a node of the graph shows of each account. */
export async function nodesOf(tx: ReadTx, accountIds: readonly string[]) {
  if (accountIds.length === 0) return [];
  const accounts = await tx.db
    .selectFrom('accounts')
    .select(['id', 'name', 'status', 'identity_status as identityStatus'])
    .where('id', 'in', [...accountIds])
    .execute();
  const cases = await tx.db
    .selectFrom('cases')
    .select((eb) => [
      'account_id as accountId',
      eb.fn.sum<number>(eb.case().when('status', '<>', 'closed').then(1).else(0).end()).as('open'),
      eb.fn.sum<number>(eb.case().when('outcome', '=', 'confirmed').then(1).else(0).end()).as('confirmed'),
    ])
    .where('account_id', 'in', [...accountIds])
    .groupBy('account_id')
    .execute();
  const counts = new Map(cases.map((row) => [row.accountId, row]));
  return accounts.map((account) => ({
    ...account,
    openCases: Number(counts.get(account.id)?.open ?? 0),
    confirmedCases: Number(counts.get(account.id)?.confirmed ?? 0),
  }));
}
