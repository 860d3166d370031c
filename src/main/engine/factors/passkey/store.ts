import type { Selectable } from 'kysely';
import { command, query } from '../../../store/prepared.ts';
import type { PasskeyTransfersTable } from '../../../store/tables.ts';

/** How a passkey came about (PK-02). */
export type PasskeyKind = 'this_device' | 'other_device' | 'security_key';

/** A transfer to another device as it is stored. */
export type StoredTransfer = Selectable<PasskeyTransfersTable>;

export type ChallengePurpose = 'registration' | 'authentication';

const passkeyColumns = [
  'factors.id',
  'factors.account_id as accountId',
  'factors.status',
  'factors.name',
  'factors.public_key as publicKey',
  'factors.created_at as createdAt',
  'factors.last_used_at as lastUsedAt',
  'passkeys.credential_id as credentialId',
  'passkeys.kind',
  'passkeys.aaguid',
  'passkeys.transports',
  'passkeys.counter',
  'passkeys.backup_eligible as backupEligible',
  'passkeys.backed_up as backedUp',
] as const;

/** The passkeys that an account can use now, oldest first. */
export const activePasskeys = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('passkeys')
    .innerJoin('factors', 'factors.id', 'passkeys.factor_id')
    .select(passkeyColumns)
    .where('passkeys.account_id', '=', p('accountId'))
    .where('factors.status', '=', 'active')
    .orderBy('factors.created_at')
    .orderBy('factors.id'),
);

export const passkeyByCredential = query<{ credentialId: string }>()((db, p) =>
  db
    .selectFrom('passkeys')
    .innerJoin('factors', 'factors.id', 'passkeys.factor_id')
    .select(passkeyColumns)
    .where('passkeys.credential_id', '=', p('credentialId')),
);

export const passkeyById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('passkeys')
    .innerJoin('factors', 'factors.id', 'passkeys.factor_id')
    .select(passkeyColumns)
    .where('passkeys.factor_id', '=', p('id')),
);

export const insertPasskey = command<{
  factorId: string;
  accountId: string;
  credentialId: string;
  kind: string;
  aaguid: string;
  transports: string;
  counter: number;
  backupEligible: number;
  backedUp: number;
}>()((db, p) =>
  db
    .insertInto('passkeys')
    .values({
      factor_id: p('factorId'),
      account_id: p('accountId'),
      credential_id: p('credentialId'),
      kind: p('kind'),
      aaguid: p('aaguid'),
      transports: p('transports'),
      counter: p('counter'),
      backup_eligible: p('backupEligible'),
      backed_up: p('backedUp'),
    })
    // A credential that is registered already, by whomever, changes no row and is refused (PK-08).
    .onConflict((oc) => oc.column('credential_id').doNothing()),
);

/**
 * The compare-and-set of the signature counter: it must have grown, unless the authenticator keeps none. Changes no row otherwise, and then
 * somebody may have a copy of the key.
 */
export const moveCounter = command<{ factorId: string; counter: number; backedUp: number }>()((db, p) =>
  db
    .updateTable('passkeys')
    .set({ counter: p('counter'), backed_up: p('backedUp') })
    .where('factor_id', '=', p('factorId'))
    .where((eb) => eb.or([eb('counter', '<', p('counter')), eb.and([eb('counter', '=', 0), eb('counter', '=', p('counter'))])])),
);

export const renamePasskey = command<{ id: string; accountId: string; name: string }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ name: p('name') })
    .where('id', '=', p('id'))
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', 'passkey')
    .where('status', '=', 'active'),
);

export const insertChallenge = command<{
  challenge: string;
  purpose: string;
  accountId: string;
  sessionId: string;
  operationId: string;
  position: number;
  kind: string | null;
  transferId: string | null;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('passkey_challenges').values({
    challenge: p('challenge'),
    purpose: p('purpose'),
    account_id: p('accountId'),
    session_id: p('sessionId'),
    operation_id: p('operationId'),
    position: p('position'),
    kind: p('kind'),
    transfer_id: p('transferId'),
    created_at: p('now'),
    expires_at: p('expiresAt'),
    used_at: null,
  }),
);

export const challengeByText = query<{ challenge: string }>()((db, p) =>
  db.selectFrom('passkey_challenges').selectAll().where('challenge', '=', p('challenge')),
);

