import type { DeviceReset } from '../../../shared/contract/recovery.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Actor, CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { notFound, PortcullisError } from '../errors.ts';
import { resetById, type StoredReset } from './store.ts';
import { reportStranger } from './suspicion.ts';
import { moveTo } from './transition.ts';
import { presentReset } from './view.ts';

/**
 * One tap of the customer stops a reset (RC-05), from any live session of the main account. Whatever the session did not ask for itself is
 * reported: then somebody else did, or somebody else stopped it.
 * @throws PortcullisError `not_found`, also for another customer's; `step_refused` while the log-in is incomplete; `conflict`
 */
export async function cancelOwnReset(engine: Engine, actor: CustomerActor, id: string): Promise<DeviceReset> {
  if (actor.limitedTo !== undefined) {
    throw new PortcullisError('step_refused', 'Complete the log-in first, or use the link that you were sent.', {
      reason: 'login_incomplete',
    });
  }
  return engine.store.write(async (tx) => {
    const reset = await tx.first(resetById, { id });
    if (reset === undefined || reset.account_id !== actor.accountId) throw notFound('device reset');
    return presentReset(await cancelReset(tx, engine, actor, reset, reset.requested_in === actor.sessionId));
  });
}

/** Cancels in a use-case's own transaction. @param withdrawn by the very session that asked. */
export async function cancelReset(tx: WriteTx, engine: Engine, actor: Actor, reset: StoredReset, withdrawn: boolean): Promise<StoredReset> {
  const after = await moveTo(tx, engine, actor, reset, 'cancel', withdrawn ? 'The customer withdrew it' : 'The customer stopped it');
  if (!withdrawn) {
    await reportStranger(tx, engine, actor, reset.account_id, {
      title: 'The customer stopped a device reset',
      cause: 'device_reset_cancelled',
    });
  }
  return after;
}
