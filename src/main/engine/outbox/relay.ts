import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { activeEndpoints, insertDelivery } from '../integration/store.ts';
import { wantsTopic } from '../integration/webhooks.ts';
import { countOutbox, deleteOutbox, dueOutbox, nextOutboxAt, type OutboxRow, postponeOutbox } from './store.ts';

/** Rows moved in one transaction: enough to keep up with a burst, few enough that nobody waits behind them. */
const BATCH = 200;

const UNREADABLE = 'a queued event cannot be read and waits for somebody to look at it';
const UNREADABLE_PAUSE_MS = 24 * 3_600_000;

/**
 * The body of one webhook by the Standard Webhooks convention. `data` is what the use-case queued, which names ids, statuses and
 * outcomes and never personal data.
 */
export function webhookBody(row: Pick<OutboxRow, 'topic' | 'createdAt' | 'payload'>): string {
  return JSON.stringify({ type: row.topic, timestamp: new Date(row.createdAt).toISOString(), data: JSON.parse(row.payload) });
}

function readableBody(row: OutboxRow): string | null {
  try {
    return webhookBody(row);
  } catch {
    return null;
  }
}

/**
 * Turns queued events into one delivery for each endpoint that wants them; an event that nobody wants ends here.
 *
 * The rows are read outside the transaction that moves them, so that on PostgreSQL it touches single rows only and does not
 * conflict with the decisions that append new ones. Deleting a row decides which server moves it.
 *
 * @returns how many rows were moved and whether there may be more
 */
export async function relayWebhooks(engine: Engine): Promise<{ moved: number; more: boolean }> {
  const now = engine.clock.now();
  const rows = await engine.store.read((tx) => tx.all(dueOutbox, { channel: 'webhook', now, limit: BATCH }));
  if (rows.length === 0) return { moved: 0, more: false };
  const moved = await engine.store.write((tx) => move(tx, engine, rows));
  return { moved, more: rows.length === BATCH };
}

async function move(tx: WriteTx, engine: Engine, rows: readonly OutboxRow[]): Promise<number> {
  const endpoints = (await tx.all(activeEndpoints, {})).map(({ id, topics }) => ({ id, topics: JSON.parse(topics) as string[] }));
  const readable: { readonly row: OutboxRow; readonly body: string }[] = [];
  for (const row of rows) {
    const body = readableBody(row);
    if (body !== null) {
      readable.push({ row, body });
      continue;
    }
    // One row that cannot be told must not keep all others from their endpoints.
    tx.post(postponeOutbox, { id: row.id, at: engine.clock.now() + UNREADABLE_PAUSE_MS, error: UNREADABLE });
    engine.log.error({ event: row.eventId, topic: row.topic }, UNREADABLE);
  }
  const deleted = await Promise.all(readable.map(({ row }) => tx.run(deleteOutbox, { id: row.id })));
  const mine = readable.filter((_, index) => deleted[index] === 1);
  for (const { row, body } of mine) {
    const wanted = endpoints.filter(({ topics }) => wantsTopic(topics, row.topic));
    for (const { id } of wanted) {
      tx.post(insertDelivery, {
        id: engine.ids.next('webhookDelivery'),
        endpointId: id,
        eventId: row.eventId,
        topic: row.topic,
        body,
        createdAt: row.createdAt,
      });
    }
  }
  return mine.length;
}

/** When a row that waits for its time becomes due, or null. */
export async function nextDue(engine: Engine, channel: string): Promise<number | null> {
  const row = await engine.store.read((tx) => tx.first(nextOutboxAt, { channel, now: engine.clock.now() }));
  return row?.at ?? null;
}

/** How many effects wait to go out; for the metrics. */
export async function queuedEffects(engine: Engine): Promise<number> {
  const row = await engine.store.read((tx) => tx.first(countOutbox, {}));
  return Number(row?.count ?? 0);
}
