import { command, query } from '../../store/prepared.ts';

/** The newest log-in of a device within a time; it tells which attempt a further one belongs to (ND-02). */
export const latestAttempt = query<{ accountId: string; deviceId: string; client: string; since: number }>()((db, p) =>
  db
    .selectFrom('login_attempts')
    .innerJoin('operations', 'operations.id', 'login_attempts.operation_id')
    .select([
      'login_attempts.operation_id as operationId',
      'login_attempts.attempt_id as attemptId',
      'login_attempts.method',
      'login_attempts.steps',
      'login_attempts.began_at as beganAt',
      'operations.status',
    ])
    .where('login_attempts.account_id', '=', p('accountId'))
    .where('login_attempts.device_id', '=', p('deviceId'))
    .where('login_attempts.client', '=', p('client'))
    .where('login_attempts.began_at', '>', p('since'))
    .orderBy('login_attempts.created_at', 'desc')
    .orderBy('login_attempts.operation_id', 'desc')
    .limit(1),
);

export const insertAttempt = command<{
  operationId: string;
  attemptId: string;
  accountId: string;
  deviceId: string;
  client: string;
  method: string;
  steps: string;
  address: string | null;
  beganAt: number;
  now: number;
}>()((db, p) =>
  db.insertInto('login_attempts').values({
    operation_id: p('operationId'),
    attempt_id: p('attemptId'),
    account_id: p('accountId'),
    device_id: p('deviceId'),
    client: p('client'),
    method: p('method'),
    steps: p('steps'),
    address: p('address'),
    began_at: p('beganAt'),
    created_at: p('now'),
    case_id: null,
  }),
);

export const attemptOf = query<{ operationId: string }>()((db, p) =>
  db.selectFrom('login_attempts').selectAll().where('operation_id', '=', p('operationId')),
);

/** The first step from somewhere settles where all of them must come from, when the platform did not say. */
export const pinAddress = command<{ operationId: string; address: string }>()((db, p) =>
  db
    .updateTable('login_attempts')
    .set({ address: p('address') })
    .where('operation_id', '=', p('operationId'))
    .where('address', 'is', null),
);

/** Log-ins of a device within a time, with how each ended and how often it was answered wrongly. */
export const failuresOf = query<{ accountId: string; deviceId: string; client: string; since: number }>()((db, p) =>
  db
    .selectFrom('login_attempts')
    .innerJoin('operations', 'operations.id', 'login_attempts.operation_id')
    .leftJoin('operation_steps', 'operation_steps.operation_id', 'login_attempts.operation_id')
    .select((e) => [
      'operations.id',
      'operations.status',
      'operations.finished_at as finishedAt',
      'operations.authorized_at as authorizedAt',
      e.fn.coalesce(e.fn.sum<number>('operation_steps.attempts'), e.lit(0)).as('wrong'),
    ])
    .where('login_attempts.account_id', '=', p('accountId'))
    .where('login_attempts.device_id', '=', p('deviceId'))
    .where('login_attempts.client', '=', p('client'))
    .where('login_attempts.created_at', '>', p('since'))
    .groupBy(['operations.id', 'operations.status', 'operations.finished_at', 'operations.authorized_at']),
);

export const noteCase = command<{ operationId: string; caseId: string }>()((db, p) =>
  db
    .updateTable('login_attempts')
    .set({ case_id: p('caseId') })
    .where('operation_id', '=', p('operationId'))
    .where('case_id', 'is', null),
);

/** A case that was opened from a log-in of this account and is open still. */
export const openAttemptCase = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('login_attempts')
    .innerJoin('cases', 'cases.id', 'login_attempts.case_id')
    .select('cases.id')
    .where('login_attempts.account_id', '=', p('accountId'))
    .where('cases.closed_at', 'is', null)
    .limit(1),
);

/** When the app devices of an account logged in last, the latest first (ND-04). */
export const appDevices = query<{ accountId: string; since: number }>()((db, p) =>
  db
    .selectFrom('devices')
    .select(['id', 'last_login_at as lastLoginAt'])
    .where('account_id', '=', p('accountId'))
    .where('client', 'in', ['ios', 'android'])
    .where('last_login_at', '>', p('since'))
    .orderBy('last_login_at', 'desc')
    .orderBy('id'),
);

export const deviceLogin = query<{ accountId: string; id: string }>()((db, p) =>
  db
    .selectFrom('devices')
    .select(['client', 'last_login_at as lastLoginAt'])
    .where('account_id', '=', p('accountId'))
    .where('id', '=', p('id')),
);

export const appOfDevice = query<{ accountId: string; id: string }>()((db, p) =>
  db.selectFrom('devices').select(['os', 'app_version as appVersion']).where('account_id', '=', p('accountId')).where('id', '=', p('id')),
);
