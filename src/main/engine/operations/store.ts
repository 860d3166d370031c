import { type Selectable, sql } from 'kysely';
import { moneyKinds, operationKinds } from '../../../shared/vocabulary/index.ts';
import { command, query } from '../../store/prepared.ts';
import type { ReadDb, ReadTx } from '../../store/store.ts';
import type { OperationsTable } from '../../store/tables.ts';
import { statesBefore } from '../machine.ts';
import { mostRows } from '../risk/window-bound.ts';
import { catalogue as settings } from '../settings/catalogue.ts';
import { stepMoves } from './machine.ts';

/** An operation as it is stored. */
export type StoredOperation = Selectable<OperationsTable>;

/**
 * What the decision path reads of an account and of the device in its hands (null: of none), in one query. It tells as well whether there
 * is any factor or hold to be read: most accounts have none, and a look into an index costs less than a query.
 */
export const accountForDecision = query<{ id: string; deviceId: string | null }>()((db, p) =>
  db
    .selectFrom('accounts')
    .leftJoin('account_profiles', 'account_profiles.account_id', 'accounts.id')
    .leftJoin('devices', (join) => join.onRef('devices.account_id', '=', 'accounts.id').on('devices.id', '=', p('deviceId')))
    .select([
      'accounts.id',
      'accounts.kind',
      'accounts.main_account_id as mainAccountId',
      'accounts.status',
      'accounts.email',
      'accounts.phone',
      'accounts.country',
      'accounts.identity_status as identityStatus',
      'accounts.identity_level as identityLevel',
      'accounts.face_enrolled_at as faceEnrolledAt',
      'accounts.password_changed_at as passwordChangedAt',
      'accounts.factor_changed_at as factorChangedAt',
      'accounts.contact_changed_at as contactChangedAt',
      'accounts.mandatory_passkey_at as mandatoryPasskeyAt',
      'accounts.opened_at as openedAt',
      'account_profiles.data as profile',
      'account_profiles.logins',
      'devices.first_seen_at as deviceFirstSeenAt',
      'devices.first_login_at as deviceFirstLoginAt',
      'devices.last_login_at as deviceLastLoginAt',
    ])
    .select((eb) => [
      eb.exists(eb.selectFrom('factors').select('factors.id').whereRef('factors.account_id', '=', 'accounts.id')).as('hasFactors'),
      eb
        .exists(
          eb.selectFrom('holds').select('holds.id').whereRef('holds.account_id', '=', 'accounts.id').where('holds.ended_at', 'is', null),
        )
        .as('hasHolds'),
    ])
    .where('accounts.id', '=', p('id')),
);

export const deviceForDecision = query<{ accountId: string; id: string }>()((db, p) =>
  db
    .selectFrom('devices')
    .select(['first_login_at as firstLoginAt', 'last_login_at as lastLoginAt', 'last_seen_at as lastSeenAt'])
    .where('account_id', '=', p('accountId'))
    .where('id', '=', p('id')),
);

export const upsertDevice = command<{
  accountId: string;
  id: string;
  client: string;
  name: string | null;
  os: string | null;
  appVersion: string | null;
  /** When the device is that of a log-in that is complete. */
  loginAt: number | null;
  now: number;
}>()((db, p) =>
  db
    .insertInto('devices')
    .values({
      account_id: p('accountId'),
      id: p('id'),
      client: p('client'),
      name: p('name'),
      os: p('os'),
      app_version: p('appVersion'),
      first_seen_at: p('now'),
      last_seen_at: p('now'),
      first_login_at: p('loginAt'),
      last_login_at: p('loginAt'),
    })
    .onConflict((oc) =>
      oc.columns(['account_id', 'id']).doUpdateSet((eb) => ({
        last_seen_at: eb.ref('excluded.last_seen_at'),
        name: eb.fn.coalesce('excluded.name', 'devices.name'),
        os: eb.fn.coalesce('excluded.os', 'devices.os'),
        app_version: eb.fn.coalesce('excluded.app_version', 'devices.app_version'),
        first_login_at: eb.fn.coalesce('devices.first_login_at', 'excluded.first_login_at'),
        last_login_at: eb.fn.coalesce('excluded.last_login_at', 'devices.last_login_at'),
      })),
    ),
);

export const markDeviceLogin = command<{ accountId: string; id: string; now: number }>()((db, p) =>
  db
    .updateTable('devices')
    .set((eb) => ({ first_login_at: eb.fn.coalesce('first_login_at', sql<number>`${p('now')}`), last_login_at: p('now') }))
    .where('account_id', '=', p('accountId'))
    .where('id', '=', p('id')),
);

