import type { z } from 'zod';
import type { passkeyListSchema } from '../../../../shared/contract/customer/passkeys.ts';
import type { WriteTx } from '../../../store/store.ts';
import type { Actor, CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { raiseCase } from '../../cases/raise.ts';
import { openCaseSince } from '../../cases/store.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { startHold } from '../../holds/holds.ts';
import { authorizedOperation } from '../../operations/authorized.ts';
import { transition } from '../../operations/transition.ts';
import { noteFactorChange, removeFactor } from '../store.ts';
import { suspendWithoutStrongFactor } from '../trusted-device/suspend.ts';
import { assuranceOf, requireMain } from './confirmed.ts';
import { tellOwner } from './notices.ts';
import { type PasskeyView, presentPasskey } from './present.ts';
import { passkeyToRemove } from './rules.ts';
import { activePasskeys, passkeyById, renamePasskey as rename } from './store.ts';

/**
 * The account's passkeys, oldest first (PK-05). With one alone a backup is urged (PK-06); whoever loses all of them is helped by support and
 * by nothing weaker (PK-09).
 */
export async function listPasskeys(engine: Engine, actor: CustomerActor): Promise<z.output<typeof passkeyListSchema>> {
  return engine.store.read(async (tx) => {
    const account = await requireMain(tx, actor);
    const items = (await tx.all(activePasskeys, { accountId: actor.accountId })).map(presentPasskey);
    return {
      items,
      most: engine.settings.get('passkey.max'),
      backupUrged: items.length === 1,
      mandatorySince: account.mandatorySince,
      recovery: 'support_case',
    };
  });
}

/** Gives a passkey the name that its owner knows it by. @throws PortcullisError `not_found` */
export async function renamePasskey(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly name: string },
): Promise<PasskeyView> {
  const { id, name } = input;
  return engine.store.write(async (tx) => {
    const passkey = await ownPasskey(tx, actor, id);
    if ((await tx.run(rename, { id, accountId: actor.accountId, name })) !== 1) throw notFound('passkey');
    await appendAudit(tx, engine, {
      actor,
      action: 'passkey.renamed',
      accountId: actor.accountId,
      subject: { kind: 'factor', id },
      changes: [{ field: 'name', old: passkey.name, new: name }],
    });
    announce(tx, engine, { topic: 'account', id: actor.accountId, accountId: actor.accountId });
    return presentPasskey({ ...passkey, name });
  });
}

/**
 * Removes a passkey that another method or another passkey spoke for (PK-07). The operation names it in its details as `passkey_id`, so that
 * the customer confirmed the removal of this one.
 * @throws PortcullisError `not_found`, `step_refused`, `conflict`, `expired`
 */
export async function removePasskey(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly operationId: string },
): Promise<PasskeyView> {
  return engine.store.write(async (tx) => {
    const account = await requireMain(tx, actor);
    const passkey = await ownPasskey(tx, actor, input.id);
    const operation = await authorizedOperation(tx, engine, actor, input.operationId, 'passkey_remove');
    if (passkeyToRemove(operation.kind, JSON.parse(operation.details)) !== input.id) {
      throw new PortcullisError('step_refused', 'The operation removes another passkey; name this one in details.passkey_id.', {
        reason: 'wrong_passkey',
      });
    }
    const steps = await assuranceOf(tx, operation);
    if (steps !== null && !steps.some(({ factorId }) => factorId !== input.id)) {
      throw new PortcullisError('step_refused', 'Confirm the removal by another method or another passkey.', { reason: 'step_up_needed' });
    }
    const passkeys = await tx.all(activePasskeys, { accountId: actor.accountId });
    if (account.mandatorySince !== null && passkeys.every(({ id }) => id === input.id)) {
      throw conflict('The last passkey stays while passkeys are mandatory; turn that off first.', { reason: 'mandatory_passkey' });
    }
    await drop(tx, engine, actor, actor.accountId, input.id);
    await transition(tx, engine, actor, operation, 'executed', null);
    return presentPasskey(passkey);
  });
}

/**
 * Asks support to remove a passkey for whoever can confirm nothing any more (PK-07, PK-09). Opens one case; removes nothing.
 * @throws PortcullisError `not_found`
 */
export async function askForRemoval(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly id: string; readonly note: string },
): Promise<{ readonly status: 'open' }> {
  return engine.store.write(async (tx) => {
    await requireMain(tx, actor);
    await ownPasskey(tx, actor, input.id);
    const { accountId } = actor;
    const cause = `passkey_removal:${input.id}`;
    const open = await tx.first(openCaseSince, { accountId, kind: 'recovery', data: JSON.stringify({ cause }), since: 0 });
    if (open === undefined) {
      await raiseCase(tx, engine, {
        accountId,
        kind: 'recovery',
        title: `Remove a passkey without a step-up: ${input.note}`,
        actor,
        cause,
      });
      await tellOwner(tx, engine, accountId, 'passkey.removal_requested', { factorId: input.id });
    }
    return { status: 'open' };
  });
}

/**
 * Removes passkeys that no step-up spoke for, as the outcome of a support case: holds withdrawals (WH-01) and leaves mandatory-passkey mode
 * as it is, so that losing every passkey makes nothing easier (PO-04).
 * @param input.factorIds the ones to remove; all by default.
 * @returns how many were removed.
 */
export async function removePasskeysBySupport(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  input: { readonly accountId: string; readonly caseId?: string | undefined; readonly factorIds?: readonly string[] | undefined },
): Promise<number> {
  const { accountId, factorIds, caseId } = input;
  const passkeys = await tx.all(activePasskeys, { accountId });
  const going = passkeys.filter(({ id }) => factorIds === undefined || factorIds.includes(id));
  for (const { id } of going) await drop(tx, engine, actor, accountId, id);
  if (going.length > 0) await startHold(tx, engine, { accountId, cause: 'passkey_removed', actor, caseId });
  return going.length;
}

/** An active passkey of this customer's. @throws PortcullisError `not_found`, also for another customer's. */
async function ownPasskey(tx: WriteTx, actor: CustomerActor, id: string) {
  const passkey = await tx.first(passkeyById, { id });
  if (passkey === undefined || passkey.accountId !== actor.accountId || passkey.status !== 'active') throw notFound('passkey');
  return passkey;
}

async function drop(tx: WriteTx, engine: Engine, actor: Actor, accountId: string, id: string): Promise<void> {
  const now = engine.clock.now();
  if ((await tx.run(removeFactor, { id, now })) !== 1) throw conflict('The passkey was removed meanwhile.', { status: 'removed' });
  await tx.run(noteFactorChange, { accountId, now });
  await appendAudit(tx, engine, {
    actor,
    action: 'passkey.removed',
    accountId,
    subject: { kind: 'factor', id },
    changes: [{ field: 'status', old: 'active', new: 'removed' }],
  });
  await tellOwner(tx, engine, accountId, 'passkey.removed', { factorId: id });
  announce(tx, engine, { topic: 'account', id: accountId, accountId });
  await suspendWithoutStrongFactor(tx, engine, actor, accountId);
}
