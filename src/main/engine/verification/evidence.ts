import type { ReadTx } from '../../store/store.ts';
import { factorById } from '../factors/store.ts';
import { type StoredOperation, stepsOf } from '../operations/store.ts';
import { answerText, verifyDeviceSignature } from './answer.ts';
import { approvalsOf } from './store.ts';

/**
 * Whether each step that the trusted device passed still bears its signature over the operation as it is stored now (TD-11). What was
 * changed behind the engine's back shows here, text and hash together: the key that could sign them anew is in the customer's phone.
 */
export async function isStillSigned(tx: ReadTx, operation: StoredOperation): Promise<boolean> {
  const steps = (await tx.all(stepsOf, { operationId: operation.id })).filter(({ factor }) => factor === 'trusted_device');
  if (steps.length === 0) return true;
  const approvals = await tx.all(approvalsOf, { operationId: operation.id });
  for (const { position } of steps) {
    const approval = approvals.find((request) => request.position === position);
    if (approval?.signature == null || approval.factor_id === null) return false;
    const key = (await tx.first(factorById, { id: approval.factor_id }))?.public_key;
    if (key == null) return false;
    const { id, number, signature } = approval;
    // Where the number was not asked for, the device may have signed it or not.
    const signed = (shown: string | undefined) =>
      verifyDeviceSignature(key, answerText({ id, answer: 'approve', number: shown }, operation.canonical_hash), signature);
    if (!signed(number) && (approval.number_required === 1 || !signed(undefined))) return false;
  }
  return true;
}
