import { command, query } from '../../../store/prepared.ts';

const columns = [
  'id',
  'staff_id as staffId',
  'credential_id as credentialId',
  'origin',
  'rp_id as rpId',
  'user_handle as userHandle',
  'name',
  'public_key as publicKey',
  'transports',
  'counter',
  'backup_eligible as backupEligible',
  'backed_up as backedUp',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
  'removed_at as removedAt',
] as const;

/** The passkeys that somebody has, oldest first, on whatever site they were made. */
export const passkeysOf = query<{ staffId: string }>()((db, p) =>
  db
    .selectFrom('staff_passkeys')
    .select(columns)
    .where('staff_id', '=', p('staffId'))
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id'),
);

/** Also one that was removed. */
export const passkeyByCredential = query<{ credentialId: string }>()((db, p) =>
  db.selectFrom('staff_passkeys').select(columns).where('credential_id', '=', p('credentialId')),
);

export const insertPasskey = command<{
  id: string;
  staffId: string;
  credentialId: string;
  origin: string;
  rpId: string;
  userHandle: string;
  name: string;
  publicKey: Uint8Array;
  aaguid: string;
  transports: string;
  counter: number;
  backupEligible: number;
  backedUp: number;
  now: number;
}>()((db, p) =>
  db
    .insertInto('staff_passkeys')
    .values({
      id: p('id'),
      staff_id: p('staffId'),
      credential_id: p('credentialId'),
      origin: p('origin'),
      rp_id: p('rpId'),
      user_handle: p('userHandle'),
      name: p('name'),
      public_key: p('publicKey'),
      aaguid: p('aaguid'),
      transports: p('transports'),
      counter: p('counter'),
      backup_eligible: p('backupEligible'),
      backed_up: p('backedUp'),
      created_at: p('now'),
      last_used_at: null,
      removed_at: null,
    })
    // A credential that is registered already, by whomever, changes no row and is refused.
    .onConflict((conflict) => conflict.column('credential_id').doNothing()),
);

/**
 * The compare-and-set of the signature counter of a passkey that was not removed: it must have grown, unless the authenticator keeps none.
 */
export const moveCounter = command<{ id: string; counter: number; backedUp: number; now: number }>()((db, p) =>
  db
    .updateTable('staff_passkeys')
    .set({ counter: p('counter'), backed_up: p('backedUp'), last_used_at: p('now') })
    .where('id', '=', p('id'))
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('counter', '<', p('counter')), eb.and([eb('counter', '=', 0), eb('counter', '=', p('counter'))])])),
);

export const removePasskey = command<{ id: string; staffId: string; now: number }>()((db, p) =>
  db
    .updateTable('staff_passkeys')
    .set({ removed_at: p('now') })
    .where('id', '=', p('id'))
    .where('staff_id', '=', p('staffId'))
    .where('removed_at', 'is', null),
);

/** Every passkey of somebody. */
export const removePasskeysOf = command<{ staffId: string; now: number }>()((db, p) =>
  db
    .updateTable('staff_passkeys')
    .set({ removed_at: p('now') })
    .where('staff_id', '=', p('staffId'))
    .where('removed_at', 'is', null),
);
