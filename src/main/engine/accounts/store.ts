import { command, query } from '../../store/prepared.ts';

const accountColumns = [
  'id',
  'kind',
  'main_account_id as mainAccountId',
  'status',
  'name',
  'email',
  'phone',
  'country',
  'identity_status as identityStatus',
  'identity_level as identityLevel',
  'identity_verified_at as identityVerifiedAt',
  'face_enrolled_at as faceEnrolledAt',
  'password_changed_at as passwordChangedAt',
  'contact_changed_at as contactChangedAt',
  'opened_at as openedAt',
  'created_at as createdAt',
] as const;

/** An account as its own use-cases read it. */
export interface AccountRow {
  readonly id: string;
  readonly kind: string;
  readonly mainAccountId: string | null;
  readonly status: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly country: string | null;
  readonly identityStatus: string;
  readonly identityLevel: number;
  readonly identityVerifiedAt: number | null;
  readonly faceEnrolledAt: number | null;
  readonly passwordChangedAt: number | null;
  readonly contactChangedAt: number | null;
  readonly openedAt: number;
  readonly createdAt: number;
}

export const accountById = query<{ id: string }>()((db, p) => db.selectFrom('accounts').select(accountColumns).where('id', '=', p('id')));

export const insertAccount = command<{
  id: string;
  kind: string;
  mainAccountId: string | null;
  name: string | null;
  nameFolded: string | null;
  email: string | null;
  phone: string | null;
  country: string | null;
  openedAt: number;
  createdAt: number;
}>()((db, p) =>
  db.insertInto('accounts').values({
    id: p('id'),
    kind: p('kind'),
    main_account_id: p('mainAccountId'),
    status: 'active',
    name: p('name'),
    name_folded: p('nameFolded'),
    email: p('email'),
    phone: p('phone'),
    country: p('country'),
    identity_status: 'unverified',
    identity_level: 0,
    opened_at: p('openedAt'),
    created_at: p('createdAt'),
    updated_at: p('createdAt'),
  }),
);

export const updateContact = command<{
  id: string;
  name: string | null;
  nameFolded: string | null;
  email: string | null;
  phone: string | null;
  country: string | null;
  openedAt: number;
  contactChangedAt: number | null;
  now: number;
}>()((db, p) =>
  db
    .updateTable('accounts')
    .set({
      name: p('name'),
      name_folded: p('nameFolded'),
      email: p('email'),
      phone: p('phone'),
      country: p('country'),
      opened_at: p('openedAt'),
      contact_changed_at: p('contactChangedAt'),
      updated_at: p('now'),
    })
    .where('id', '=', p('id')),
);

export const updateVerification = command<{
  id: string;
  identityStatus: string;
  identityLevel: number;
  identityVerifiedAt: number | null;
  faceEnrolledAt: number | null;
  now: number;
}>()((db, p) =>
  db
    .updateTable('accounts')
    .set({
      identity_status: p('identityStatus'),
      identity_level: p('identityLevel'),
      identity_verified_at: p('identityVerifiedAt'),
      face_enrolled_at: p('faceEnrolledAt'),
      updated_at: p('now'),
    })
    .where('id', '=', p('id')),
);

export const updateSecurityTimes = command<{
  id: string;
  passwordChangedAt: number | null;
  contactChangedAt: number | null;
  now: number;
}>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ password_changed_at: p('passwordChangedAt'), contact_changed_at: p('contactChangedAt'), updated_at: p('now') })
    .where('id', '=', p('id')),
);

/** Every factor of an account that counts for anything still: not those being enrolled, not those removed. */
export const heldFactors = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('factors')
    .select(['id', 'kind', 'status', 'name', 'device_id as deviceId', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('account_id', '=', p('accountId'))
    .where('status', 'in', ['active', 'suspended'])
    .orderBy('created_at')
    .orderBy('id'),
);

/** TD-21. @returns (with `returning`) the factor that was active until now, if there was one */
export const suspendTrustedDevice = command<{ accountId: string }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'suspended' })
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', 'trusted_device')
    .where('status', '=', 'active')
    .returning('id'),
);

/** Freezes or unfreezes, only from the status that was seen. */
export const moveStatus = command<{ id: string; from: string; to: string; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ status: p('to'), updated_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', p('from')),
);
