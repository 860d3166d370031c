import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { raisePriority } from '../cases/close.ts';
import { raiseCase } from '../cases/raise.ts';
import { openCaseOf } from '../cases/store.ts';
import type { Engine } from '../engine.ts';

/** The customer says that somebody else is at support: the open case of suspicious activity becomes urgent, or one is opened that is high. */
export async function reportStranger(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  accountId: string,
  input: { readonly title: string; readonly cause: string },
): Promise<void> {
  const open = await tx.first(openCaseOf, { accountId, kind: 'suspicious_activity' });
  if (open !== undefined) {
    await raisePriority(tx, engine, actor, open.id, 'urgent', input.title);
    return;
  }
  await raiseCase(tx, engine, { accountId, kind: 'suspicious_activity', title: input.title, actor, cause: input.cause, priority: 'high' });
}
