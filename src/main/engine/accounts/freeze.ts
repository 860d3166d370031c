import type { AccountId, AccountStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { openOperationsOf } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { openResetOf } from '../recovery/store.ts';
import { recall } from '../recovery/transition.ts';
import { abandonUnfinished } from '../security-items/unfinished.ts';
import { endAllSessions } from '../sessions/end-all.ts';
import { settle } from '../verification/settle.ts';
import { pendingOf } from '../verification/store.ts';
import { moveStatus } from './store.ts';
import { loadAccount } from './view.ts';

interface FreezeInput {
  readonly id: AccountId;
  readonly reason: string;
}

const STOPPED = 'The account was frozen by staff';

/**
 * Stops an account at once: its sessions end, what is under way on it and on its sub-accounts is denied, and whatever comes is refused until
 * somebody unfreezes it. A device reset that was approved is to be approved again: whoever asked for it may be why. The platform is told.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when it is frozen already
 */
export async function freezeAccount(engine: Engine, actor: StaffActor, { id, reason }: FreezeInput): Promise<{ status: AccountStatus }> {
  requirePermission(actor, 'customers.freeze');
  return engine.store.write(async (tx) => {
    await moveTo(tx, engine, actor, { id, reason, from: 'active', to: 'frozen' });
    for (const request of await tx.all(pendingOf, { accountId: id })) {
      await settle(tx, engine, actor, request, 'cancel', { reason: STOPPED });
    }
    for (const operation of await openOperationsOf(tx, id, engine.clock.now())) {
      await transition(tx, engine, actor, operation, 'frozen', STOPPED);
    }
    await abandonUnfinished(tx, engine, actor, id, STOPPED);
    await endAllSessions(tx, engine, actor, id, STOPPED);
    const reset = await tx.first(openResetOf, { accountId: id });
    if (reset?.status === 'approved') await recall(tx, engine, actor, reset, STOPPED);
    return { status: 'frozen' };
  });
}

/**
 * Lets a frozen account act again. What was denied while it was frozen stays denied, and the customer logs in anew.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when it is not frozen
 */
export async function unfreezeAccount(engine: Engine, actor: StaffActor, { id, reason }: FreezeInput): Promise<{ status: AccountStatus }> {
  requirePermission(actor, 'customers.freeze');
  return engine.store.write(async (tx) => {
    await moveTo(tx, engine, actor, { id, reason, from: 'frozen', to: 'active' });
    return { status: 'active' };
  });
}

async function moveTo(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  { id, reason, from, to }: FreezeInput & { readonly from: AccountStatus; readonly to: AccountStatus },
): Promise<void> {
  const account = await loadAccount(tx, id);
  if ((await tx.run(moveStatus, { id, from, to, now: engine.clock.now() })) !== 1) {
    throw conflict(`The account is ${account.status} already.`, { status: account.status });
  }
  await appendAudit(tx, engine, {
    actor,
    action: to === 'frozen' ? 'customer.frozen' : 'customer.unfrozen',
    accountId: id,
    subject: { kind: 'account', id },
    reason,
    changes: [{ field: 'status', old: from, new: to }],
  });
  const payload = { accountId: id, changed: ['status'] };
  await enqueue(tx, engine, { channel: 'webhook', topic: 'account.updated', accountId: id, payload });
  announce(tx, engine, { topic: 'account', id, accountId: id, data: { change: 'status', status: to } });
}
