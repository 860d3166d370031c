import { command, query } from '../../store/prepared.ts';
import type { ReadTx } from '../../store/store.ts';

export { FEED_GAP } from '../../store/feed.ts';

const keyColumns = [
  'id',
  'name',
  'hint',
  'scopes',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
  'revoked_at as revokedAt',
] as const;

export const allKeys = query()((db) => db.selectFrom('platform_keys').select(keyColumns).orderBy('created_at', 'desc').orderBy('id'));

export const keyById = query<{ id: string }>()((db, p) => db.selectFrom('platform_keys').select(keyColumns).where('id', '=', p('id')));

export const keyByHash = query<{ tokenHash: string }>()((db, p) =>
  db.selectFrom('platform_keys').select(keyColumns).where('token_hash', '=', p('tokenHash')),
);

export const insertKey = command<{
  id: string;
  name: string;
  tokenHash: string;
  hint: string;
  scopes: string;
  createdAt: number;
  createdBy: string;
}>()((db, p) =>
  db.insertInto('platform_keys').values({
    ...p.pick('id', 'name', 'hint', 'scopes'),
    token_hash: p('tokenHash'),
    created_at: p('createdAt'),
    created_by: p('createdBy'),
    last_used_at: null,
    revoked_at: null,
  }),
);

export const revokeKeyRow = command<{ id: string; at: number }>()((db, p) =>
  db
    .updateTable('platform_keys')
    .set({ revoked_at: p('at') })
    .where('id', '=', p('id'))
    .where('revoked_at', 'is', null),
);

export const touchKey = command<{ id: string; at: number }>()((db, p) =>
  db
    .updateTable('platform_keys')
    .set({ last_used_at: p('at') })
    .where('id', '=', p('id')),
);

const endpointColumns = ['id', 'url', 'topics', 'status', 'created_at as createdAt', 'former_until as formerUntil'] as const;

export const allEndpoints = query()((db) =>
  db.selectFrom('webhook_endpoints').select(endpointColumns).orderBy('created_at', 'desc').orderBy('id'),
);

export const activeEndpoints = query()((db) =>
  db.selectFrom('webhook_endpoints').select(['id', 'topics']).where('status', '=', 'active').orderBy('id'),
);

export const endpointById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('webhook_endpoints')
    .select([...endpointColumns, 'secret_sealed as secretSealed'])
    .where('id', '=', p('id')),
);

export const insertEndpoint = command<{
  id: string;
  url: string;
  secretSealed: Uint8Array;
  topics: string;
  createdAt: number;
  createdBy: string;
}>()((db, p) =>
  db.insertInto('webhook_endpoints').values({
    ...p.pick('id', 'url', 'topics'),
    secret_sealed: p('secretSealed'),
    status: 'active',
    created_at: p('createdAt'),
    created_by: p('createdBy'),
    former_secret_sealed: null,
    former_until: null,
  }),
);

/** Only the secret that was read makes way, so that two who rotate at once do not lose one another's. */
export const rotateSecretRow = command<{ id: string; seen: Uint8Array; secretSealed: Uint8Array; formerUntil: number }>()((db, p) =>
  db
    .updateTable('webhook_endpoints')
    .set({ secret_sealed: p('secretSealed'), former_secret_sealed: p('seen'), former_until: p('formerUntil') })
    .where('id', '=', p('id'))
    .where('status', '=', 'active')
    .where('secret_sealed', '=', p('seen')),
);

export const disableEndpointRow = command<{ id: string }>()((db, p) =>
  db.updateTable('webhook_endpoints').set({ status: 'disabled' }).where('id', '=', p('id')).where('status', '=', 'active'),
);

const deliveryColumns = [
  'id',
  'endpoint_id as endpointId',
  'event_id as eventId',
  'topic',
  'status',
  'attempts',
  'last_status as lastStatus',
  'last_error as lastError',
  'created_at as createdAt',
  'next_attempt_at as nextAttemptAt',
  'finished_at as finishedAt',
] as const;

/** The same event reaches an endpoint once, whatever the relay repeats. */
export const insertDelivery = command<{
  id: string;
  endpointId: string;
  eventId: string;
  topic: string;
  body: string;
  createdAt: number;
}>()((db, p) =>
  db
    .insertInto('webhook_deliveries')
    .values({
      ...p.pick('id', 'topic', 'body'),
      endpoint_id: p('endpointId'),
      event_id: p('eventId'),
      status: 'pending',
      attempts: 0,
      next_attempt_at: p('createdAt'),
      last_status: null,
      last_error: null,
      created_at: p('createdAt'),
      finished_at: null,
    })
    .onConflict((conflict) => conflict.columns(['endpoint_id', 'event_id']).doNothing()),
);

