import type { CaseDetail } from '../../../../shared/contract/console/cases.ts';
import { type CaseId, fillPlaceholders } from '../../../../shared/vocabulary/index.ts';
import { maskEmail } from '../../accounts/masking.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';
import { openDocument } from '../../identity/documents.ts';
import { documentsOf } from '../../identity/store.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { staffById } from '../../staff/store.ts';
import { detailOf } from '../detail.ts';
import { keepLease, requireLease, requireLine } from '../lease.ts';
import { loadCase, record } from '../transition.ts';
import { addressee, valuesFor } from './correspondence.ts';
import { requireTellable } from './guard.ts';
import { outgoingContext } from './outgoing.ts';
import { insertReply, replyById, replyContext } from './store.ts';

/** Of one customer no more are looked at; nobody hands in as many. */
const DOCUMENTS = 100;

/**
 * Writes to the customer about a case that whoever writes has claimed. The mail goes out with the transaction; what was written stays on the
 * case, sealed, and in the customer's timeline as a fact without its text. The same call again sends nothing twice.
 *
 * @param input.replyId made by the caller
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` (`lease_lost`, `lease_lapsed`, `decided_already`), `idempotency_mismatch`,
 *   `invalid_input` for what must not be told, `step_refused` (`no_address`)
 */
export async function replyToCustomer(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly leaseToken: string; readonly replyId: string; readonly text: string },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    const before = await tx.first(replyById, { id: input.replyId });
    if (before !== undefined) {
      const same = before.caseId === found.id && before.staffId === actor.staffId;
      if (!same || engine.sealer.openText(before.textSealed, replyContext(before.id)) !== input.text) {
        throw new PortcullisError('idempotency_mismatch', 'This id names another reply; make a new one.');
      }
      return detailOf(tx, engine, actor, found.id);
    }
    requireLine(actor, found);
    await requireLease(tx, engine, actor, found, input.leaseToken);
    const { id: accountId, name, email } = await addressee(tx, found.account_id);
    if (email === null) {
      throw new PortcullisError('step_refused', 'No e-mail address of this customer is known.', { reason: 'no_address' });
    }
    const agent = await tx.first(staffById, { id: actor.staffId });
    const text = fillPlaceholders(input.text, valuesFor(engine, found, name, agent?.name ?? 'Support'));
    const documents = await tx.all(documentsOf, { accountId, limit: DOCUMENTS });
    requireTellable(
      input.text,
      documents.map((row) => openDocument(engine, row).number),
    );
    const now = engine.clock.now();
    const sentTo = maskEmail(email);
    const sealed = engine.sealer.seal(input.text, replyContext(input.replyId));
    await tx.run(insertReply, { id: input.replyId, caseId: found.id, staffId: actor.staffId, sentTo, sealed, now });
    const outgoing = Buffer.from(engine.sealer.seal(text, outgoingContext)).toString('base64');
    await enqueue(tx, engine, {
      channel: 'mail',
      topic: 'case.reply',
      accountId,
      payload: { to: email, caseId: found.id, sealed: outgoing },
    });
    await keepLease(tx, engine, actor, found.id);
    const changes = [
      { field: 'reply', old: null, new: input.replyId },
      { field: 'sentTo', old: null, new: sentTo },
    ];
    await record(tx, engine, actor, found, 'case.reply_sent', { changes, told: { reply: true } });
    return detailOf(tx, engine, actor, found.id);
  });
}
