import type { CaseDetail, CaseReply, Person } from '../../../../shared/contract/console/cases.ts';
import { type CaseKind, casePhrases, fillPlaceholders, type PlaceholderValues } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { contactTooNewUntil } from '../../accounts/contact-age.ts';
import { maskEmail, masked, maskName } from '../../accounts/masking.ts';
import { accountById } from '../../accounts/store.ts';
import type { Engine } from '../../engine.ts';
import { dayOf } from '../../identity/documents.ts';
import type { StoredCase } from '../store.ts';
import { repliesOf, replyContext } from './store.ts';

export interface Addressee {
  readonly id: string;
  readonly name: string | null;
  /** Null while nothing may be sent there. */
  readonly email: string | null;
  /** Until when the address is left out because contact data was changed lately: whoever changed it would read what is written. */
  readonly tooNewUntil: number | null;
}

/** Whom a case's replies reach: the owner of the account, since a sub-account has no mailbox of its own. */
export async function addressee(tx: ReadTx, engine: Pick<Engine, 'clock' | 'settings'>, accountId: string): Promise<Addressee> {
  const own = await tx.first(accountById, { id: accountId });
  const main = own?.mainAccountId ?? null;
  const account = main === null ? own : await tx.first(accountById, { id: main });
  const tooNewUntil = contactTooNewUntil(engine, account?.contactChangedAt ?? null);
  const email = tooNewUntil === null ? (account?.email ?? null) : null;
  return { id: account?.id ?? accountId, name: account?.name ?? null, email, tooNewUntil };
}

export const valuesFor = (
  engine: Pick<Engine, 'clock'>,
  found: Pick<StoredCase, 'id' | 'kind'>,
  name: string | null,
  agent: string,
): PlaceholderValues => ({
  customer_name: name ?? 'customer',
  about: casePhrases[found.kind as CaseKind],
  case_id: found.id,
  agent_name: agent,
  today: dayOf(engine.clock.now()),
});

/** What was written to the customer, with their name masked, and where the next one would go. */
export async function correspondence(
  tx: ReadTx,
  engine: Engine,
  found: Pick<StoredCase, 'id' | 'kind' | 'account_id'>,
  personOf: (staffId: string) => Person,
): Promise<Pick<CaseDetail, 'replies' | 'replyTo' | 'replyHeldUntil'>> {
  const { name, email, tooNewUntil } = await addressee(tx, engine, found.account_id);
  const replies = (await tx.all(repliesOf, { caseId: found.id })).map((row): CaseReply => {
    const by = personOf(row.staffId);
    const text = engine.sealer.openText(row.textSealed, replyContext(row.id));
    const values = { ...valuesFor(engine, found, masked(maskName, name), by.name), today: dayOf(row.at) };
    return { id: row.id, by, at: row.at, sentTo: row.sentTo, text: fillPlaceholders(text, values) };
  });
  return { replies, replyTo: masked(maskEmail, email), replyHeldUntil: tooNewUntil };
}
