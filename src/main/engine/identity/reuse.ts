import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { raiseCase } from '../cases/raise.ts';
import { openCaseSince } from '../cases/store.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';

const CAUSE = 'document_reuse';
/** Trying again and again is one story for staff. */
const ONE_CASE_MS = 24 * 3_600_000;

export const documentInUse = (): PortcullisError =>
  new PortcullisError('conflict', 'This document serves another account already. Use your own document, and your first account.', {
    reason: 'document_in_use',
  });

/**
 * ND-11: notes that a document was refused because another account uses it, and raises a case on both: either may be the thief. The caller
 * commits this and refuses afterwards; neither side learns who the other is.
 */
export async function reportReuse(tx: WriteTx, engine: Engine, actor: Actor, accountId: string, otherId: string): Promise<void> {
  await appendAudit(tx, engine, {
    actor,
    action: 'identity.document_refused',
    accountId,
    subject: { kind: 'account', id: accountId },
    reason: 'the document is in use on another account',
    changes: [{ field: 'otherAccountId', old: null, new: otherId }],
  });
  const since = engine.clock.now() - ONE_CASE_MS;
  const kind = 'suspicious_activity';
  for (const [id, title] of [
    [accountId, `Identity document refused: account ${otherId} uses it`],
    [otherId, `Identity document offered by another account, ${accountId}`],
  ] as const) {
    const data = JSON.stringify({ cause: CAUSE });
    if ((await tx.first(openCaseSince, { accountId: id, kind, data, since })) !== undefined) continue;
    await raiseCase(tx, engine, { accountId: id, kind, title, actor, cause: CAUSE });
  }
}
