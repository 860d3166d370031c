import type { FactorKind } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { CustomerActor } from '../../actor.ts';
import { notFound, PortcullisError } from '../../errors.ts';
import { decisionByOperation, type StoredOperation } from '../../operations/store.ts';
import { isMultiFactor } from './rules.ts';
import { accountForPasskeys, passedSteps } from './store.ts';

/** The methods that confirmed an operation; null when a person decided it instead. */
export async function assuranceOf(
  tx: ReadTx,
  operation: StoredOperation,
): Promise<readonly { readonly factor: FactorKind; readonly factorId: string | null }[] | null> {
  const decision = await tx.first(decisionByOperation, { operationId: operation.id });
  if (decision?.outcome === 'review') return null;
  const steps = await tx.all(passedSteps, { operationId: operation.id });
  return steps.map(({ factor, factorId }) => ({ factor: factor as FactorKind, factorId }));
}

/** PK-01: whatever policy asked, a passkey is worth no less than what it was created with. @throws PortcullisError `step_refused` */
export async function requireMultiFactor(tx: ReadTx, operation: StoredOperation): Promise<void> {
  const steps = await assuranceOf(tx, operation);
  if (steps !== null && !isMultiFactor(steps.map(({ factor }) => factor))) {
    throw new PortcullisError('step_refused', 'A new passkey takes a step-up with more than one factor.', {
      reason: 'multi_factor_needed',
    });
  }
}

/** The main account, which alone has passkeys. @throws PortcullisError `client_refused` */
export async function requireMain(tx: ReadTx, actor: CustomerActor) {
  const account = await tx.first(accountForPasskeys, { id: actor.accountId });
  if (account === undefined) throw notFound('account');
  if (account.kind !== 'main') {
    throw new PortcullisError('client_refused', 'Passkeys belong to the main account.', { reason: 'sub_account' });
  }
  return account;
}