export const deliveryById = query<{ id: string }>()((db, p) =>
  db.selectFrom('webhook_deliveries').select(deliveryColumns).where('id', '=', p('id')),
);

/** A page of deliveries, newest first, from before a (time, id) pair. */
export function deliveriesBefore(
  tx: ReadTx,
  from: { readonly endpointId?: string | undefined; readonly before: readonly [number, string] | null; readonly limit: number },
) {
  let rows = tx.db.selectFrom('webhook_deliveries').select(deliveryColumns).orderBy('created_at', 'desc').orderBy('id', 'desc');
  const { endpointId, before } = from;
  if (endpointId !== undefined) rows = rows.where('endpoint_id', '=', endpointId);
  if (before !== null) {
    const [time, id] = before;
    rows = rows.where((e) => e.or([e('created_at', '<', time), e.and([e('created_at', '=', time), e('id', '<', id)])]));
  }
  return rows.limit(from.limit).execute();
}

/** Deliveries whose time has come, of endpoints that are active and not in `busy`. */
export function dueDeliveries(tx: ReadTx, from: { readonly now: number; readonly busy: readonly string[]; readonly limit: number }) {
  let rows = tx.db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .select([
      'd.id',
      'd.endpoint_id as endpointId',
      'd.event_id as eventId',
      'd.topic',
      'd.body',
      'd.attempts',
      'd.next_attempt_at as nextAttemptAt',
      'e.url',
      'e.secret_sealed as secretSealed',
      'e.former_secret_sealed as formerSecretSealed',
      'e.former_until as formerUntil',
    ])
    .where('d.status', '=', 'pending')
    .where('e.status', '=', 'active')
    .where('d.next_attempt_at', '<=', from.now);
  if (from.busy.length > 0) rows = rows.where('d.endpoint_id', 'not in', [...from.busy]);
  return rows.orderBy('d.next_attempt_at').orderBy('d.id').limit(from.limit).execute();
}
export type DueDelivery = Awaited<ReturnType<typeof dueDeliveries>>[number];

export const nextDeliveryAt = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .select((e) => e.fn.min('d.next_attempt_at').as('at'))
    .where('d.status', '=', 'pending')
    .where('d.next_attempt_at', '>', p('now'))
    .where('e.status', '=', 'active'),
);

export const countPendingDeliveries = query()((db) =>
  db
    .selectFrom('webhook_deliveries')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('status', '=', 'pending'),
);

/**
 * Takes a delivery until `until`; the time that was read decides who of several servers gets it. A server that dies while it sends
 * leaves a row that becomes due again by itself.
 */
export const leaseDelivery = command<{ id: string; seen: number; until: number }>()((db, p) =>
  db
    .updateTable('webhook_deliveries')
    .set((e) => ({ next_attempt_at: p('until'), attempts: e('attempts', '+', 1) }))
    .where('id', '=', p('id'))
    .where('status', '=', 'pending')
    .where('next_attempt_at', '=', p('seen')),
);

/** Writes down how an attempt went, unless another attempt began since. */
export const recordAttempt = command<{
  id: string;
  attempts: number;
  status: string;
  nextAttemptAt: number;
  lastStatus: number | null;
  lastError: string | null;
  finishedAt: number | null;
}>()((db, p) =>
  db
    .updateTable('webhook_deliveries')
    .set({
      status: p('status'),
      next_attempt_at: p('nextAttemptAt'),
      last_status: p('lastStatus'),
      last_error: p('lastError'),
      finished_at: p('finishedAt'),
    })
    .where('id', '=', p('id'))
    .where('attempts', '=', p('attempts'))
    .where('status', '=', 'pending'),
);

/** Puts a finished delivery back to the start; one that is on its way stays as it is. */
export const replayDeliveryRow = command<{ id: string; at: number }>()((db, p) =>
  db
    .updateTable('webhook_deliveries')
    .set({ status: 'pending', attempts: 0, next_attempt_at: p('at'), finished_at: null })
    .where('id', '=', p('id'))
    .where('status', '!=', 'pending'),
);

/** Forgets finished deliveries that are older than `before`. @returns how many */
export const forgetDeliveries = command<{ before: number; limit: number }>()((db, p) =>
  db.deleteFrom('webhook_deliveries').where('id', 'in', ({ selectFrom }) =>
    selectFrom('webhook_deliveries')
      .select('id')
      // Finished before means created before, which is what the index is on.
      .where('created_at', '<', p('before'))
      .where('status', '!=', 'pending')
      .where('finished_at', '<', p('before'))
      .limit(p('limit')),
  ),
);
