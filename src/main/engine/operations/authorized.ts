import type { OperationKind, SecuritySetting } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, PortcullisError } from '../errors.ts';
import { ownOperation, startedBy } from './own.ts';
import type { StoredOperation } from './store.ts';
import { textSaysWhatIsStored } from './unchanged.ts';

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

/** One security setting, with the value that it is given where the customer chooses one. */
export interface SettingChange {
  readonly setting: SecuritySetting;
  readonly value?: string | undefined;
}

/**
 * As {@link authorizedOperation} for a security setting: what was confirmed for one setting, or for one value of it, changes no other. The
 * operation names both in its details (`setting`, `value`), so that they stand in the text that the customer confirmed.
 * @throws PortcullisError `not_found`, `step_refused` (`wrong_setting`, `wrong_value`), `conflict`, `expired`
 */
export async function authorizedChange(
  tx: ReadTx,
  engine: Pick<Engine, 'clock'>,
  actor: CustomerActor,
  operationId: string,
  change: SettingChange,
): Promise<StoredOperation> {
  const operation = await authorizedOperation(tx, engine, actor, operationId, 'security_setting_change');
  const { setting, value } = JSON.parse(operation.details) as Readonly<Record<string, string>>;
  if (setting !== change.setting) {
    throw new PortcullisError(
      'step_refused',
      `The operation is for another setting; name this one in details.setting: ${change.setting}.`,
      {
        reason: 'wrong_setting',
      },
    );
  }
  if (change.value !== undefined && value !== change.value) {
    throw new PortcullisError('step_refused', 'The operation is for another value; name this one in details.value.', {
      reason: 'wrong_value',
    });
  }
  if (!textSaysWhatIsStored(operation)) {
    throw new PortcullisError('conflict', 'What is about to be changed is not what was authorized.', {
      reason: 'operation_changed',
      current: { status: operation.status },
    });
  }
  return operation;
}
