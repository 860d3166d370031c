import { command, query } from '../../store/prepared.ts';

/** A queued effect as the relay reads it. */
export interface OutboxRow {
  readonly id: number;
  readonly eventId: string;
  readonly channel: string;
  readonly topic: string;
  readonly accountId: string | null;
  readonly payload: string;
  readonly createdAt: number;
  readonly availableAt: number;
  readonly attempts: number;
}

export const insertOutbox = command<{
  eventId: string;
  channel: string;
  topic: string;
  accountId: string | null;
  payload: string;
  createdAt: number;
}>()((db, p) =>
  db.insertInto('outbox').values({
    event_id: p('eventId'),
    channel: p('channel'),
    topic: p('topic'),
    account_id: p('accountId'),
    payload: p('payload'),
    created_at: p('createdAt'),
    available_at: p('createdAt'),
    attempts: 0,
    last_error: null,
  }),
);

/** What may go out now, oldest first. */
export const dueOutbox = query<{ channel: string; now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select([
      'id',
      'event_id as eventId',
      'channel',
      'topic',
      'account_id as accountId',
      'payload',
      'created_at as createdAt',
      'available_at as availableAt',
      'attempts',
    ])
    .where('channel', '=', p('channel'))
    .where('available_at', '<=', p('now'))
    .orderBy('id')
    .limit(p('limit')),
);

/** When the next row of a channel that is not due yet becomes so. */
export const nextOutboxAt = query<{ channel: string; now: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select((e) => e.fn.min('available_at').as('at'))
    .where('channel', '=', p('channel'))
    .where('available_at', '>', p('now')),
);

export const countOutbox = query()((db) => db.selectFrom('outbox').select((e) => e.fn.countAll<number>().as('count')));

/** Changes one row when nobody else took it; the caller that changed it owns what follows. */
export const deleteOutbox = command<{ id: number }>()((db, p) => db.deleteFrom('outbox').where('id', '=', p('id')));

/**
 * Takes a row for a while: until `until` nobody else sees it as due. Compares the time that was read, so of several servers that read
 * the same row one succeeds.
 */
export const leaseOutbox = command<{ id: number; seen: number; until: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set((e) => ({ available_at: p('until'), attempts: e('attempts', '+', 1) }))
    .where('id', '=', p('id'))
    .where('available_at', '=', p('seen')),
);

export const postponeOutbox = command<{ id: number; at: number; error: string }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ available_at: p('at'), last_error: p('error') })
    .where('id', '=', p('id')),
);

/** A repetition of a message that was kept changes nothing. */
export const insertSentMessage = command<{ eventId: string; channel: string; messageSealed: Uint8Array; sentAt: number }>()((db, p) =>
  db
    .insertInto('sent_messages')
    .values({ event_id: p('eventId'), channel: p('channel'), message_sealed: p('messageSealed'), sent_at: p('sentAt') })
    .onConflict((conflict) => conflict.column('event_id').doNothing()),
);

export const newestSentMessages = query<{ since: number; limit: number }>()((db, p) =>
  db
    .selectFrom('sent_messages')
    .select(['event_id as eventId', 'channel', 'message_sealed as messageSealed', 'sent_at as sentAt'])
    .where('sent_at', '>=', p('since'))
    .orderBy('sent_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(p('limit')),
);

export const deleteSentMessages = command<{ before: number; limit: number }>()((db, p) =>
  db
    .deleteFrom('sent_messages')
    .where('event_id', 'in', ({ selectFrom }) =>
      selectFrom('sent_messages').select('event_id').where('sent_at', '<', p('before')).limit(p('limit')),
    ),
);
