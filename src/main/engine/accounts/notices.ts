import type { AccountId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { enqueue } from '../outbox/enqueue.ts';

/**
 * SI-05: tells customers that their contact data changed, by everything that reached them before. Whoever took over the account chose the
 * new address, so that one hears nothing.
 */
export async function tellOfContactChange(
  tx: WriteTx,
  engine: Engine,
  accountId: AccountId,
  before: { readonly email: string | null; readonly phone: string | null },
): Promise<void> {
  await tellOnChannels(tx, engine, accountId, 'account.contact_changed', before);
}

/** Queues a notice to everything that reaches a customer; `outbox/messages.ts` has its words by the topic. */
export async function tellOnChannels(
  tx: WriteTx,
  engine: Pick<Engine, 'clock' | 'ids'>,
  accountId: string,
  topic: string,
  contact: { readonly email: string | null; readonly phone: string | null },
): Promise<void> {
  if (contact.email !== null) await enqueue(tx, engine, { channel: 'mail', topic, accountId, payload: { to: contact.email } });
  if (contact.phone !== null) await enqueue(tx, engine, { channel: 'sms', topic, accountId, payload: { to: contact.phone } });
}
