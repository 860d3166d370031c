import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { dropAllPendingFactors } from '../factors/store.ts';
import { abandonAllChanges } from './store.ts';

/**
 * Ends what was begun with an authorization that is used up already and waits for its proof: an authenticator app, a face, a new address or
 * number. Freezing operations does not reach them, since theirs are over; a thief who was reported must not finish them.
 * @param why in words, for the audit trail
 */
export async function abandonUnfinished(tx: WriteTx, engine: Engine, actor: Actor, accountId: string, why: string): Promise<void> {
  const now = engine.clock.now();
  const ended = {
    contact: await tx.run(abandonAllChanges, { accountId, now }),
    factor: await tx.run(dropAllPendingFactors, { accountId, now }),
  };
  const changes = Object.entries(ended).flatMap(([field, count]) => (count === 0 ? [] : [{ field, old: 'pending', new: 'abandoned' }]));
  if (changes.length === 0) return;
  await appendAudit(tx, engine, {
    actor,
    action: 'security_change.abandoned',
    accountId,
    subject: { kind: 'account', id: accountId },
    reason: why,
    changes,
  });
}
