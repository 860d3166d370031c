import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import type { EpochMs } from '../../ports.ts';
import { revealed } from '../reveals.ts';
import { loadAccount } from '../view.ts';

export type RevealableField = 'name' | 'email' | 'phone';

/**
 * Shows one field of a customer's personal data in clear (ST-03), after the reading has gone into the audit trail: what could not be
 * recorded is not shown. The field is recorded also when there is nothing in it, since that is a finding too.
 *
 * @param input.copied the value goes to a clipboard, which is a reveal of its own
 * @returns the value and the time until which a console may show it, `staff.revealFor` from now
 * @throws PortcullisError `forbidden`, `not_found`, `rate_limited`
 */
export async function revealField(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: AccountId; readonly field: RevealableField; readonly reason: string; readonly copied?: boolean | undefined },
): Promise<{ value: string | null; untilMs: EpochMs }> {
  requirePermission(actor, 'customers.reveal');
  const { id, field, reason, copied = false } = input;
  return revealed(engine, actor, async (tx) => {
    const account = await loadAccount(tx, id);
    const show = async () => {
      await appendAudit(tx, engine, {
        actor,
        action: 'customer.revealed',
        accountId: id,
        subject: { kind: 'account', id },
        reason,
        changes: [{ field, old: 'masked', new: copied ? 'copied' : 'revealed' }],
      });
      return { value: account[field], untilMs: engine.clock.now() + engine.settings.get('staff.revealFor') };
    };
    return { accountId: id, show };
  });
}
