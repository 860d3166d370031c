import { hash } from 'node:crypto';
import type { CallerRow } from '../../../../shared/contract/console/recovery.ts';
import type { AccountId, CallerMethod } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import { contactTooNewUntil } from '../../accounts/contact-age.ts';
import { maskEmail, maskPhone } from '../../accounts/masking.ts';
import { requirePermission, type StaffActor, systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { enrolledFactors } from '../../factors/store.ts';
import { isTrustedDeviceSilent } from '../../new-device/recency.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { staffById } from '../../staff/store.ts';
import { accountForRecovery, resetById } from '../store.ts';
import { settleCaller } from './settle.ts';
import { callerById, callersSince, insertCaller, pendingCallerOf, type StoredCaller } from './store.ts';
import { callerRow } from './view.ts';

const HOUR = 3_600_000;

export interface UsableMethod {
  readonly method: CallerMethod;
  readonly factorId: string | null;
  /** Where a link goes, in clear; for the outbox alone. */
  readonly destination: string | null;
}

/**
 * What a customer can still prove themselves by (RC-03): factors in use. Contact data that was changed lately is left out, because then
 * whoever changed it would be the one who proves themselves.
 */
export async function usableMethods(tx: ReadTx, engine: Engine, accountId: string): Promise<UsableMethod[]> {
  const account = await tx.first(accountForRecovery, { id: accountId });
  if (account === undefined) throw notFound('account');
  if (account.kind !== 'main') {
    throw new PortcullisError('step_refused', 'A sub-account is protected by its main account; ask that one.', { reason: 'sub_account' });
  }
  const usable: UsableMethod[] = [];
  for (const { id, kind, status, deviceId, activatedAt } of await tx.all(enrolledFactors, { accountId })) {
    if (status !== 'active') continue;
    if (kind === 'authenticator') usable.push({ method: 'authenticator', factorId: id, destination: null });
    if (kind !== 'trusted_device' || deviceId === null) continue;
    if (await isTrustedDeviceSilent(tx, engine, accountId, { deviceId, activatedAt })) continue;
    usable.push({ method: 'trusted_device', factorId: id, destination: null });
  }
  if (contactTooNewUntil(engine, account.contactChangedAt) !== null) return usable;
  if (account.email !== null) usable.push({ method: 'email', factorId: null, destination: account.email });
  if (account.phone !== null) usable.push({ method: 'phone', factorId: null, destination: account.phone });
  return usable;
}

/** By which factors a caller can prove themselves; addresses are masked. @throws PortcullisError `forbidden`, `not_found`, `step_refused` */
export async function listCallerMethods(
  engine: Engine,
  actor: StaffActor,
  accountId: AccountId,
): Promise<{ readonly methods: { readonly method: CallerMethod; readonly sentTo: string | null }[] }> {
  requirePermission(actor, 'recovery.start');
  const usable = await engine.store.read((tx) => usableMethods(tx, engine, accountId));
  return {
    methods: usable.map(({ method, destination }) => {
      if (destination === null) return { method, sentTo: null };
      return { method, sentTo: method === 'email' ? maskEmail(destination) : maskPhone(destination) };
    }),
  };
}

/** What the customer reads, and the trusted device signs: of a kind of its own, so that its signature is good for nothing else. */
const callerText = (facts: {
  readonly id: string;
  readonly accountId: string;
  readonly agent: string;
  readonly caseId: string | null;
  readonly at: number;
}): string =>
  [
    'Portcullis caller verification v1',
    `Verification: ${facts.id}`,
    `Account: ${facts.accountId}`,
    `Agent: ${facts.agent}`,
    `Case: ${facts.caseId ?? 'none'}`,
    `Asked at: ${new Date(facts.at).toISOString()}`,
    'Confirm only if you are in contact with this agent right now. It approves no operation.',
  ].join('\n');

/**
 * Asks whoever contacts support to prove that they are the customer, by a factor that the customer still has (RC-03). One at a time; the
 * answer names the number that the agent says to the caller.
 * @throws PortcullisError `forbidden`, `not_found`, `step_refused` (`method_unusable`), `conflict` while one waits, `rate_limited`
 */
export async function askCaller(
  engine: Engine,
  actor: StaffActor,
  input: { readonly accountId: string; readonly method: CallerMethod; readonly resetId?: string | undefined },
): Promise<CallerRow> {
  requirePermission(actor, 'recovery.start');
  return engine.store.write(async (tx) => {
    const { accountId, method } = input;
    const chosen = (await usableMethods(tx, engine, accountId)).find((usable) => usable.method === method);
    if (chosen === undefined) {
      throw new PortcullisError('step_refused', 'The customer does not have this factor, or it cannot be relied on now.', {
        reason: 'method_unusable',
      });
    }
    const reset = input.resetId === undefined ? undefined : await tx.first(resetById, { id: input.resetId });
    if (input.resetId !== undefined && reset?.account_id !== accountId) throw notFound('device reset');
    await requireRoom(tx, engine, accountId);
    const now = engine.clock.now();
    const id = engine.ids.next('callerVerification');
    const agent = (await tx.first(staffById, { id: actor.staffId }))?.name ?? actor.staffId;
    const canonicalText = callerText({ id, accountId, agent, caseId: reset?.case_id ?? null, at: now });
    const expiresAt = now + engine.settings.get('caller.ttl');
    const { factorId, destination } = chosen;
    await tx.run(insertCaller, {
      id,
      accountId,
      resetId: reset?.id ?? null,
      method,
      factorId,
      sentTo: destination === null ? null : engine.sealer.lookup(destination, 'caller-destination'),
      askedBy: actor.staffId,
      canonicalText,
      canonicalHash: hash('sha256', canonicalText, 'hex'),
      number: String(10 + engine.random.integer(90)),
      now,
      expiresAt,
    });
    await appendAudit(tx, engine, {
      actor,
      action: 'caller_verification.sent',
      accountId,
      subject: { kind: 'caller_verification', id },
      changes: [
        { field: 'method', old: null, new: method },
        { field: 'resetId', old: null, new: reset?.id ?? null },
      ],
    });
    const payload = { verificationId: id, accountId, method, expiresAt };
    await enqueue(tx, engine, { channel: 'webhook', topic: 'caller_verification.sent', accountId, payload });
    if (destination !== null) {
      await enqueue(tx, engine, {
        channel: method === 'email' ? 'mail' : 'sms',
        topic: 'caller_verification',
        accountId,
        payload: { to: destination, verificationId: id, agent, expiresAt, page: engine.settings.get('app.linkPage') },
      });
    }
    announce(tx, engine, { topic: 'caller_verification', id, accountId, data: { status: 'pending', resetId: reset?.id ?? null } });
    return callerRow(actor, await load(tx, id));
  });
}

/** One verification waits at a time, and no customer is flooded with them. @throws PortcullisError `conflict`, `rate_limited` */
async function requireRoom(tx: WriteTx, engine: Engine, accountId: string): Promise<void> {
  const now = engine.clock.now();
  const pending = await tx.first(pendingCallerOf, { accountId });
  if (pending !== undefined && pending.expires_at > now) {
    throw conflict('A verification is waiting for the customer already.', { id: pending.id, status: pending.status });
  }
  if (pending !== undefined) await settleCaller(tx, engine, systemActor('deadline'), pending, 'expire', { answeredIn: null });
  const recent = await tx.all(callersSince, { accountId, since: now - HOUR });
  const free = recent[engine.settings.get('caller.maxRequests') - 1];
  if (free !== undefined) {
    throw new PortcullisError('rate_limited', 'This customer was asked often enough for now.', {
      retryAfterMs: free.createdAt + HOUR - now,
    });
  }
}

async function load(tx: ReadTx, id: string): Promise<StoredCaller> {
  const caller = await tx.first(callerById, { id });
  if (caller === undefined) throw notFound('verification of a caller');
  return caller;
}

/** @throws PortcullisError `forbidden`, `not_found` */
export async function getCaller(engine: Engine, actor: StaffActor, id: string): Promise<CallerRow> {
  requirePermission(actor, 'recovery.read');
  return engine.store.read(async (tx) => callerRow(actor, await load(tx, id)));
}

/** Staff stop waiting, for example to ask another factor. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function cancelCaller(engine: Engine, actor: StaffActor, id: string): Promise<CallerRow> {
  requirePermission(actor, 'recovery.start');
  return engine.store.write(async (tx) =>
    callerRow(actor, await settleCaller(tx, engine, actor, await load(tx, id), 'cancel', { answeredIn: null })),
  );
}
