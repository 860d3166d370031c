import type { WriteTx } from '../../../store/store.ts';
import { type Actor, systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { raiseCase } from '../../cases/raise.ts';
import { openCaseSince } from '../../cases/store.ts';
import type { Engine } from '../../engine.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { contactOf } from '../codes/store.ts';

/** Tells the customer on every channel they are reached by, and the platform. */
export async function tellOwner(tx: WriteTx, engine: Engine, accountId: string, topic: string, payload: object): Promise<void> {
  const contact = await tx.first(contactOf, { id: accountId });
  await enqueue(tx, engine, { channel: 'webhook', topic, accountId, payload: { accountId, ...payload } });
  if (contact?.email != null) await enqueue(tx, engine, { channel: 'mail', topic, accountId, payload: { to: contact.email } });
  if (contact?.phone != null) await enqueue(tx, engine, { channel: 'sms', topic, accountId, payload: { to: contact.phone } });
}

/** Records why a passkey was refused; the customer is told only that it was. */
export async function auditRefusal(
  tx: WriteTx,
  engine: Engine,
  input: { readonly actor: Actor; readonly accountId: string; readonly operationId: string; readonly why: string },
): Promise<void> {
  await appendAudit(tx, engine, {
    actor: input.actor,
    action: 'passkey.refused',
    accountId: input.accountId,
    subject: { kind: 'operation', id: input.operationId },
    reason: input.why,
  });
}

/**
 * PK-08: a genuine signature with a counter that did not grow means that somebody may have a copy of the key (WebAuthn Level 3, section
 * 6.1.1). Staff hear of it once per passkey while the case is open; the customer each time.
 */
export async function suspectClone(
  tx: WriteTx,
  engine: Engine,
  input: {
    readonly accountId: string;
    readonly factorId: string;
    readonly operationId: string;
    readonly stored: number;
    readonly presented: number;
  },
): Promise<void> {
  const { accountId, factorId, operationId } = input;
  const actor = systemActor('passkeys');
  await appendAudit(tx, engine, {
    actor,
    action: 'passkey.clone_suspected',
    accountId,
    subject: { kind: 'factor', id: factorId },
    reason: 'The signature counter went backwards',
    changes: [{ field: 'counter', old: input.stored, new: input.presented }],
  });
  await tellOwner(tx, engine, accountId, 'passkey.clone_suspected', { factorId, operationId });
  const cause = `passkey_clone:${factorId}`;
  const open = await tx.first(openCaseSince, { accountId, kind: 'suspicious_activity', data: JSON.stringify({ cause }), since: 0 });
  if (open !== undefined) return;
  await raiseCase(tx, engine, {
    accountId,
    kind: 'suspicious_activity',
    title: 'A passkey may have been copied: its signature counter went backwards',
    operationId,
    actor,
    cause,
  });
}
