import { sql } from 'kysely';
import { command, query } from '../../store/prepared.ts';
import { statesBefore } from '../machine.ts';
import { factorMoves } from './machine.ts';

/** Factors that count or once counted as enrolled: active ones, and suspended ones that must not make anything easier (TD-21). */
export const enrolledFactors = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('factors')
    .select(['id', 'kind', 'status', 'device_id as deviceId', 'activated_at as activatedAt'])
    .where('account_id', '=', p('accountId'))
    .where('status', 'in', ['active', 'suspended']),
);

export const factorById = query<{ id: string }>()((db, p) => db.selectFrom('factors').selectAll().where('id', '=', p('id')));

export const factorsOf = query<{ accountId: string; kind: string; status: string }>()((db, p) =>
  db
    .selectFrom('factors')
    .selectAll()
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', p('kind'))
    .where('status', '=', p('status')),
);

export const insertFactor = command<{
  id: string;
  accountId: string;
  kind: string;
  status: string;
  name: string | null;
  deviceId: string | null;
  publicKey: Uint8Array | null;
  secretSealed: Uint8Array | null;
  data: string;
  now: number;
  activatedAt: number | null;
}>()((db, p) =>
  db.insertInto('factors').values({
    id: p('id'),
    account_id: p('accountId'),
    kind: p('kind'),
    status: p('status'),
    name: p('name'),
    device_id: p('deviceId'),
    public_key: p('publicKey'),
    secret_sealed: p('secretSealed'),
    data: p('data'),
    last_time_step: null,
    created_at: p('now'),
    activated_at: p('activatedAt'),
    last_used_at: null,
    removed_at: null,
  }),
);

export const activateFactor = command<{ id: string; timeStep: number; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'active', activated_at: p('now'), last_time_step: p('timeStep') })
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(factorMoves, 'prove')),
);

export const removeFactor = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'removed', removed_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(factorMoves, 'remove')),
);

export const dropPendingFactors = command<{ accountId: string; kind: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'removed', removed_at: p('now') })
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', p('kind'))
    .where('status', 'in', statesBefore(factorMoves, 'abandon')),
);

/** The same for every kind: nothing that was begun is finished any more. */
export const dropAllPendingFactors = command<{ accountId: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'removed', removed_at: p('now') })
    .where('account_id', '=', p('accountId'))
    .where('status', 'in', statesBefore(factorMoves, 'abandon')),
);

/** SI-02: the compare-and-set that accepts each time step once. */
export const useTimeStep = command<{ id: string; timeStep: number; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ last_time_step: p('timeStep'), last_used_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', 'active')
    .where((eb) => eb.or([eb('last_time_step', 'is', null), eb('last_time_step', '<', p('timeStep'))])),
);

export const touchFactor = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ last_used_at: p('now') })
    .where('id', '=', p('id')),
);

export const noteFactorChange = command<{ accountId: string; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ factor_changed_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('accountId')),
);

/** Times of a device's life that a prerequisite or a removal needs. */
export const accountPrerequisites = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('accounts')
    .select([
      'id',
      'kind',
      'status',
      'identity_status as identityStatus',
      'face_enrolled_at as faceEnrolledAt',
      'name',
      sql<string | null>`email`.as('email'),
    ])
    .where('id', '=', p('id')),
);
