import type { ReadTx } from '../../../store/store.ts';
import type { Place } from '../../paging.ts';

const columns = [
  'verification_requests.id',
  'verification_requests.operation_id as operationId',
  'verification_requests.account_id as accountId',
  'verification_requests.status',
  'verification_requests.method',
  'verification_requests.device_id as deviceId',
  'verification_requests.why',
  'verification_requests.created_at as createdAt',
  'verification_requests.expires_at as expiresAt',
  'verification_requests.answered_at as answeredAt',
  'verification_requests.answer_reason as answerReason',
  'operations.kind',
  'operations.client',
  'operations.amount',
  'operations.asset',
  'operations.destination',
  'operations.country',
  'operations.canonical_text as canonicalText',
  'accounts.name as customerName',
  'devices.name as deviceName',
] as const;

function base(tx: ReadTx) {
  return tx.db
    .selectFrom('verification_requests')
    .innerJoin('operations', 'operations.id', 'verification_requests.operation_id')
    .innerJoin('accounts', 'accounts.id', 'verification_requests.account_id')
    .leftJoin('devices', (join) =>
      join.onRef('devices.account_id', '=', 'verification_requests.account_id').onRef('devices.id', '=', 'verification_requests.device_id'),
    )
    .select(columns);
}

/** Requests to trusted devices, newest first; one row more than asked for tells of a next page. */
export function approvalRows(
  tx: ReadTx,
  filter: { readonly status: 'pending' | 'all'; readonly accountId?: string | undefined },
  after: Place | null,
  limit: number,
) {
  let rows = base(tx)
    .orderBy('verification_requests.created_at', 'desc')
    .orderBy('verification_requests.id', 'desc')
    .limit(limit + 1);
  if (filter.status === 'pending') rows = rows.where('verification_requests.status', '=', 'pending');
  if (filter.accountId !== undefined) rows = rows.where('verification_requests.account_id', '=', filter.accountId);
  if (after !== null) {
    rows = rows.where((eb) =>
      eb.or([
        eb('verification_requests.created_at', '<', after.at),
        eb.and([eb('verification_requests.created_at', '=', after.at), eb('verification_requests.id', '<', after.id)]),
      ]),
    );
  }
  return rows.execute();
}

export const approvalRow = (tx: ReadTx, id: string) => base(tx).where('verification_requests.id', '=', id).executeTakeFirst();
