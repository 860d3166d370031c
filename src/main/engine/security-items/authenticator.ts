import type { AccountId } from '../../../shared/vocabulary/index.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound } from '../errors.ts';
import { unlockItem } from '../factors/codes/guard.ts';
import { enrolledFactors, noteFactorChange, removeFactor } from '../factors/store.ts';
import { factorChanged } from '../factors/trusted-device/enrol.ts';
import { suspendWithoutStrongFactor } from '../factors/trusted-device/suspend.ts';
import { startHold } from '../holds/holds.ts';
import { authorizedChange } from '../operations/authorized.ts';
import { transition } from '../operations/transition.ts';
import { listSecurityItems, requireMainAccount, type SecurityItems } from './contact.ts';

/**
 * Removes the authenticator app after an authorized security-setting change: withdrawals wait (WH-01), every other channel hears of it
 * (SI-05), and a trusted device that rested on it is suspended (TD-21). A reset is this and then enrolling anew.
 * @throws PortcullisError `client_refused`, `step_refused`, `conflict`, `expired`, `not_found`
 */
export async function removeAuthenticator(engine: Engine, actor: CustomerActor, operationId: string): Promise<SecurityItems> {
  await engine.store.write(async (tx) => {
    const account = await requireMainAccount(tx, actor);
    const operation = await authorizedChange(tx, engine, actor, operationId, { setting: 'authenticator_remove' });
    const accountId = account.id as AccountId;
    const factor = (await tx.all(enrolledFactors, { accountId })).find(({ kind }) => kind === 'authenticator');
    if (factor === undefined) throw notFound('authenticator app');
    const now = engine.clock.now();
    if ((await tx.run(removeFactor, { id: factor.id, now })) !== 1) {
      throw conflict('The authenticator app was removed meanwhile.', { status: 'removed' });
    }
    await tx.run(noteFactorChange, { accountId, now });
    await unlockItem(tx, accountId, 'authenticator');
    await transition(tx, engine, actor, operation, 'executed', null);
    await startHold(tx, engine, { accountId, cause: 'authenticator_reset', actor, operationId });
    await factorChanged(tx, engine, actor, 'authenticator.removed', factor.id);
    await suspendWithoutStrongFactor(tx, engine, actor, accountId);
  });
  return listSecurityItems(engine, actor);
}
