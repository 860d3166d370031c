import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { insertOutbox } from './store.ts';

export type OutboxChannel = 'webhook' | 'mail' | 'sms';

export interface OutboxInput {
  readonly channel: OutboxChannel;
  /** What happened, `noun.verb` in the past tense; for mail and SMS the template. */
  readonly topic: string;
  readonly accountId?: string | undefined;
  readonly payload: unknown;
}

/**
 * Queues an effect on the outside world in the transaction that causes it (IN-03): it goes out if and only if that commits,
 * at least once, and always under the same event id.
 */
export async function enqueue(tx: WriteTx, engine: Pick<Engine, 'clock' | 'ids'>, input: OutboxInput): Promise<void> {
  const now = engine.clock.now();
  tx.post(insertOutbox, {
    eventId: engine.ids.next('event'),
    channel: input.channel,
    topic: input.topic,
    accountId: input.accountId ?? null,
    payload: JSON.stringify(input.payload),
    createdAt: now,
  });
}