export const upsertProfile = command<{ accountId: string; data: string; logins: string | null; now: number }>()((db, p) =>
  db
    .insertInto('account_profiles')
    .values({ account_id: p('accountId'), data: p('data'), logins: p('logins'), updated_at: p('now') })
    .onConflict((oc) =>
      oc.column('account_id').doUpdateSet((eb) => ({
        data: eb.ref('excluded.data'),
        logins: eb.ref('excluded.logins'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    ),
);

export const profileOf = query<{ accountId: string }>()((db, p) =>
  db.selectFrom('account_profiles').select(['data', 'logins']).where('account_id', '=', p('accountId')),
);

export const insertOperation = command<{
  id: string;
  accountId: string;
  kind: string;
  status: string;
  client: string;
  deviceId: string | null;
  sessionId: string | null;
  address: string | null;
  /** What windows count the address as. */
  addressKey: string | null;
  network: string | null;
  country: string | null;
  asn: number | null;
  userAgent: string | null;
  amount: string | null;
  asset: string | null;
  assetNetwork: string | null;
  destination: string | null;
  /** What windows count the destination as. */
  destinationKey: string | null;
  valueCents: number | null;
  credentialResult: string | null;
  details: string;
  canonicalText: string;
  canonicalHash: string;
  source: string;
  createdAt: number;
  expiresAt: number;
  authorizedAt: number | null;
  finishedAt: number | null;
  finishReason: string | null;
}>()((db, p) =>
  db.insertInto('operations').values({
    id: p('id'),
    account_id: p('accountId'),
    kind: p('kind'),
    status: p('status'),
    client: p('client'),
    device_id: p('deviceId'),
    session_id: p('sessionId'),
    address: p('address'),
    address_key: p('addressKey'),
    network: p('network'),
    country: p('country'),
    asn: p('asn'),
    user_agent: p('userAgent'),
    amount: p('amount'),
    asset: p('asset'),
    asset_network: p('assetNetwork'),
    destination: p('destination'),
    destination_key: p('destinationKey'),
    value_cents: p('valueCents'),
    credential_result: p('credentialResult'),
    details: p('details'),
    canonical_text: p('canonicalText'),
    canonical_hash: p('canonicalHash'),
    source: p('source'),
    created_at: p('createdAt'),
    expires_at: p('expiresAt'),
    authorized_at: p('authorizedAt'),
    finished_at: p('finishedAt'),
    finish_reason: p('finishReason'),
  }),
);

export const insertDecision = command<{
  id: string;
  operationId: string;
  accountId: string;
  kind: string;
  outcome: string;
  score: number;
  band: string;
  steps: string;
  signals: string;
  hits: string;
  explanation: string;
  rulesVersion: number;
  matrixVersion: number;
  createdAt: number;
  durationUs: number;
}>()((db, p) =>
  db.insertInto('decisions').values({
    id: p('id'),
    operation_id: p('operationId'),
    account_id: p('accountId'),
    kind: p('kind'),
    outcome: p('outcome'),
    score: p('score'),
    band: p('band'),
    steps: p('steps'),
    signals: p('signals'),
    hits: p('hits'),
    explanation: p('explanation'),
    rules_version: p('rulesVersion'),
    matrix_version: p('matrixVersion'),
    created_at: p('createdAt'),
    duration_us: p('durationUs'),
  }),
);

export const insertStep = command<{ operationId: string; position: number; accountId: string; factor: string }>()((db, p) =>
  db.insertInto('operation_steps').values({
    operation_id: p('operationId'),
    position: p('position'),
    account_id: p('accountId'),
    factor: p('factor'),
    status: 'pending',
    attempts: 0,
    factor_id: null,
    data: '{}',
    started_at: null,
    finished_at: null,
  }),
);

export const operationById = query<{ id: string }>()((db, p) => db.selectFrom('operations').selectAll().where('id', '=', p('id')));

export const decisionByOperation = query<{ operationId: string }>()((db, p) =>
  db.selectFrom('decisions').selectAll().where('operation_id', '=', p('operationId')),
);

export const stepsOf = query<{ operationId: string }>()((db, p) =>
  db.selectFrom('operation_steps').selectAll().where('operation_id', '=', p('operationId')).orderBy('position'),
);

/** The ids of an account and its sub-accounts. */
const withSubAccounts = (db: ReadDb, accountId: string) =>
  db
    .selectFrom('accounts')
    .select('accounts.id')
    .where((eb) => eb.or([eb('accounts.id', '=', accountId), eb('main_account_id', '=', accountId)]));

/** The value, in cents, of what an account and its sub-accounts moved or are about to move since a moment, and how many operations that is. */
export const movedSince = query<{ accountId: string; since: number }>()((db, p) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('operations')
        .select('value_cents as cents')
        .where('account_id', 'in', withSubAccounts(db, p('accountId')))
        .where('kind', 'in', moneyKinds)
        .where('created_at', '>', p('since'))
        .where('status', 'in', ['awaiting_step_up', 'authorized', 'executed'])
        .limit(mostRows)
        .as('moved'),
    )
    .select(({ fn }) => [fn.countAll().as('looked'), fn.sum<number | null>('cents').as('cents')]),
);

/** The compare-and-set by which every status changes: the loser changes no row. */
export const moveOperation = command<{
  id: string;
  from: string;
  to: string;
  authorizedAt: number | null;
  finishedAt: number | null;
  finishReason: string | null;
  expiresAt: number;
}>()((db, p) =>
  db
    .updateTable('operations')
    .set((eb) => ({
      status: p('to'),
      authorized_at: eb.fn.coalesce('authorized_at', sql<number | null>`${p('authorizedAt')}`),
      finished_at: p('finishedAt'),
      finish_reason: p('finishReason'),
      expires_at: p('expiresAt'),
    }))
    .where('id', '=', p('id'))
    .where('status', '=', p('from')),
);

export const startStep = command<{ operationId: string; position: number; data: string; now: number }>()((db, p) =>
  db
    .updateTable('operation_steps')
    .set((eb) => ({ data: p('data'), started_at: eb.fn.coalesce('started_at', sql<number>`${p('now')}`) }))
    .where('operation_id', '=', p('operationId'))
    .where('position', '=', p('position'))
    .where('status', '=', 'pending'),
);

export const countStepAttempt = command<{ operationId: string; position: number }>()((db, p) =>
  db
    .updateTable('operation_steps')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('operation_id', '=', p('operationId'))
    .where('position', '=', p('position'))
    .where('status', '=', 'pending'),
);

export const finishStep = command<{ operationId: string; position: number; status: string; factorId: string | null; now: number }>()(
  (db, p) =>
    db
      .updateTable('operation_steps')
      .set({ status: p('status'), factor_id: p('factorId'), finished_at: p('now') })
      .where('operation_id', '=', p('operationId'))
      .where('position', '=', p('position'))
      .where('status', 'in', statesBefore(stepMoves, 'pass')),
);

/** For how long an operation can stay open at the most: while staff look at it, while its steps are asked, and until it is carried out. */
const longestLifeMs = settings['review.ttl'].max + 2 * settings['operation.ttl'].max;

/** What began with a refused password was denied; it is passed over in the index, because whoever guesses makes a lot of it. */
const openOperations = query<{ accountId: string; since: number; now: number }>()((db, p) =>
  db
    .selectFrom('operations')
    .selectAll()
    .where('account_id', 'in', withSubAccounts(db, p('accountId')))
    .where('kind', 'in', operationKinds)
    .where('created_at', '>', p('since'))
    .where((eb) => eb.or([eb('credential_result', 'is', null), eb('credential_result', '=', 'accepted')]))
    .where('status', 'in', ['awaiting_step_up', 'in_review', 'authorized'])
    .where('expires_at', '>', p('now')),
);

/**
 * Operations of an account and its sub-accounts that can still lead to something. An authorization that ran out cannot; there is no end to
 * how many of those an account gathers. By kind and time, as the windows' index goes: an index of their own would cost every decision more.
 */
export const openOperationsOf = (tx: ReadTx, accountId: string, now: number): Promise<StoredOperation[]> =>
  tx.all(openOperations, { accountId, since: now - longestLifeMs, now });

export const expiredOperations = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('operations')
    .select('id')
    .where('status', 'in', ['awaiting_step_up', 'in_review'])
    .where('expires_at', '<=', p('now'))
    .orderBy('expires_at')
    .limit(p('limit')),
);

/** Authorizations that nobody made use of in time; asked apart, because each of the two has an index of its own. */
export const unspentAuthorizations = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('operations')
    .select('id')
    .where('status', '=', 'authorized')
    .where('expires_at', '<=', p('now'))
    .orderBy('expires_at')
    .limit(p('limit')),
);
