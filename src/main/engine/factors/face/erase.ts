import type { WriteTx } from '../../../store/store.ts';
import type { Actor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { suspendFor } from '../trusted-device/suspend.ts';
import { eraseFace, forgetFramesOf, setFaceEnrolled } from './store.ts';

/**
 * Erases an enrolled face with its template and the frames kept of it. A trusted device rests on the face and is suspended with it (TD-21).
 * Does nothing without one.
 * @param why in words, for the audit trail
 */
export async function eraseEnrolledFace(tx: WriteTx, engine: Engine, actor: Actor, accountId: string, why: string): Promise<boolean> {
  const now = engine.clock.now();
  const [erased] = await tx.returning(eraseFace, { accountId, now });
  await tx.run(forgetFramesOf, { accountId });
  if (erased === undefined) return false;
  await tx.run(setFaceEnrolled, { id: accountId, at: null, now });
  await appendAudit(tx, engine, {
    actor,
    action: 'face.erased',
    accountId,
    subject: { kind: 'factor', id: erased.id },
    reason: why,
    changes: [{ field: 'status', old: 'active', new: 'removed' }],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: 'face.erased', accountId, payload: { accountId, factorId: erased.id } });
  await suspendFor(tx, engine, actor, accountId, 'the enrolled face');
  return true;
}
