import type { WriteTx } from '../../../store/store.ts';
import type { CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, PortcullisError } from '../../errors.ts';
import { authorizedChange } from '../../operations/authorized.ts';
import { openOperationsOf, type StoredOperation } from '../../operations/store.ts';
import { transition } from '../../operations/transition.ts';
import { endAllSessions } from '../../sessions/end-all.ts';
import { sessionById } from '../../sessions/store.ts';
import { settle } from '../../verification/settle.ts';
import { pendingOfOperation } from '../../verification/store.ts';
import { assuranceOf, requireMain } from './confirmed.ts';
import { tellOwner } from './notices.ts';
import { activePasskeys, turnMandatoryOff, turnMandatoryOn } from './store.ts';

export interface MandatoryPasskey {
  /** Null while it is off. */
  readonly since: number | null;
}

/**
 * Turns mandatory-passkey mode on (MP-01). Every other session ends (MP-03), and what was begun or confirmed by something else in a covered
 * scenario is cancelled: a log-in that a code confirmed a minute ago must not become a session now.
 * @throws PortcullisError `prerequisites_missing` without a passkey, `client_refused`, `step_refused`, `conflict`, `expired`, `not_found`
 */
export async function turnOnMandatoryPasskey(engine: Engine, actor: CustomerActor, operationId: string): Promise<MandatoryPasskey> {
  const covered = new Set<string>(engine.policy.current().matrix.mandatoryPasskeyKinds);
  return engine.store.write(async (tx) => {
    await requireMain(tx, actor);
    const { accountId } = actor;
    const operation = await authorizedChange(tx, engine, actor, operationId, { setting: 'mandatory_passkey_on' });
    const steps = await assuranceOf(tx, operation);
    if (steps?.length === 0) throw new PortcullisError('step_refused', 'This takes a step-up.', { reason: 'step_up_needed' });
    if ((await tx.all(activePasskeys, { accountId })).length === 0) {
      throw new PortcullisError('prerequisites_missing', 'Create a passkey first.', {
        missing: [{ code: 'no_passkey', step: 'enrol_passkey' }],
      });
    }
    const now = engine.clock.now();
    if ((await tx.run(turnMandatoryOn, { id: accountId, now })) !== 1) throw conflict('Passkeys are mandatory already.', { on: true });
    await transition(tx, engine, actor, operation, 'executed', null);
    const own = await tx.first(sessionById, { id: actor.sessionId });
    const kept: readonly (string | null | undefined)[] = [operationId, own?.loginOperationId];
    for (const open of await openOperationsOf(tx, accountId, now)) {
      if (!kept.includes(open.id) && covered.has(open.kind)) await cancelWeaker(tx, engine, actor, open);
    }
    const reason = 'passkeys became mandatory';
    await endAllSessions(tx, engine, actor, accountId, reason, [actor.sessionId]);
    await tell(tx, engine, actor, true);
    return { since: now };
  });
}

/**
 * Turns it off, which takes a passkey (MP-06), whatever method policy would ask.
 * @throws PortcullisError `client_refused`, `step_refused`, `conflict`, `expired`, `not_found`
 */
export async function turnOffMandatoryPasskey(engine: Engine, actor: CustomerActor, operationId: string): Promise<MandatoryPasskey> {
  return engine.store.write(async (tx) => {
    await requireMain(tx, actor);
    const { accountId } = actor;
    const operation = await authorizedChange(tx, engine, actor, operationId, { setting: 'mandatory_passkey_off' });
    const active = new Set((await tx.all(activePasskeys, { accountId })).map(({ id }) => id));
    const steps = (await assuranceOf(tx, operation)) ?? [];
    if (!steps.some(({ factor, factorId }) => factor === 'passkey' && factorId !== null && active.has(factorId))) {
      throw new PortcullisError('step_refused', 'Turning this off takes a passkey.', { reason: 'passkey_needed' });
    }
    if ((await tx.run(turnMandatoryOff, { id: accountId, now: engine.clock.now() })) !== 1) {
      throw conflict('Passkeys are not mandatory.', { on: false });
    }
    await transition(tx, engine, actor, operation, 'executed', null);
    await tell(tx, engine, actor, false);
    return { since: null };
  });
}

/** What no passkey confirmed. An operation that a person decides stays with them. */
async function cancelWeaker(tx: WriteTx, engine: Engine, actor: CustomerActor, operation: StoredOperation): Promise<void> {
  if (operation.status === 'in_review') return;
  const steps = await assuranceOf(tx, operation);
  if (operation.status === 'authorized' && (steps === null || steps.some(({ factor }) => factor === 'passkey'))) return;
  const reason = 'Passkeys became mandatory';
  for (const request of await tx.all(pendingOfOperation, { operationId: operation.id })) {
    await settle(tx, engine, actor, request, 'cancel', { reason });
  }
  await transition(tx, engine, actor, operation, 'cancelled', reason);
}

async function tell(tx: WriteTx, engine: Engine, actor: CustomerActor, on: boolean): Promise<void> {
  const { accountId } = actor;
  const action = on ? 'mandatory_passkey.turned_on' : 'mandatory_passkey.turned_off';
  await appendAudit(tx, engine, {
    actor,
    action,
    accountId,
    subject: { kind: 'account', id: accountId },
    changes: [{ field: 'mandatoryPasskey', old: !on, new: on }],
  });
  await tellOwner(tx, engine, accountId, action, {});
  announce(tx, engine, { topic: 'account', id: accountId, accountId });
}
