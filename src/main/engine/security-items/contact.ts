import type { z } from 'zod';
import type { changeSchema, contactItemSchema, securityItemsSchema } from '../../../shared/contract/customer/security-items.ts';
import type { AccountId, ContactChangeId } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { maskEmail, maskPhone } from '../accounts/masking.ts';
import { tellOnChannels } from '../accounts/notices.ts';
import type { AccountRow } from '../accounts/store.ts';
import { loadAccount } from '../accounts/view.ts';
import type { CustomerActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { isRightCode, resendPause, type SentCode, sendCode } from '../factors/codes/code.ts';
import { letCodeOut, sourceOf, unlockItem } from '../factors/codes/guard.ts';
import { enrolledFactors } from '../factors/store.ts';
import { startHold } from '../holds/holds.ts';
import { authorizedChange } from '../operations/authorized.ts';
import type { StoredOperation } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import { enqueue } from '../outbox/enqueue.ts';
import {
  abandonChanges,
  abandonExpired,
  changeById,
  countTry,
  finishChange,
  insertChange,
  keepCode,
  pendingChanges,
  setEmail,
  setPhone,
} from './store.ts';

export type ContactItem = z.output<typeof contactItemSchema>;
export type SecurityItems = z.output<typeof securityItemsSchema>;
export type Change = z.output<typeof changeSchema>;

const channelOf = { email: 'mail', phone: 'sms' } as const;
const codeItemOf = { email: 'email_code', phone: 'phone_code' } as const;
const mask = (item: ContactItem, destination: string): string => (item === 'email' ? maskEmail(destination) : maskPhone(destination));

/** SI-04: such a code proves one destination for one change and nothing else. */
const purposeOf = (changeId: string, destination: string): string => `contact\0${changeId}\0${destination}`;

/**
 * The account whose items a customer may change. A sub-account has none of its own: its main account's protect it.
 * @throws PortcullisError `client_refused`
 */
export async function requireMainAccount(tx: ReadTx, actor: CustomerActor): Promise<AccountRow> {
  const account = await loadAccount(tx, actor.accountId);
  if (account.kind === 'main') return account;
  throw new PortcullisError('client_refused', 'Only the main account changes security items.', { reason: 'sub_account' });
}

/** The security items that are bound, masked, with the changes that wait for proof. */
export function listSecurityItems(engine: Engine, actor: CustomerActor): Promise<SecurityItems> {
  return engine.store.read(async (tx) => {
    const account = await requireMainAccount(tx, actor);
    const now = engine.clock.now();
    const factors = await tx.all(enrolledFactors, { accountId: account.id });
    const pending = (await tx.all(pendingChanges, { accountId: account.id })).filter(({ expiresAt }) => expiresAt > now);
    return {
      email: account.email === null ? null : maskEmail(account.email),
      phone: account.phone === null ? null : maskPhone(account.phone),
      authenticator: factors.some(({ kind, status }) => kind === 'authenticator' && status === 'active'),
      pending: pending.map(({ id, item, destination, expiresAt }) => ({
        id: id as ContactChangeId,
        item: item as ContactItem,
        sentTo: mask(item as ContactItem, destination),
        expiresAt,
      })),
    };
  });
}

/**
 * Begins to bind or change an e-mail address or phone number: uses up the authorized operation and sends a code to the new destination.
 * Nothing changes before that code comes back.
 * @throws PortcullisError `client_refused`, `step_refused`, `conflict`, `expired`, `not_found`, `rate_limited`
 */
export async function beginContactChange(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly operationId: string; readonly item: ContactItem; readonly destination: string },
): Promise<Change> {
  return engine.store.write(async (tx) => {
    const account = await requireMainAccount(tx, actor);
    const change = { setting: `${input.item}_change`, value: input.destination } as const;
    const operation = await authorizedChange(tx, engine, actor, input.operationId, change);
    const { item, destination } = input;
    if (account[item] === destination) throw conflict('This is bound to the account already.', { reason: 'unchanged' });
    const now = engine.clock.now();
    const id = engine.ids.next('contactChange') as ContactChangeId;
    const sent = await send(tx, engine, actor, operation, { id, item, destination, before: null });
    await tx.run(abandonChanges, { accountId: account.id, item, now });
    const expiresAt = now + engine.settings.get('operation.ttl');
    await tx.run(insertChange, {
      id,
      accountId: account.id,
      operationId: operation.id,
      sessionId: actor.sessionId,
      item,
      former: account[item],
      destination,
      data: JSON.stringify(sent),
      now,
      expiresAt,
    });
    await transition(tx, engine, actor, operation, 'executed', null);
    await appendAudit(tx, engine, {
      actor,
      action: `${item}.change_begun`,
      accountId: account.id,
      subject: { kind: 'contact_change', id },
    });
    return { id, item, sentTo: mask(item, destination), expiresAt };
  });
}

