import { command, query } from '../../store/prepared.ts';
import type { WriteTx } from '../../store/store.ts';

export const insertSession = command<{
  id: string;
  accountId: string;
  deviceId: string;
  client: string;
  address: string | null;
  tokenHash: string;
  loginOperationId: string | null;
  createdAt: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('sessions').values({
    id: p('id'),
    account_id: p('accountId'),
    device_id: p('deviceId'),
    client: p('client'),
    address: p('address'),
    token_hash: p('tokenHash'),
    login_operation_id: p('loginOperationId'),
    created_at: p('createdAt'),
    last_active_at: p('createdAt'),
    expires_at: p('expiresAt'),
  }),
);

/**
 * Makes sure that the device of a session stands in the account's list. `loginAt` is the time of an authorized log-in, which makes the
 * device known (ND-01), or null; the client a device was first seen as stays.
 */
export const upsertDevice = command<{
  accountId: string;
  id: string;
  client: string;
  name: string | null;
  now: number;
  loginAt: number | null;
}>()((db, p) =>
  db
    .insertInto('devices')
    .values({
      account_id: p('accountId'),
      id: p('id'),
      client: p('client'),
      name: p('name'),
      first_seen_at: p('now'),
      last_seen_at: p('now'),
      first_login_at: p('loginAt'),
      last_login_at: p('loginAt'),
    })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'id']).doUpdateSet((e) => ({
        name: e.fn.coalesce('excluded.name', 'devices.name'),
        last_seen_at: e.ref('excluded.last_seen_at'),
        first_login_at: e.fn.coalesce('devices.first_login_at', 'excluded.first_login_at'),
        last_login_at: e.fn.coalesce('excluded.last_login_at', 'devices.last_login_at'),
      })),
    ),
);

export const sessionByToken = query<{ tokenHash: string }>()((db, p) =>
  db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .leftJoin('accounts as owner', 'owner.id', 'accounts.main_account_id')
    .leftJoin('operations as login', 'login.id', 'sessions.login_operation_id')
    .select([
      'sessions.id',
      'sessions.account_id as accountId',
      'sessions.device_id as deviceId',
      'sessions.client',
      'sessions.last_active_at as lastActiveAt',
      'sessions.expires_at as expiresAt',
      'sessions.ended_at as endedAt',
      'accounts.status as accountStatus',
      'owner.status as ownerStatus',
      'sessions.login_operation_id as loginOperationId',
      'login.status as loginStatus',
    ])
    .where('sessions.token_hash', '=', p('tokenHash')),
);

export const sessionOfLogin = query<{ loginOperationId: string }>()((db, p) =>
  db.selectFrom('sessions').select('id').where('login_operation_id', '=', p('loginOperationId')),
);

export const sessionById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('sessions')
    .select(['id', 'account_id as accountId', 'ended_at as endedAt', 'login_operation_id as loginOperationId'])
    .where('id', '=', p('id')),
);

/** What a decision asks of the session that an operation names. */
export const sessionForDecision = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('sessions')
    .leftJoin('operations as login', 'login.id', 'sessions.login_operation_id')
    .select([
      'sessions.account_id as accountId',
      'sessions.device_id as deviceId',
      'sessions.client',
      'sessions.ended_at as endedAt',
      'sessions.expires_at as expiresAt',
      'sessions.last_active_at as lastActiveAt',
      'login.status as loginStatus',
    ])
    .where('sessions.id', '=', p('id')),
);

export const liveSessionsOf = query<{ accountId: string; now: number; activeSince: number; limit: number }>()((db, p) =>
  db
    .selectFrom('sessions')
    .leftJoin('devices', (join) =>
      join.onRef('devices.account_id', '=', 'sessions.account_id').onRef('devices.id', '=', 'sessions.device_id'),
    )
    .leftJoin('operations as login', 'login.id', 'sessions.login_operation_id')
    .select([
      'sessions.id',
      'sessions.device_id as deviceId',
      'devices.name as deviceName',
      'sessions.client',
      'sessions.address',
      'sessions.created_at as createdAt',
      'sessions.last_active_at as lastActiveAt',
      'login.status as loginStatus',
    ])
    .where('sessions.account_id', '=', p('accountId'))
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', p('now'))
    .where('sessions.last_active_at', '>', p('activeSince'))
    .orderBy('sessions.last_active_at', 'desc')
    .orderBy('sessions.id')
    .limit(p('limit')),
);

/** Compares what was read, so that of several servers one writes. */
export const touchSession = command<{ id: string; seen: number; now: number }>()((db, p) =>
  db
    .updateTable('sessions')
    .set({ last_active_at: p('now') })
    .where('id', '=', p('id'))
    .where('last_active_at', '=', p('seen'))
    .where('ended_at', 'is', null),
);

export const endOneSession = command<{ id: string; now: number; reason: string }>()((db, p) =>
  db
    .updateTable('sessions')
    .set({ ended_at: p('now'), end_reason: p('reason') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null),
);

/** @returns how many sessions were live until now */
export async function endLiveSessions(
  tx: WriteTx,
  input: { readonly accountId: string; readonly except: readonly string[]; readonly now: number; readonly reason: string },
): Promise<number> {
  let update = tx.db
    .updateTable('sessions')
    .set({ ended_at: input.now, end_reason: input.reason })
    .where('account_id', '=', input.accountId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', input.now);
  if (input.except.length > 0) update = update.where('id', 'not in', [...input.except]);
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}
