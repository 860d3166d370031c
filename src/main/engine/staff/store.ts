import { command, query } from '../../store/prepared.ts';

const staffColumns = [
  'id',
  'email',
  'name',
  'role',
  'status',
  'password_hash as passwordHash',
  'totp_sealed as totpSealed',
  'totp_last_step as totpLastStep',
  'failed_attempts as failedAttempts',
  'locked_until as lockedUntil',
  'created_at as createdAt',
  'last_sign_in_at as lastSignInAt',
  'standing_since as standingSince',
] as const;

export const staffById = query<{ id: string }>()((db, p) => db.selectFrom('staff').select(staffColumns).where('id', '=', p('id')));

export const staffByEmail = query<{ email: string }>()((db, p) =>
  db.selectFrom('staff').select(staffColumns).where('email', '=', p('email')),
);

/** Everybody who is or was staff; a first administrator who never confirmed is not. */
export const allStaff = query()((db) =>
  db
    .selectFrom('staff')
    .select([
      'id',
      'name',
      'email',
      'role',
      'status',
      'created_at as createdAt',
      'last_sign_in_at as lastSignInAt',
      'failed_attempts as failedAttempts',
      'locked_until as lockedUntil',
    ])
    .where('status', '<>', 'pending')
    .orderBy('name')
    .orderBy('id'),
);

export const confirmedStaff = query()((db) => db.selectFrom('staff').select('id').where('status', '<>', 'pending').limit(1));

export const pendingStaff = query()((db) => db.selectFrom('staff').select(staffColumns).where('status', '=', 'pending'));

export const activeAdministrators = query()((db) =>
  db.selectFrom('staff').select('id').where('role', '=', 'administrator').where('status', '=', 'active'),
);

/** Administrators who work here, one of them left out. */
export const administratorsBeside = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('staff')
    .select('email')
    .where('role', '=', 'administrator')
    .where('status', '=', 'active')
    .where('id', '<>', p('id'))
    .orderBy('id'),
);

export interface NewStaffRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly status: string;
  readonly passwordHash: string;
  readonly totpSealed: Uint8Array;
  readonly createdAt: number;
}

export const insertStaff = command<NewStaffRow>()((db, p) =>
  db.insertInto('staff').values({
    id: p('id'),
    email: p('email'),
    name: p('name'),
    role: p('role'),
    status: p('status'),
    password_hash: p('passwordHash'),
    totp_sealed: p('totpSealed'),
    totp_last_step: null,
    failed_attempts: 0,
    locked_until: null,
    created_at: p('createdAt'),
    last_sign_in_at: null,
  }),
);

export const deletePending = command<{ id: string }>()((db, p) =>
  db.deleteFrom('staff').where('id', '=', p('id')).where('status', '=', 'pending'),
);

export const moveStaff = command<{ id: string; from: string; to: string }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ status: p('to') })
    .where('id', '=', p('id'))
    .where('status', '=', p('from')),
);

export const setRole = command<{ id: string; from: string; to: string; now: number }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ role: p('to'), standing_since: p('now') })
    .where('id', '=', p('id'))
    .where('role', '=', p('from'))
    .where('status', '=', 'active'),
);

/** Lets somebody back in who was shut out. */
export const readmitStaff = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ status: 'active', standing_since: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', 'disabled'),
);

/** Who came first: the workspace is as old as they are. */
export const firstOfStaff = query()((db) =>
  db.selectFrom('staff').select('created_at as createdAt').where('status', '<>', 'pending').orderBy('created_at').limit(1),
);

/** Takes a time step of the authenticator app for good: an equal or earlier one changes no row. */
export const takeTimeStep = command<{ id: string; step: number }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ totp_last_step: p('step') })
    .where('id', '=', p('id'))
    .where((eb) => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', p('step'))])),
);

export const noteSignIn = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ last_sign_in_at: p('now') })
    .where('id', '=', p('id')),
);

export const setFailures = command<{ id: string; failedAttempts: number; lockedUntil: number | null }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ failed_attempts: p('failedAttempts'), locked_until: p('lockedUntil') })
    .where('id', '=', p('id')),
);

export const failureBucket = query<{ bucket: string }>()((db, p) =>
  db.selectFrom('rate_limits').select(['tokens as failures', 'updated_at as lastAt']).where('bucket', '=', p('bucket')),
);

