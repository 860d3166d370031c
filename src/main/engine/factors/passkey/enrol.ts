import type { FactorId } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, PortcullisError } from '../../errors.ts';
import { authorizedOperation } from '../../operations/authorized.ts';
import { transition } from '../../operations/transition.ts';
import { insertFactor, noteFactorChange } from '../store.ts';
import { type Challenge, challengeFor, issueChallenge, type Purpose, spendChallenge } from './challenges.ts';
import { requireMain, requireMultiFactor } from './confirmed.ts';
import { passkeyName } from './names.ts';
import { auditRefusal, tellOwner } from './notices.ts';
import { type CreationOptions, creationOptions, newUserHandle as drawUserHandle } from './options.ts';
import { type PasskeyView, presentPasskey } from './present.ts';
import { relyingParty } from './relying-party.ts';
import { requireWay } from './rules.ts';
import { accountForPasskeys, activePasskeys, giveUserHandle, insertPasskey, type PasskeyKind, passkeyByCredential } from './store.ts';
import { completeTransfer, openedTransfer } from './transfer.ts';
import { type NewCredential, type Refused, type RegistrationResponse, readClientData, verifyRegistration } from './verify.ts';

export interface BeginPasskey {
  readonly operationId: string;
  /** PK-02: where the passkey is to live. */
  readonly kind: PasskeyKind;
  /** PK-04: whether the client found a working credential manager of its platform. */
  readonly credentialManager: boolean;
  /** PK-03: the transfer that this phone opened, for `other_device`. */
  readonly transferId?: string | undefined;
}

const purposeOf = (actor: CustomerActor, operationId: string): Purpose => ({
  purpose: 'registration',
  accountId: actor.accountId,
  sessionId: actor.sessionId,
  operationId,
  position: 0,
});

/** Everything that enrolling a passkey takes, asked when it begins and again when it ends. @throws PortcullisError (PK-01, PK-03, PK-06) */
async function requireEligible(
  tx: ReadTx,
  engine: Engine,
  actor: CustomerActor,
  input: Pick<BeginPasskey, 'operationId' | 'kind' | 'transferId'>,
) {
  const account = await requireMain(tx, actor);
  if (account.identityStatus !== 'verified') {
    throw new PortcullisError('prerequisites_missing', 'Verify your identity first.', {
      missing: [{ code: 'identity_not_verified', step: 'verify_identity' }],
    });
  }
  const operation = await authorizedOperation(tx, engine, actor, input.operationId, 'passkey_add');
  await requireMultiFactor(tx, operation);
  const opened = input.kind === 'other_device' ? await openedTransfer(tx, engine, actor, input.transferId, operation) : null;
  const passkeys = await tx.all(activePasskeys, { accountId: actor.accountId });
  if (passkeys.length >= engine.settings.get('passkey.max')) {
    throw conflict('There are as many passkeys as an account can have; remove one first.', { reason: 'too_many_passkeys' });
  }
  return { account, operation, opened, passkeys };
}

/**
 * Begins to create a passkey (PK-01, PK-02). It may be begun again while the operation is authorized: each time draws a new challenge.
 * @returns what `navigator.credentials.create` takes.
 * @throws PortcullisError `client_refused` with guidance, `prerequisites_missing`, `step_refused`, `conflict`, `expired`, `not_found`
 */
export async function beginPasskey(
  engine: Engine,
  actor: CustomerActor,
  input: BeginPasskey,
): Promise<{ readonly options: CreationOptions; readonly expiresAt: number }> {
  const { kind } = input;
  requireWay(kind, actor.client, input.credentialManager, engine.settings.get('passkey.securityKeyClients'));
  const begun = await engine.store.write(async (tx) => {
    const { account, passkeys } = await requireEligible(tx, engine, actor, input);
    const userHandle = account.userHandle ?? (await newUserHandle(tx, engine, actor.accountId));
    const registration = { kind, transferId: kind === 'other_device' ? (input.transferId ?? null) : null };
    const challenge = await issueChallenge(tx, engine, purposeOf(actor, input.operationId), registration);
    return { account, passkeys, userHandle, challenge };
  });
  const options = await creationOptions(relyingParty(engine), {
    user: { handle: begun.userHandle, name: begun.account.email ?? begun.account.id, displayName: begun.account.name ?? '' },
    challenge: begun.challenge.challenge,
    timeout: engine.settings.get('passkey.challengeTtl'),
    attestation: engine.settings.get('passkey.attestation') === 'direct' ? 'direct' : 'none',
    exclude: begun.passkeys,
    preferred: kind === 'security_key' ? 'securityKey' : 'localDevice',
  });
  return { options, expiresAt: begun.challenge.expiresAt };
}

