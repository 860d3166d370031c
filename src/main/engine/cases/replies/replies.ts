import type { CaseDetail } from '../../../../shared/contract/console/cases.ts';
import { type CaseId, fillPlaceholders } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
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
import { allTemplates } from '../templates/store.ts';
import { loadCase, record } from '../transition.ts';
import { type Addressee, addressee, valuesFor } from './correspondence.ts';
import { requireTellable, withoutNumbers } from './guard.ts';
import { hostsIn } from './links.ts';
import { outgoingContext } from './outgoing.ts';
import { insertReply, latestReplies, replyById, replyContext } from './store.ts';

/** Of one customer no more are looked at; nobody hands in as many. */
const DOCUMENTS = 100;

const DAY = 86_400_000;

/**
 * Writes to the customer about a case that whoever writes has claimed. The mail goes out with the transaction; what was written stays on the
 * case, sealed, and in the customer's timeline as a fact without its text. The same call again sends nothing twice.
 *
 * @param input.replyId made by the caller
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` (`lease_lost`, `lease_lapsed`, `decided_already`), `idempotency_mismatch`,
 *   `invalid_input` for what must not be told, `step_refused` (`no_address`, `contact_changed`), `rate_limited`
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
    const { id: accountId, name, email } = await requireAddress(tx, engine, found.account_id);
    requireTellable(input.text, await knownHosts(tx, engine));
    await requireRoom(tx, engine, found.id);
    const agent = await tx.first(staffById, { id: actor.staffId });
    const documents = await tx.all(documentsOf, { accountId, limit: DOCUMENTS });
    const numbers = documents.map((row) => openDocument(engine, row).number);
    const text = fillPlaceholders(withoutNumbers(input.text, numbers), valuesFor(engine, found, name, agent?.name ?? 'Support'));
    const now = engine.clock.now();
    const sentTo = maskEmail(email);
    const sealed = engine.sealer.seal(input.text, replyContext(input.replyId));
    await tx.run(insertReply, { id: input.replyId, caseId: found.id, staffId: actor.staffId, sentTo, sealed, now });
    const outgoing = { to: email, caseId: found.id, replyId: input.replyId };
    const waiting = Buffer.from(engine.sealer.seal(text, outgoingContext(outgoing))).toString('base64');
    await enqueue(tx, engine, { channel: 'mail', topic: 'case.reply', accountId, payload: { ...outgoing, sealed: waiting } });
    await keepLease(tx, engine, actor, found.id);
    const changes = [
      { field: 'reply', old: null, new: input.replyId },
      { field: 'sentTo', old: null, new: sentTo },
    ];
    await record(tx, engine, actor, found, 'case.reply_sent', { changes, told: { reply: true } });
    return detailOf(tx, engine, actor, found.id);
  });
}

/** Where a reply may lead: to what settings name, and to what a template holds, which others write than agents and everybody reads. */
async function knownHosts(tx: ReadTx, engine: Engine): Promise<string[]> {
  const templates = (await tx.all(allTemplates, {})).filter(({ kind }) => kind === 'reply');
  return [...engine.settings.get('case.replyHosts'), ...templates.flatMap(({ text }) => hostsIn(text)).filter((host) => host !== '')];
}

/** @throws PortcullisError `step_refused` (`no_address`, `contact_changed`) */
async function requireAddress(tx: ReadTx, engine: Engine, accountId: string): Promise<Addressee & { readonly email: string }> {
  const found = await addressee(tx, engine, accountId);
  const { email, tooNewUntil } = found;
  if (tooNewUntil !== null) {
    throw new PortcullisError('step_refused', 'The contact data was changed lately: whoever changed it would read this.', {
      reason: 'contact_changed',
      retryAfterMs: tooNewUntil - engine.clock.now(),
    });
  }
  if (email === null) throw new PortcullisError('step_refused', 'No e-mail address of this customer is known.', { reason: 'no_address' });
  return { ...found, email };
}

/** No customer's mailbox is filled from a case. @throws PortcullisError `rate_limited` with the time until the next one may go out */
async function requireRoom(tx: ReadTx, engine: Engine, caseId: string): Promise<void> {
  const most = engine.settings.get('case.maxReplies');
  const oldest = (await tx.all(latestReplies, { caseId, limit: most }))[most - 1];
  const free = oldest === undefined ? 0 : oldest.at + DAY;
  const now = engine.clock.now();
  if (now >= free) return;
  throw new PortcullisError('rate_limited', `A case sends ${most} replies within 24 hours.`, { retryAfterMs: free - now });
}
