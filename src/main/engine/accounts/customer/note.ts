import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import type { EpochMs } from '../../ports.ts';
import { loadAccount } from '../view.ts';

/**
 * Notes something in a customer's timeline. It is an entry of the audit trail: nobody changes or takes it back, which is why the console asks
 * for no personal data in it.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function noteCustomer(
  engine: Engine,
  actor: StaffActor,
  { id, text }: { readonly id: AccountId; readonly text: string },
): Promise<{ at: EpochMs }> {
  requirePermission(actor, 'customers.note');
  return engine.store.write(async (tx) => {
    await loadAccount(tx, id);
    await appendAudit(tx, engine, { actor, action: 'customer.noted', accountId: id, subject: { kind: 'account', id }, reason: text });
    announce(tx, engine, { topic: 'account', id, accountId: id, data: { change: 'noted' } });
    return { at: engine.clock.now() };
  });
}
