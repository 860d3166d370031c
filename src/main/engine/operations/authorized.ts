import type { OperationKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, PortcullisError } from '../errors.ts';
import { ownOperation, startedBy } from './own.ts';
import type { StoredOperation } from './store.ts';

/**
 * The operation that allows a change of factors, contacts or identity: authorized, of the right kind, of this very account, and started by
 * this very session, so that a stolen session cannot spend what the customer confirmed in another.
 * @throws PortcullisError `not_found`, `step_refused`, `conflict`, `expired`
 */
export async function authorizedOperation(
  tx: ReadTx,
  engine: Pick<Engine, 'clock'>,
  actor: CustomerActor,
  operationId: string,
  kind: OperationKind,
): Promise<StoredOperation> {
  const { operation } = await ownOperation(tx, actor, operationId);
  if (operation.kind !== kind || operation.account_id !== actor.accountId) {
    throw new PortcullisError('step_refused', `This needs an authorized ${kind} operation.`, { reason: 'wrong_operation' });
  }
  if (!startedBy(actor, operation)) {
    throw new PortcullisError('step_refused', 'Only the client that started the operation can use it.', { reason: 'not_initiator' });
  }
  if (operation.status !== 'authorized') throw conflict('The operation is not authorized.', { status: operation.status });
  if (engine.clock.now() >= operation.expires_at) throw new PortcullisError('expired', 'The authorization has expired; start again.');
  return operation;
}
