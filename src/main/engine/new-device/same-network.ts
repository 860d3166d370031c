import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { completedInFront } from '../factors/traits.ts';
import type { StoredOperation } from '../operations/store.ts';
import { sameNetwork } from './network.ts';
import { attemptOf, pinAddress } from './store.ts';

/**
 * ND-05: whether a step of a log-in from a new device is completed from another network than the log-in; an answer from another device comes
 * from where that device is. Where the platform did not say from where it came, the first completed step settles it.
 */
export async function isFromOtherNetwork(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  operation: StoredOperation,
  factor: FactorKind,
): Promise<boolean> {
  if (operation.kind !== 'login' || !completedInFront.has(factor)) return false;
  const attempt = await tx.first(attemptOf, { operationId: operation.id });
  if (attempt === undefined) return false;
  if (attempt.address === null) {
    if (actor.address !== null) await tx.run(pinAddress, { operationId: operation.id, address: actor.address });
    return false;
  }
  return actor.address === null || !sameNetwork(actor.address, attempt.address, engine.settings.get('device.sameNetwork'));
}