async function newUserHandle(tx: WriteTx, engine: Engine, id: string): Promise<string> {
  const userHandle = drawUserHandle(engine.random);
  await tx.run(giveUserHandle, { id, userHandle });
  return (await tx.first(accountForPasskeys, { id }))?.userHandle ?? userHandle;
}

const notAccepted = (): PortcullisError =>
  new PortcullisError('step_refused', 'This passkey was not accepted; begin again.', { reason: 'passkey_refused' });

/**
 * Ends the creation: verifies what the authenticator answered and binds the passkey. The operation is used up by it, for another device
 * together with the one that showed the code.
 * @throws PortcullisError `step_refused` (`passkey_refused`), and as {@link beginPasskey}
 */
export async function finishPasskey(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly operationId: string; readonly response: RegistrationResponse; readonly name?: string | undefined },
): Promise<PasskeyView> {
  const { operationId, response } = input;
  const claimed = await readClientData(response.response.clientDataJSON);
  const challenge =
    claimed === null ? null : await engine.store.read((tx) => challengeFor(tx, claimed.challenge, purposeOf(actor, operationId)));
  const verified: NewCredential | Refused =
    challenge === null
      ? { refused: 'the challenge was not drawn for this' }
      : await verifyRegistration(relyingParty(engine), challenge.challenge, response);
  const made = await engine.store.write((tx) => bind(tx, engine, actor, input, challenge, verified));
  if (made === null) throw notAccepted();
  return made;
}

/** @returns null for a refusal, which is on record. */
async function bind(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  input: { readonly operationId: string; readonly name?: string | undefined },
  challenge: Challenge | null,
  verified: NewCredential | Refused,
): Promise<PasskeyView | null> {
  const { operationId } = input;
  const { accountId } = actor;
  const refuse = async (why: string): Promise<null> => {
    await auditRefusal(tx, engine, { actor, accountId, operationId, why });
    return null;
  };
  const kind = challenge?.kind ?? 'this_device';
  const { operation, opened } = await requireEligible(tx, engine, actor, {
    operationId,
    kind,
    transferId: challenge?.transferId ?? undefined,
  });
  if (challenge !== null && !(await spendChallenge(tx, engine, challenge))) return refuse('the challenge was answered before');
  if (verified.refused !== undefined) return refuse(verified.refused);
  // Section 7.1: "verify that the credentialId is not yet registered for any user". Whoever registers somebody else's credential would be
  // taken for them, or keep them from using it. One that was removed counts too: it may have left the hands it was in.
  if ((await tx.first(passkeyByCredential, { credentialId: verified.id })) !== undefined)
    return refuse('the credential is registered already');
  const now = engine.clock.now();
  const id = engine.ids.next('factor') as FactorId;
  const name = input.name ?? passkeyName(verified.aaguid, kind);
  const flags = { backupEligible: verified.backupEligible ? 1 : 0, backedUp: verified.backedUp ? 1 : 0 };
  await tx.run(insertFactor, {
    id,
    accountId,
    kind: 'passkey',
    status: 'active',
    name,
    deviceId: kind === 'security_key' ? null : actor.deviceId,
    publicKey: verified.publicKey,
    secretSealed: null,
    data: '{}',
    now,
    activatedAt: now,
  });
  const inserted = await tx.run(insertPasskey, {
    factorId: id,
    accountId,
    credentialId: verified.id,
    kind,
    aaguid: verified.aaguid,
    transports: JSON.stringify(verified.transports),
    counter: verified.counter,
    ...flags,
  });
  // Registered by somebody else at this very moment: throwing takes the factor back with everything else.
  if (inserted !== 1) throw conflict('This passkey is registered already.', { reason: 'already_registered' });
  await tx.run(noteFactorChange, { accountId, now });
  if (opened !== null) await completeTransfer(tx, engine, actor, opened);
  await transition(tx, engine, actor, operation, 'executed', null);
  await appendAudit(tx, engine, {
    actor,
    action: 'passkey.added',
    accountId,
    subject: { kind: 'factor', id },
    changes: [
      { field: 'status', old: null, new: 'active' },
      { field: 'kind', old: null, new: kind },
    ],
  });
  await tellOwner(tx, engine, accountId, 'passkey.added', { factorId: id });
  announce(tx, engine, { topic: 'account', id: accountId, accountId });
  return presentPasskey({ id, name, kind, ...flags, createdAt: now, lastUsedAt: null });
}
