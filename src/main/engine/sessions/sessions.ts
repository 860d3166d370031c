import type { z } from 'zod';
import type { sessionSchema } from '../../../shared/contract/operation.ts';
import type { AccountId, ClientKind, DeviceId, OperationId, SessionId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { loadAccount, loadOwner, ownerOf } from '../accounts/view.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { accountForPasskeys } from '../factors/passkey/store.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { operationById } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import type { EpochMs } from '../ports.ts';
import { endOneSession, insertSession, sessionById, sessionOfLogin, upsertDevice } from './store.ts';
import { newSessionToken, sessionTokenHash } from './token.ts';

export interface SessionInput {
  readonly id: AccountId;
  readonly client: ClientKind;
  readonly deviceId: DeviceId;
  readonly deviceName?: string | undefined;
  readonly address?: string | undefined;
  readonly loginOperationId?: OperationId | undefined;
}

export type Session = z.infer<typeof sessionSchema>;

/**
 * Opens a customer session and makes its token, which is kept as a keyed hash only. With the authorized log-in it comes from, the device
 * becomes known (ND-01); without, the session works and the device stays new.
 *
 * @throws PortcullisError `forbidden`, also for a frozen account; `not_found` for the account or the log-in; `conflict` when the log-in is
 *   not authorized, has been used, or came from another device or client; `expired` when it waited too long; `client_refused` and
 *   `step_refused` where mandatory passkeys want a log-in that such a session would go around; `idempotency_mismatch`
 */
export async function createSession(
  engine: Engine,
  actor: PlatformActor,
  input: SessionInput,
  idempotency: Idempotency,
): Promise<{ session: Session; token: string }> {
  requireScope(actor, 'sessions:write');
  const open = async (tx: WriteTx) => {
    const now = engine.clock.now();
    const account = await loadAccount(tx, input.id);
    if (account.status === 'frozen' || (await loadOwner(tx, account)).status === 'frozen') {
      throw new PortcullisError('forbidden', 'This account is frozen; no session can be opened.', { reason: 'account_frozen' });
    }
    await requirePasskeyLogin(tx, engine, input, ownerOf(account));
    const login = input.loginOperationId === undefined ? null : await takeLogin(tx, engine, actor, input, input.loginOperationId);
    const session: Session = {
      id: engine.ids.next('session') as SessionId,
      accountId: input.id,
      deviceId: input.deviceId,
      client: input.client,
      createdAt: now,
      expiresAt: now + engine.settings.get('session.lifetime'),
    };
    const token = newSessionToken(engine.random);
    await tx.run(upsertDevice, {
      accountId: input.id,
      id: input.deviceId,
      client: input.client,
      name: input.deviceName ?? null,
      now,
      loginAt: login === 'done' ? now : null,
    });
    await tx.run(insertSession, {
      ...session,
      address: input.address ?? null,
      tokenHash: sessionTokenHash(engine.sealer, token),
      loginOperationId: input.loginOperationId ?? null,
    });
    await appendAudit(tx, engine, {
      actor,
      action: 'session.created',
      accountId: input.id,
      subject: { kind: 'session', id: session.id },
      changes: [
        { field: 'deviceId', old: null, new: session.deviceId },
        { field: 'client', old: null, new: session.client },
        { field: 'expiresAt', old: null, new: session.expiresAt },
        ...(login !== null ? [{ field: 'loginOperationId', old: null, new: input.loginOperationId ?? null }] : []),
      ],
    });
    announce(tx, engine, { topic: 'account', id: input.id, accountId: input.id, data: { change: 'session_created' } });
    return { session, token };
  };
  return engine.store.write((tx) => idempotently(tx, engine, actor, idempotency, () => open(tx), { sealed: true }));
}

/**
 * While passkeys are mandatory for log-ins, no session begins beside them: not in a page inside another app (MP-05), and not without the
 * log-in operation that asked for the passkey, whatever device it is for (MP-02, MP-03).
 */
async function requirePasskeyLogin(tx: WriteTx, engine: Engine, input: SessionInput, ownerId: string): Promise<void> {
  const owner = await tx.first(accountForPasskeys, { id: ownerId });
  if (owner === undefined || owner.mandatorySince === null) return;
  const { matrix } = engine.policy.forAccount(input.id);
  if (matrix.mandatoryPasskeyRefusedClients.includes(input.client)) {
    throw new PortcullisError(
      'client_refused',
      'Passkeys are mandatory for this customer, and this way of logging in cannot ask for one.',
      {
        reason: 'mandatory_passkey',
      },
    );
  }
  if (matrix.mandatoryPasskeyKinds.includes('login') && input.loginOperationId === undefined) {
    throw new PortcullisError(
      'step_refused',
      'Passkeys are mandatory for this customer; open the session of a log-in that asked for one.',
      {
        reason: 'login_needed',
      },
    );
  }
}

/**
 * Takes the log-in that a session comes from: an authorized one is spent, one that waits for its step-up opens a session that serves that
 * alone. One log-in, one session. A log-in of another account is as good as none.
 */
async function takeLogin(
  tx: WriteTx,
  engine: Engine,
  actor: PlatformActor,
  input: SessionInput,
  id: OperationId,
): Promise<'done' | 'waiting'> {
  const login = await tx.first(operationById, { id });
  if (login === undefined || login.account_id !== input.id || login.kind !== 'login') throw notFound('log-in of this account');
  const current = { status: login.status };
  if (login.device_id !== input.deviceId || login.client !== input.client) {
    throw conflict('The log-in came from another device or client.', current);
  }
  if ((await tx.first(sessionOfLogin, { loginOperationId: id })) !== undefined)
    throw conflict('The log-in has its session already.', current);
  if (login.status !== 'authorized' && login.status !== 'awaiting_step_up') throw conflict('The log-in is not authorized.', current);
  if (login.expires_at <= engine.clock.now()) throw new PortcullisError('expired', 'The log-in waited too long for its session.');
  if (login.status === 'awaiting_step_up') return 'waiting';
  await transition(tx, engine, actor, login, 'executed', null);
  return 'done';
}

/**
 * Ends one session. Ending it again changes nothing and answers with the time it ended.
 * @throws PortcullisError `forbidden`, `not_found`, `idempotency_mismatch`
 */
export async function endSession(
  engine: Engine,
  actor: PlatformActor,
  input: { readonly id: SessionId },
  idempotency: Idempotency,
): Promise<{ id: SessionId; endedAt: EpochMs }> {
  requireScope(actor, 'sessions:write');
  const { id } = input;
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const session = await tx.first(sessionById, { id });
      if (session === undefined) throw notFound('session');
      if (session.endedAt !== null) return { id, endedAt: session.endedAt };
      const now = engine.clock.now();
      await tx.run(endOneSession, { id, now, reason: 'ended by the platform' });
      const accountId = session.accountId;
      await appendAudit(tx, engine, {
        actor,
        action: 'session.ended',
        accountId,
        subject: { kind: 'session', id },
        changes: [{ field: 'endedAt', old: null, new: now }],
      });
      announce(tx, engine, { topic: 'account', id: accountId, accountId, data: { change: 'session_ended' } });
      return { id, endedAt: now };
    }),
  );
}