async function send(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  operation: Pick<StoredOperation, 'account_id' | 'device_id'>,
  change: { readonly id: string; readonly item: ContactItem; readonly destination: string; readonly before: SentCode | null },
): Promise<SentCode> {
  const { id, item, destination, before } = change;
  const source = await sourceOf(tx, engine, operation);
  await letCodeOut(tx, engine, { accountId: actor.accountId, destination, source });
  return sendCode(tx, engine, {
    purpose: purposeOf(id, destination),
    channel: channelOf[item],
    accountId: actor.accountId,
    to: destination,
    before,
    message: { topic: 'code.contact', item },
  });
}

type StoredChange = NonNullable<Awaited<ReturnType<typeof ownChange>>>;

/** A change that waits in this very session. @throws PortcullisError `not_found`, `conflict`, `expired` */
async function ownChange(tx: ReadTx, engine: Engine, actor: CustomerActor, id: string) {
  const change = await tx.first(changeById, { id });
  if (change === undefined || change.account_id !== actor.accountId || change.session_id !== actor.sessionId) {
    throw notFound('change of a security item');
  }
  if (change.status !== 'pending') throw conflict('This change is finished already.', { status: change.status });
  if (engine.clock.now() >= change.expires_at) throw new PortcullisError('expired', 'This change waited too long; start it again.');
  return change;
}

/**
 * Sends the code of a change again, after a growing pause.
 * @throws PortcullisError `not_found`, `conflict`, `expired`, `rate_limited`
 */
export async function resendContactCode(engine: Engine, actor: CustomerActor, id: string): Promise<Change> {
  return engine.store.write(async (tx) => {
    const change = await ownChange(tx, engine, actor, id);
    const item = change.item as ContactItem;
    const before = JSON.parse(change.data) as SentCode;
    const wait = resendPause(engine, before);
    if (wait > 0) throw new PortcullisError('rate_limited', 'A code was sent a moment ago.', { retryAfterMs: wait });
    const { destination } = change;
    const operation = { account_id: actor.accountId, device_id: actor.deviceId };
    const sent = await send(tx, engine, actor, operation, { id, item, destination, before });
    await tx.run(keepCode, { id, data: JSON.stringify(sent) });
    return { id: id as ContactChangeId, item, sentTo: mask(item, destination), expiresAt: change.expires_at };
  });
}

type Confirmed = { readonly items: true } | { readonly refused: PortcullisError };

/**
 * Proves the new destination and binds it. The customer is told by everything that reached them before (SI-05), and withdrawals wait (WH-01).
 * @throws PortcullisError `not_found`, `conflict`, `expired`; `step_refused` for a wrong code, the last of which ends the change
 */
export async function confirmContactChange(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly code: string },
): Promise<SecurityItems> {
  // A wrong code commits too (it counts), so the refusal leaves the transaction as a value.
  const confirmed = await engine.store.write((tx) => confirm(tx, engine, actor, input));
  if ('refused' in confirmed) throw confirmed.refused;
  return listSecurityItems(engine, actor);
}

