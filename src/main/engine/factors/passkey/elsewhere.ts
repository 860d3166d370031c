import type { OperationInput } from '../../../../shared/contract/operation.ts';
import type { ReadTx } from '../../../store/store.ts';
import { passedSteps, transferOpenedBy } from './store.ts';

/**
 * Whether a passkey was shown already for what a phone begins: the code that it scanned comes from an operation that a passkey confirmed, on
 * the client where that passkey lives (PK-03). The phone often cannot reach it, which is why the customer adds another.
 */
export async function passkeyShownElsewhere(tx: ReadTx, input: OperationInput, now: number): Promise<boolean> {
  if (input.kind !== 'passkey_add' || input.sessionId === undefined) return false;
  const origin = await tx.first(transferOpenedBy, { accountId: input.accountId, sessionId: input.sessionId, now });
  if (origin === undefined) return false;
  const steps = await tx.all(passedSteps, { operationId: origin.operationId });
  return steps.some(({ factor }) => factor === 'passkey');
}
