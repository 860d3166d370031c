import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { type AuditPage, auditOfAccount } from '../../audit/list.ts';
import type { Engine } from '../../engine.ts';
import { loadAccount } from '../view.ts';

/**
 * Everything that happened to one customer, newest first, page by page (ST-03: entries name personal data and hold none).
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input` for a cursor of another kind
 */
export async function customerTimeline(
  engine: Engine,
  actor: StaffActor,
  input: {
    readonly id: AccountId;
    readonly area?: string | undefined;
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<AuditPage> {
  requirePermission(actor, 'customers.read');
  await engine.store.read((tx) => loadAccount(tx, input.id));
  const { id: accountId, area: action, ...rest } = input;
  return auditOfAccount(engine, { ...rest, accountId, action });
}
