import type { WriteTx } from '../../../store/store.ts';
import { suspendTrustedDevice } from '../../accounts/store.ts';
import type { Actor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { raiseCase } from '../../cases/raise.ts';
import type { Engine } from '../../engine.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { settle } from '../../verification/settle.ts';
import { pendingOf } from '../../verification/store.ts';
import { enrolledFactors } from '../store.ts';

/**
 * TD-21: suspends the active trusted device of an account that lost what the device rests on, cancels what waits for it and opens a case.
 * Does nothing without one.
 * @param lost what was lost, in words that go on “the account lost …”.
 */
export async function suspendFor(tx: WriteTx, engine: Engine, actor: Actor, accountId: string, lost: string): Promise<void> {
  const [factor] = await tx.returning(suspendTrustedDevice, { accountId });
  if (factor === undefined) return;
  await appendAudit(tx, engine, {
    actor,
    action: 'trusted_device.suspended',
    accountId,
    subject: { kind: 'factor', id: factor.id },
    reason: `the account lost ${lost}`,
    changes: [{ field: 'status', old: 'active', new: 'suspended' }],
  });
  await raiseCase(tx, engine, {
    accountId,
    kind: 'identity_update',
    title: `Trusted device suspended: the account lost ${lost}`,
    actor,
    cause: 'prerequisite_lost',
  });
  for (const request of await tx.all(pendingOf, { accountId })) {
    await settle(tx, engine, actor, request, 'cancel', { reason: 'The trusted device was suspended' });
  }
  const payload = { accountId, factorId: factor.id };
  await enqueue(tx, engine, { channel: 'webhook', topic: 'trusted_device.suspended', accountId, payload });
}

/** The same after a passkey or an authenticator app went, when neither is left (TD-02). */
export async function suspendWithoutStrongFactor(tx: WriteTx, engine: Engine, actor: Actor, accountId: string): Promise<void> {
  const factors = await tx.all(enrolledFactors, { accountId });
  const strong = factors.some(({ kind, status }) => status === 'active' && (kind === 'passkey' || kind === 'authenticator'));
  if (!strong) await suspendFor(tx, engine, actor, accountId, 'its last passkey and authenticator app');
}
