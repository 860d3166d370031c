import type { OwnPasskey } from '../../../../shared/contract/console/passkeys.ts';
import type { StaffPasskeyId } from '../../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../../store/store.ts';
import type { StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { passkeyName } from '../../factors/passkey/names.ts';
import { type CreationOptions, creationOptions, newUserHandle } from '../../factors/passkey/options.ts';
import {
  type NewCredential,
  type Refused,
  type RegistrationResponse,
  readClientData,
  verifyRegistration,
} from '../../factors/passkey/verify.ts';
import { type Confirmation, confirmed } from '../confirm.ts';
import { unauthenticated } from '../people.ts';
import { staffById } from '../store.ts';
import { CEREMONY_LIVES_MS, type Ceremony, type CeremonySeat, isFromSite, openCeremony, requireSite, takeCeremony } from './ceremony.ts';
import { insertPasskey, passkeysOf, removePasskey } from './store.ts';

/** How many passkeys one person may have. */
export const MOST_PASSKEYS = 10;

interface PasskeyRow {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly backupEligible: number;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

const present = ({ id, name, origin, backupEligible, createdAt, lastUsedAt }: PasskeyRow): OwnPasskey => ({
  id: id as StaffPasskeyId,
  name,
  origin,
  storage: backupEligible === 1 ? 'synced' : 'device_bound',
  createdAt,
  lastUsedAt,
});

const tooMany = (): PortcullisError =>
  conflict('You have as many passkeys as one can have; remove one first.', { reason: 'too_many_passkeys' });

/** One's own passkeys, oldest first (ST-02). */
export async function listOwnPasskeys(engine: Engine, actor: StaffActor): Promise<{ items: OwnPasskey[] }> {
  const rows = await engine.store.read((tx) => tx.all(passkeysOf, { staffId: actor.staffId }));
  return { items: rows.map(present) };
}

/**
 * Begins to make a passkey for oneself, confirmed by password and code (ST-02).
 * @returns what `navigator.credentials.create` takes
 * @throws PortcullisError `client_refused`, `conflict`, `credentials_refused`, `rate_limited`
 */
export async function beginOwnPasskey(
  engine: Engine,
  actor: StaffActor,
  seat: CeremonySeat,
  confirmation: Confirmation,
): Promise<{ readonly options: CreationOptions; readonly expiresAt: number }> {
  const site = requireSite(seat);
  const own = await engine.store.read((tx) => tx.all(passkeysOf, { staffId: actor.staffId }));
  if (own.length >= MOST_PASSKEYS) throw tooMany();
  const { name, email } = await confirmed(engine, actor, confirmation, 'passkeys.begin', async (_tx, row) => row);
  const userHandle = own[0]?.userHandle ?? newUserHandle(engine.random);
  const { challenge, expiresAt } = openCeremony(engine, seat, 'registration', { sessionId: actor.sessionId, userHandle });
  const options = await creationOptions(site, {
    user: { handle: userHandle, name: email, displayName: name },
    challenge,
    timeout: CEREMONY_LIVES_MS,
    attestation: 'none',
    exclude: own.filter(({ rpId }) => rpId === site.id),
    preferred: 'localDevice',
  });
  return { options, expiresAt };
}

/**
 * Ends the making of a passkey: verifies what the authenticator answered, and keeps it with the site that it was made on.
 * @throws PortcullisError `step_refused` (`passkey_refused`), `conflict`, `unauthenticated`
 */
export async function finishOwnPasskey(
  engine: Engine,
  actor: StaffActor,
  seat: CeremonySeat,
  input: { readonly response: RegistrationResponse; readonly name?: string | undefined },
): Promise<OwnPasskey> {
  const ceremony = takeCeremony(engine, seat, 'registration', actor.sessionId);
  const verified = await verifyFor(ceremony, input.response);
  const made = await engine.store.write(async (tx) => {
    if ((await tx.first(staffById, { id: actor.staffId }))?.status !== 'active') throw unauthenticated();
    if ((await tx.all(passkeysOf, { staffId: actor.staffId })).length >= MOST_PASSKEYS) throw tooMany();
    const kept = ceremony === null || verified.refused !== undefined ? null : await keep(tx, engine, actor, ceremony, verified, input.name);
    if (kept !== null) return kept;
    const why = verified.refused ?? 'the credential is registered already';
    const subject = { kind: 'staff', id: actor.staffId };
    await appendAudit(tx, engine, { actor, action: 'staff_passkey.refused', subject, reason: why });
    return null;
  });
  if (made === null)
    throw new PortcullisError('step_refused', 'This passkey was not accepted; begin again.', { reason: 'passkey_refused' });
  return made;
}

async function verifyFor(ceremony: Ceremony | null, response: RegistrationResponse): Promise<NewCredential | Refused> {
  if (ceremony === null) return { refused: 'no challenge waits for this passkey' };
  if (!isFromSite(ceremony, await readClientData(response.response.clientDataJSON))) return { refused: 'it was made on another site' };
  return verifyRegistration(ceremony.site, ceremony.challenge, response);
}

/** @returns null for a credential that somebody has or had. */
async function keep(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  { site, userHandle }: Ceremony,
  verified: NewCredential,
  given: string | undefined,
): Promise<OwnPasskey | null> {
  const now = engine.clock.now();
  const name = given?.trim() || passkeyName(verified.aaguid, isRoaming(verified.transports) ? 'security_key' : 'this_device');
  const row = {
    id: engine.ids.next('staffPasskey'),
    staffId: actor.staffId,
    credentialId: verified.id,
    origin: site.origins[0] ?? '',
    rpId: site.id,
    userHandle: userHandle ?? '',
    name,
    publicKey: verified.publicKey,
    aaguid: verified.aaguid,
    transports: JSON.stringify(verified.transports),
    counter: verified.counter,
    backupEligible: verified.backupEligible ? 1 : 0,
    backedUp: verified.backedUp ? 1 : 0,
    now,
  };
  if ((await tx.run(insertPasskey, row)) !== 1) return null;
  await appendAudit(tx, engine, {
    actor,
    action: 'staff_passkey.added',
    subject: { kind: 'staff_passkey', id: row.id },
    changes: [
      { field: 'staff', old: null, new: actor.staffId },
      { field: 'origin', old: null, new: row.origin },
    ],
  });
  // A session is named that nobody has: the change concerns no session of theirs.
  announce(tx, engine, { topic: 'staff', id: actor.staffId, data: { session: null, state: 'passkey_added' } });
  return present({ ...row, createdAt: now, lastUsedAt: null });
}

const isRoaming = (transports: readonly string[]): boolean => transports.includes('usb') && !transports.includes('internal');

/**
 * Removes a passkey of one's own, confirmed by password and code.
 * @throws PortcullisError `not_found` also for somebody else's, `credentials_refused`, `rate_limited`
 */
export async function removeOwnPasskey(
  engine: Engine,
  actor: StaffActor,
  input: Confirmation & { readonly id: StaffPasskeyId },
): Promise<{ id: StaffPasskeyId }> {
  return confirmed(engine, actor, input, 'passkeys.remove', async (tx) => {
    if ((await tx.run(removePasskey, { id: input.id, staffId: actor.staffId, now: engine.clock.now() })) !== 1) throw notFound('passkey');
    await appendAudit(tx, engine, {
      actor,
      action: 'staff_passkey.removed',
      subject: { kind: 'staff_passkey', id: input.id },
      changes: [{ field: 'staff', old: actor.staffId, new: null }],
    });
    announce(tx, engine, { topic: 'staff', id: actor.staffId, data: { session: null, state: 'passkey_removed' } });
    return { id: input.id };
  });
}