/** Uses a challenge up. Changes a row for one caller, once, and before it expires. */
export const useChallenge = command<{ challenge: string; now: number }>()((db, p) =>
  db
    .updateTable('passkey_challenges')
    .set({ used_at: p('now') })
    .where('challenge', '=', p('challenge'))
    .where('used_at', 'is', null)
    .where('expires_at', '>', p('now')),
);

/** Challenges that nobody can answer any more. */
export const dropOldChallenges = command<{ before: number; limit: number }>()((db, p) =>
  db
    .deleteFrom('passkey_challenges')
    .where('challenge', 'in', ({ selectFrom }) =>
      selectFrom('passkey_challenges').select('challenge').where('created_at', '<', p('before')).limit(p('limit')),
    ),
);

export const accountForPasskeys = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('accounts')
    .select([
      'id',
      'kind',
      'email',
      'name',
      'identity_status as identityStatus',
      'passkey_user_handle as userHandle',
      'mandatory_passkey_at as mandatorySince',
    ])
    .where('id', '=', p('id')),
);

/** The first handle stays; whoever came second reads it. */
export const giveUserHandle = command<{ id: string; userHandle: string }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ passkey_user_handle: p('userHandle') })
    .where('id', '=', p('id'))
    .where('passkey_user_handle', 'is', null),
);

export const turnMandatoryOn = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ mandatory_passkey_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('id'))
    .where('mandatory_passkey_at', 'is', null),
);

export const turnMandatoryOff = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ mandatory_passkey_at: null, factor_changed_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('id'))
    .where('mandatory_passkey_at', 'is not', null),
);

export const subAccountIds = query<{ mainAccountId: string }>()((db, p) =>
  db.selectFrom('accounts').select('id').where('main_account_id', '=', p('mainAccountId')),
);

export const insertTransfer = command<{ id: string; accountId: string; operationId: string; now: number; expiresAt: number }>()((db, p) =>
  db.insertInto('passkey_transfers').values({
    id: p('id'),
    account_id: p('accountId'),
    operation_id: p('operationId'),
    status: 'waiting',
    opened_by: null,
    created_at: p('now'),
    expires_at: p('expiresAt'),
    opened_at: null,
    finished_at: null,
  }),
);

export const transferById = query<{ id: string }>()((db, p) => db.selectFrom('passkey_transfers').selectAll().where('id', '=', p('id')));

/** The transfer of an operation that still goes on; the database keeps a second one out. */
export const openTransferOf = query<{ operationId: string }>()((db, p) =>
  db.selectFrom('passkey_transfers').selectAll().where('operation_id', '=', p('operationId')).where('status', 'in', ['waiting', 'opened']),
);

/** The operation whose code a session scanned last, while both go on. By the account, so that nothing is searched across accounts. */
export const transferOpenedBy = query<{ accountId: string; sessionId: string; now: number }>()((db, p) =>
  db
    .selectFrom('operations')
    .innerJoin('passkey_transfers', 'passkey_transfers.operation_id', 'operations.id')
    .select('operations.id as operationId')
    .where('operations.account_id', '=', p('accountId'))
    .where('operations.kind', '=', 'passkey_add')
    .where('operations.status', '=', 'authorized')
    .where('operations.expires_at', '>', p('now'))
    .where('passkey_transfers.status', '=', 'opened')
    .where('passkey_transfers.opened_by', '=', p('sessionId'))
    .orderBy('passkey_transfers.opened_at', 'desc')
    .limit(1),
);

export const moveTransfer = command<{
  id: string;
  from: string;
  to: string;
  openedBy: string | null;
  openedAt: number | null;
  finishedAt: number | null;
}>()((db, p) =>
  db
    .updateTable('passkey_transfers')
    .set({ status: p('to'), opened_by: p('openedBy'), opened_at: p('openedAt'), finished_at: p('finishedAt') })
    .where('id', '=', p('id'))
    .where('status', '=', p('from')),
);

/** Steps of an operation with the factor that proved each; assurance is derived from them. */
export const passedSteps = query<{ operationId: string }>()((db, p) =>
  db
    .selectFrom('operation_steps')
    .select(['factor', 'factor_id as factorId'])
    .where('operation_id', '=', p('operationId'))
    .where('status', '=', 'passed'),
);
