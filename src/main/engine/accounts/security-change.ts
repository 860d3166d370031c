import type { AccountId, HoldCause } from '../../../shared/vocabulary/index.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { startHold } from '../holds/holds.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { updateSecurityTimes } from './store.ts';
import { type Account, loadAccount, viewAccount } from './view.ts';

/** What the platform can have changed by itself; each is also the cause of the hold it starts. */
export type SecurityChange = Extract<HoldCause, 'password_reset' | 'contact_changed'>;

export interface SecurityChangeInput {
  readonly id: AccountId;
  readonly change: SecurityChange;
}

/**
 * Takes note of a security change that the platform made by itself and starts its withdrawal hold (WH-01).
 * @throws PortcullisError `forbidden`, `not_found`, `idempotency_mismatch`
 */
export async function recordSecurityChange(
  engine: Engine,
  actor: PlatformActor,
  input: SecurityChangeInput,
  idempotency: Idempotency,
): Promise<Account> {
  requireScope(actor, 'accounts:write');
  const { id, change } = input;
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const now = engine.clock.now();
      const before = await loadAccount(tx, id);
      const field = change === 'password_reset' ? 'passwordChangedAt' : 'contactChangedAt';
      const times = { passwordChangedAt: before.passwordChangedAt, contactChangedAt: before.contactChangedAt };
      await tx.run(updateSecurityTimes, { id, ...times, [field]: now, now });
      await appendAudit(tx, engine, {
        actor,
        action: `account.${change}`,
        accountId: id,
        subject: { kind: 'account', id },
        changes: [{ field, old: before[field], new: now }],
      });
      await startHold(tx, engine, { accountId: id, cause: change, actor });
      await enqueue(tx, engine, {
        channel: 'webhook',
        topic: 'account.updated',
        accountId: id,
        payload: { accountId: id, changed: [field] },
      });
      announce(tx, engine, { topic: 'account', id, accountId: id, data: { change } });
      return viewAccount(tx, id, now);
    }),
  );
}