async function confirm(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly code: string },
): Promise<Confirmed> {
  const change = await ownChange(tx, engine, actor, input.id);
  const sent = JSON.parse(change.data) as SentCode;
  if (engine.clock.now() >= sent.expiresAt) throw new PortcullisError('expired', 'The code has expired; ask for a new one.');
  if (!isRightCode(engine, sent, purposeOf(change.id, change.destination), input.code)) return wrongCode(tx, engine, actor, change);
  const account = await requireMainAccount(tx, actor);
  const item = change.item as ContactItem;
  if (account[item] !== change.former) {
    throw conflict('What is bound was changed meanwhile; start again.', { reason: 'changed_meanwhile' });
  }
  if ((await tx.run(finishChange, { id: change.id, status: 'confirmed', now: engine.clock.now() })) !== 1) {
    throw conflict('This change is finished already.', { status: 'confirmed' });
  }
  await rebind(tx, engine, actor, account, { item, to: change.destination, operationId: change.operation_id });
  return { items: true };
}

async function wrongCode(tx: WriteTx, engine: Engine, actor: CustomerActor, change: StoredChange): Promise<Confirmed> {
  const left = Math.max(0, engine.settings.get('code.maxTries') - change.tries - 1);
  await tx.run(countTry, { id: change.id });
  if (left === 0) await tx.run(finishChange, { id: change.id, status: 'abandoned', now: engine.clock.now() });
  await appendAudit(tx, engine, {
    actor,
    action: `${change.item}.wrong_code`,
    accountId: change.account_id,
    subject: { kind: 'contact_change', id: change.id },
    changes: [{ field: 'attemptsLeft', old: left + 1, new: left }],
  });
  return {
    refused: new PortcullisError('step_refused', left === 0 ? 'Too many wrong codes; start the change again.' : 'That code is not right.', {
      reason: 'wrong_code',
      current: { attemptsLeft: left },
    }),
  };
}

/**
 * Removes a bound e-mail address or phone number after an authorized security-setting change. The last of them stays: without one nobody
 * could be told of anything.
 * @throws PortcullisError `client_refused`, `step_refused`, `conflict`, `expired`, `not_found`
 */
export async function removeContact(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly operationId: string; readonly item: ContactItem },
): Promise<SecurityItems> {
  await engine.store.write(async (tx) => {
    const account = await requireMainAccount(tx, actor);
    const operation = await authorizedChange(tx, engine, actor, input.operationId, { setting: `${input.item}_remove` });
    const { item } = input;
    if (account[item] === null) throw notFound(`bound ${item}`);
    if (account[item === 'email' ? 'phone' : 'email'] === null) {
      throw conflict('The last way to reach you cannot be removed; bind another first.', { reason: 'last_contact' });
    }
    await tx.run(abandonChanges, { accountId: account.id, item, now: engine.clock.now() });
    await transition(tx, engine, actor, operation, 'executed', null);
    await rebind(tx, engine, actor, account, { item, to: null, operationId: operation.id });
  });
  return listSecurityItems(engine, actor);
}

/** Puts a destination in place of what was bound, with everything that follows from it. */
async function rebind(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  account: AccountRow,
  change: { readonly item: ContactItem; readonly to: string | null; readonly operationId: string },
): Promise<void> {
  const { item, to, operationId } = change;
  const now = engine.clock.now();
  const accountId = account.id as AccountId;
  if (item === 'email') await tx.run(setEmail, { id: accountId, email: to, now });
  else await tx.run(setPhone, { id: accountId, phone: to, now });
  await unlockItem(tx, accountId, codeItemOf[item]);
  const verb = account[item] === null ? 'bound' : to === null ? 'removed' : 'changed';
  await appendAudit(tx, engine, {
    actor,
    action: `${item}.${verb}`,
    accountId,
    subject: { kind: 'account', id: accountId },
    changes: [
      { field: item, old: account[item] === null ? null : 'set', new: to === null ? null : account[item] === null ? 'set' : 'replaced' },
    ],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: `${item}.${verb}`, accountId, payload: { accountId, item } });
  await tellOnChannels(tx, engine, accountId, `${item}.${verb}`, account);
  await startHold(tx, engine, { accountId, cause: 'contact_changed', actor, operationId });
  announce(tx, engine, { topic: 'account', id: accountId, accountId, data: { change: `${item}_${verb}` } });
}

/** Ends changes that waited too long and forgets whom they would have reached. @returns how many */
export function abandonExpiredChanges(engine: Pick<Engine, 'store' | 'clock'>): Promise<number> {
  return engine.store.write((tx) => tx.run(abandonExpired, { now: engine.clock.now() }));
}
