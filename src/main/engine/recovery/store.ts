import type { Selectable } from 'kysely';
import { command, query } from '../../store/prepared.ts';
import type { ReadTx } from '../../store/store.ts';
import type { DeviceResetsTable } from '../../store/tables.ts';
import type { Place } from '../paging.ts';

/** A device reset as it is stored. */
export type StoredReset = Selectable<DeviceResetsTable>;

const openStatuses = ['requested', 'in_review', 'approved'] as const;

export const resetById = query<{ id: string }>()((db, p) => db.selectFrom('device_resets').selectAll().where('id', '=', p('id')));

export const openResetOf = query<{ accountId: string }>()((db, p) =>
  db.selectFrom('device_resets').selectAll().where('account_id', '=', p('accountId')).where('status', 'in', openStatuses),
);

/** When it was asked lately from one kind of place, newest first. */
export const requestsSince = query<{ accountId: string; source: string; since: number }>()((db, p) =>
  db
    .selectFrom('device_resets')
    .select('created_at as createdAt')
    .where('account_id', '=', p('accountId'))
    .where('source', '=', p('source'))
    .where('created_at', '>', p('since'))
    .orderBy('created_at', 'desc'),
);

export const insertReset = command<{
  id: string;
  accountId: string;
  caseId: string;
  source: string;
  operationId: string | null;
  requestedBy: string;
  requestedIn: string | null;
  author: string | null;
  targets: string;
  reason: string;
  contentHash: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('device_resets').values({
    id: p('id'),
    account_id: p('accountId'),
    case_id: p('caseId'),
    status: 'requested',
    source: p('source'),
    operation_id: p('operationId'),
    requested_by: p('requestedBy'),
    requested_in: p('requestedIn'),
    author: p('author'),
    targets: p('targets'),
    reason: p('reason'),
    evidence: '{}',
    revision: 1,
    content_hash: p('contentHash'),
    created_at: p('now'),
    updated_at: p('now'),
    expires_at: p('expiresAt'),
  }),
);

/** The compare-and-set of every move: from the state and the revision that were read. */
export const moveReset = command<{
  id: string;
  from: string;
  revision: number;
  to: string;
  now: number;
  expiresAt: number;
  approvedAt: number | null;
  effectAt: number | null;
  finishedAt: number | null;
  finishReason: string | null;
}>()((db, p) =>
  db
    .updateTable('device_resets')
    .set({
      status: p('to'),
      updated_at: p('now'),
      expires_at: p('expiresAt'),
      approved_at: p('approvedAt'),
      effect_at: p('effectAt'),
      finished_at: p('finishedAt'),
      finish_reason: p('finishReason'),
    })
    .where('id', '=', p('id'))
    .where('status', '=', p('from'))
    .where('revision', '=', p('revision')),
);

/** Writes a new revision over the one that was read. */
export const rewriteReset = command<{
  id: string;
  revision: number;
  next: number;
  author: string | null;
  targets: string;
  reason: string;
  evidence: string;
  contentHash: string;
  now: number;
}>()((db, p) =>
  db
    .updateTable('device_resets')
    .set({
      revision: p('next'),
      author: p('author'),
      targets: p('targets'),
      reason: p('reason'),
      evidence: p('evidence'),
      content_hash: p('contentHash'),
      updated_at: p('now'),
    })
    .where('id', '=', p('id'))
    .where('revision', '=', p('revision'))
    .where('status', 'in', openStatuses),
);

export const dueResets = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('device_resets')
    .select('id')
    .where('status', '=', 'approved')
    .where('effect_at', '<=', p('now'))
    .orderBy('effect_at')
    .limit(p('limit')),
);

export const overdueResets = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('device_resets')
    .select('id')
    .where('status', 'in', ['requested', 'in_review'])
    .where('expires_at', '<=', p('now'))
    .orderBy('expires_at')
    .limit(p('limit')),
);

export const approvalsOf = query<{ id: string; revision: number }>()((db, p) =>
  db
    .selectFrom('device_reset_approvals')
    .select(['staff_id as staffId', 'content_hash as contentHash', 'reason', 'approved_at as at'])
    .where('reset_id', '=', p('id'))
    .where('revision', '=', p('revision'))
    .orderBy('approved_at')
    .orderBy('staff_id'),
);

export const insertApproval = command<{
  id: string;
  revision: number;
  staffId: string;
  contentHash: string;
  reason: string;
  now: number;
}>()((db, p) =>
  db
    .insertInto('device_reset_approvals')
    .values({
      reset_id: p('id'),
      revision: p('revision'),
      staff_id: p('staffId'),
      content_hash: p('contentHash'),
      reason: p('reason'),
      approved_at: p('now'),
    })
    .onConflict((oc) => oc.columns(['reset_id', 'revision', 'staff_id']).doNothing()),
);

export const accountForRecovery = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('accounts')
    .select([
      'id',
      'kind',
      'email',
      'phone',
      'contact_changed_at as contactChangedAt',
      'password_changed_at as passwordChangedAt',
      'mandatory_passkey_at as mandatorySince',
    ])
    .where('id', '=', p('id')),
);

/** Resets, newest first; one row more than asked for tells of a next page. */
export function resetRows(
  tx: ReadTx,
  filter: { readonly status: 'open' | 'all'; readonly accountId?: string | undefined },
  after: Place | null,
  limit: number,
): Promise<StoredReset[]> {
  let rows = tx.db
    .selectFrom('device_resets')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (filter.status === 'open') rows = rows.where('status', 'in', openStatuses);
  if (filter.accountId !== undefined) rows = rows.where('account_id', '=', filter.accountId);
  if (after !== null) {
    rows = rows.where((eb) => eb.or([eb('created_at', '<', after.at), eb.and([eb('created_at', '=', after.at), eb('id', '<', after.id)])]));
  }
  return rows.execute();
}
