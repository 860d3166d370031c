import type { WriteTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { transition } from '../operations/transition.ts';
import { timeStepOf } from '../totp.ts';
import { settle } from '../verification/settle.ts';
import { pendingOfOperation } from '../verification/store.ts';
import { endEverySession, everyOpenOperation, takeMark, takeTimeSteps, wasRestored } from './store.ts';

const actor = systemActor('restore');
const WHY = 'The database was put back from a backup';

/**
 * A backup brings back what was over by the time it was put back: sessions that had ended, authorizations that were carried out, codes that
 * were used. Before anybody is served, all of it ends; nothing of it is easier to begin again than it was. What else a backup brings back, such
 * as a key that was revoked since, nobody here can know: the log asks operators to look.
 * @returns whether it was a database that had been put back
 */
export async function settleRestored(engine: Engine): Promise<boolean> {
  if (!(await engine.store.read((tx) => wasRestored(tx)))) return false;
  const ended = await engine.store.write((tx) => settleWithin(tx, engine));
  engine.log.warn(ended, 'this database was put back from a backup: look for keys, staff and devices that were removed since it was made');
  return true;
}

async function settleWithin(tx: WriteTx, engine: Engine) {
  const now = engine.clock.now();
  await takeMark(tx);
  const operations = await everyOpenOperation(tx);
  for (const operation of operations) {
    for (const request of await tx.all(pendingOfOperation, { operationId: operation.id })) {
      await settle(tx, engine, actor, request, 'cancel', { reason: WHY });
    }
    await transition(tx, engine, actor, operation, 'cancelled', WHY);
  }
  const sessions = await endEverySession(tx, now);
  // The step after now as well: a clock that is a little fast had its code accepted.
  await takeTimeSteps(tx, timeStepOf(now) + 1);
  await appendAudit(tx, engine, {
    actor,
    action: 'workspace.restored',
    subject: { kind: 'workspace', id: 'database' },
    reason: WHY,
    changes: [
      { field: 'customerSessions', old: sessions.customers, new: 0 },
      { field: 'staffSessions', old: sessions.staff, new: 0 },
      { field: 'openOperations', old: operations.length, new: 0 },
    ],
  });
  return { ...sessions, operations: operations.length };
}
