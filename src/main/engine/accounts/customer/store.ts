import { query } from '../../../store/prepared.ts';

export const subAccountsOf = query<{ mainAccountId: string; limit: number }>()((db, p) =>
  db.selectFrom('accounts').select('id').where('main_account_id', '=', p('mainAccountId')).orderBy('id').limit(p('limit')),
);

/** Every factor that was ever in use, newest first; what was begun and never finished is nobody's business. */
export const factorHistory = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('factors')
    .select([
      'id',
      'kind',
      'status',
      'name',
      'device_id as deviceId',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
      'removed_at as removedAt',
    ])
    .where('account_id', '=', p('accountId'))
    .where('activated_at', 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const devicesOf = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('devices')
    .select(['id', 'client', 'name', 'os', 'first_seen_at as firstSeenAt', 'last_seen_at as lastSeenAt', 'last_login_at as lastLoginAt'])
    .where('account_id', '=', p('accountId'))
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(p('limit')),
);

export const sessionsOf = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('sessions')
    .select([
      'id',
      'device_id as deviceId',
      'client',
      'address',
      'created_at as createdAt',
      'last_active_at as lastActiveAt',
      'expires_at as expiresAt',
      'ended_at as endedAt',
      'end_reason as endReason',
    ])
    .where('account_id', '=', p('accountId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const casesOf = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select(['id', 'kind', 'status', 'title', 'created_at as createdAt'])
    .where('account_id', '=', p('accountId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);