export const putFailureBucket = command<{ bucket: string; failures: number; lastAt: number }>()((db, p) =>
  db
    .insertInto('rate_limits')
    .values({ bucket: p('bucket'), tokens: p('failures'), updated_at: p('lastAt') })
    .onConflict((conflict) => conflict.column('bucket').doUpdateSet({ tokens: p('failures'), updated_at: p('lastAt') })),
);

export const deleteFailureBucket = command<{ bucket: string }>()((db, p) => db.deleteFrom('rate_limits').where('bucket', '=', p('bucket')));

/** Buckets of other limits are not touched. */
export const forgetFailureBuckets = command<{ before: number }>()((db, p) =>
  db.deleteFrom('rate_limits').where('bucket', '>=', 'sign-in:').where('bucket', '<', 'sign-in;').where('updated_at', '<=', p('before')),
);

/** Where somebody signed in lately; each address once. */
export const sessionAddresses = query<{ staffId: string; since: number }>()((db, p) =>
  db.selectFrom('staff_sessions').select('address').distinct().where('staff_id', '=', p('staffId')).where('created_at', '>=', p('since')),
);

export const sessionByHash = query<{ tokenHash: string }>()((db, p) =>
  db
    .selectFrom('staff_sessions')
    .innerJoin('staff', 'staff.id', 'staff_sessions.staff_id')
    .select([
      'staff_sessions.id as sessionId',
      'staff_sessions.last_active_at as lastActiveAt',
      'staff_sessions.locked_at as lockedAt',
      'staff_sessions.expires_at as expiresAt',
      'staff_sessions.ended_at as endedAt',
      'staff.id as staffId',
      'staff.name as name',
      'staff.email as email',
      'staff.role as role',
      'staff.status as status',
      'staff.password_hash as passwordHash',
    ])
    .where('staff_sessions.token_hash', '=', p('tokenHash')),
);

export const insertSession = command<{
  id: string;
  staffId: string;
  tokenHash: string;
  shell: string;
  address: string | null;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('staff_sessions').values({
    id: p('id'),
    staff_id: p('staffId'),
    token_hash: p('tokenHash'),
    shell: p('shell'),
    address: p('address'),
    created_at: p('now'),
    last_active_at: p('now'),
    locked_at: null,
    expires_at: p('expiresAt'),
    ended_at: null,
    end_reason: null,
  }),
);

/** Activity keeps an open session open; it never opens a locked or lapsed one. */
export const touchSession = command<{ id: string; now: number; activeSince: number }>()((db, p) =>
  db
    .updateTable('staff_sessions')
    .set({ last_active_at: p('now') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null)
    .where('locked_at', 'is', null)
    .where('expires_at', '>', p('now'))
    .where('last_active_at', '>', p('activeSince')),
);

export const lockSession = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('staff_sessions')
    .set({ locked_at: p('now') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null)
    .where('locked_at', 'is', null),
);

export const unlockSession = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('staff_sessions')
    .set({ locked_at: null, last_active_at: p('now') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', p('now')),
);

export const endSession = command<{ id: string; now: number; reason: string }>()((db, p) =>
  db
    .updateTable('staff_sessions')
    .set({ ended_at: p('now'), end_reason: p('reason') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null),
);

export const sessionById = query<{ id: string }>()((db, p) =>
  db.selectFrom('staff_sessions').select(['id', 'staff_id as staffId']).where('id', '=', p('id')),
);

export const liveSessions = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('staff_sessions')
    .innerJoin('staff', 'staff.id', 'staff_sessions.staff_id')
    .select([
      'staff_sessions.id',
      'staff.id as staffId',
      'staff.name as staffName',
      'staff_sessions.shell',
      'staff_sessions.address',
      'staff_sessions.created_at as createdAt',
      'staff_sessions.last_active_at as lastActiveAt',
      'staff_sessions.expires_at as expiresAt',
      'staff_sessions.locked_at as lockedAt',
    ])
    .where('staff_sessions.ended_at', 'is', null)
    .where('staff_sessions.expires_at', '>', p('now'))
    .where('staff.status', '=', 'active')
    .orderBy('staff_sessions.last_active_at', 'desc')
    .orderBy('staff_sessions.id'),
);

export const endSessionsOf = command<{ staffId: string; now: number; reason: string }>()((db, p) =>
  db
    .updateTable('staff_sessions')
    .set({ ended_at: p('now'), end_reason: p('reason') })
    .where('staff_id', '=', p('staffId'))
    .where('ended_at', 'is', null),
);
