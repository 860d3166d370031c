import type { Selectable } from 'kysely';
import { command, query } from '../../store/prepared.ts';
import type { VerificationRequestsTable } from '../../store/tables.ts';

/** A verification request as it is stored. */
export type StoredRequest = Selectable<VerificationRequestsTable>;

/** A customer's requests of a while back, newest first: for superseding and for the back-off (TD-18). */
export const recentRequests = query<{ accountId: string; since: number }>()((db, p) =>
  db
    .selectFrom('verification_requests')
    .select(['id', 'operation_id as operationId', 'kind', 'status', 'created_at as createdAt', 'answered_at as answeredAt'])
    .where('account_id', '=', p('accountId'))
    .where('created_at', '>', p('since'))
    .orderBy('created_at', 'desc'),
);

/** Operations that were to ask the trusted device and were held back by the back-off, so that nothing rang (TD-18). */
export const heldBack = query<{ accountId: string; since: number }>()((db, p) =>
  db
    .selectFrom('operations')
    .innerJoin('operation_steps', (join) =>
      join
        .onRef('operation_steps.operation_id', '=', 'operations.id')
        .on('operation_steps.position', '=', 0)
        .on('operation_steps.factor', '=', 'trusted_device'),
    )
    .leftJoin('verification_requests', 'verification_requests.operation_id', 'operations.id')
    .select('operations.id')
    .where('operations.account_id', '=', p('accountId'))
    .where('operations.created_at', '>', p('since'))
    .where('verification_requests.id', 'is', null)
    .limit(100),
);

export const pendingOf = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('verification_requests')
    .selectAll()
    .where('account_id', '=', p('accountId'))
    .where('status', '=', 'pending')
    .orderBy('created_at', 'desc'),
);

export const pendingOfOperation = query<{ operationId: string }>()((db, p) =>
  db.selectFrom('verification_requests').selectAll().where('operation_id', '=', p('operationId')).where('status', '=', 'pending'),
);

export const approvalsOf = query<{ operationId: string }>()((db, p) =>
  db.selectFrom('verification_requests').selectAll().where('operation_id', '=', p('operationId')).where('status', '=', 'approved'),
);

export const requestById = query<{ id: string }>()((db, p) => db.selectFrom('verification_requests').selectAll().where('id', '=', p('id')));

export const dueRequests = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('verification_requests')
    .selectAll()
    .where('status', '=', 'pending')
    .where('expires_at', '<=', p('now'))
    .orderBy('expires_at')
    .limit(p('limit')),
);

export const insertRequest = command<{
  id: string;
  operationId: string;
  position: number;
  accountId: string;
  kind: string;
  method: string;
  factorId: string | null;
  deviceId: string;
  number: string;
  numberRequired: number;
  canonicalHash: string;
  why: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('verification_requests').values({
    id: p('id'),
    operation_id: p('operationId'),
    position: p('position'),
    account_id: p('accountId'),
    kind: p('kind'),
    method: p('method'),
    factor_id: p('factorId'),
    device_id: p('deviceId'),
    status: 'pending',
    number: p('number'),
    number_required: p('numberRequired'),
    link_used_at: null,
    canonical_hash: p('canonicalHash'),
    why: p('why'),
    created_at: p('now'),
    expires_at: p('expiresAt'),
    answered_at: null,
    answer_reason: null,
    signature: null,
  }),
);

/** TD-19: the compare-and-set by which exactly one answer wins. */
export const moveRequest = command<{
  id: string;
  to: string;
  now: number;
  reason: string | null;
  signature: string | null;
}>()((db, p) =>
  db
    .updateTable('verification_requests')
    .set({ status: p('to'), answered_at: p('now'), answer_reason: p('reason'), signature: p('signature') })
    .where('id', '=', p('id'))
    .where('status', '=', 'pending'),
);

export const useLink = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('verification_requests')
    .set({ link_used_at: p('now') })
    .where('id', '=', p('id'))
    .where('link_used_at', 'is', null)
    .where('status', '=', 'pending'),
);
