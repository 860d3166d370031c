import type { Engine } from '../engine.ts';
import { forgetInBatches } from '../forget.ts';
import type { Message } from './messages.ts';
import { deleteSentMessages, insertSentMessage, newestSentMessages } from './store.ts';

const KEEP_MS = 24 * 60 * 60 * 1_000;
const MOST_READ = 200;

const context = (eventId: string): string => `sent_message:${eventId}`;

/** A message that the embedded outbox took. */
export interface SentMessage extends Message {
  readonly channel: string;
  readonly at: number;
}

type Keeper = Pick<Engine, 'store' | 'sealer' | 'clock'>;

/** Takes a message in place of a provider; under the same key only once. */
export async function keepSent(engine: Keeper, channel: 'mail' | 'sms', message: Message, key: string): Promise<void> {
  const messageSealed = engine.sealer.seal(JSON.stringify(message), context(key));
  await engine.store.write((tx) => tx.run(insertSentMessage, { eventId: key, channel, messageSealed, sentAt: engine.clock.now() }));
}

/**
 * What was sent lately, newest first. For the demo workspace: elsewhere nobody may read the codes that customers get.
 * @param to only messages to this address
 * @param since only messages from this moment on, epoch ms
 */
export async function readSent(engine: Keeper & Pick<Engine, 'demo'>, to?: string, since = 0): Promise<SentMessage[]> {
  if (!engine.demo) return [];
  const rows = await engine.store.read((tx) => tx.all(newestSentMessages, { since, limit: MOST_READ }));
  const messages = rows.map((row) => ({
    ...(JSON.parse(engine.sealer.openText(row.messageSealed, context(row.eventId))) as Message),
    channel: row.channel,
    at: row.sentAt,
  }));
  return to === undefined ? messages : messages.filter((message) => message.to === to);
}

/** Forgets messages that are a day old. @returns how many */
export function forgetSent(engine: Keeper): Promise<number> {
  const before = engine.clock.now() - KEEP_MS;
  return forgetInBatches(engine, (tx, limit) => tx.run(deleteSentMessages, { before, limit }));
}
