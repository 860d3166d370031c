import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { contactOf } from '../factors/codes/store.ts';
import { enqueue } from '../outbox/enqueue.ts';

export type IdentityNotice = 'identity.requested' | 'identity.verified' | 'identity.updated' | 'identity.rejected' | 'identity.expired';

/** Tells the customer on every channel, and the platform. What the documents say is in none of it. */
export async function tellOfIdentity(tx: WriteTx, engine: Engine, accountId: string, topic: IdentityNotice): Promise<void> {
  const contact = await tx.first(contactOf, { id: accountId });
  if (contact?.email != null) await enqueue(tx, engine, { channel: 'mail', topic, accountId, payload: { to: contact.email } });
  if (contact?.phone != null) await enqueue(tx, engine, { channel: 'sms', topic, accountId, payload: { to: contact.phone } });
  await enqueue(tx, engine, { channel: 'webhook', topic, accountId, payload: { accountId } });
}
