import { sql } from 'kysely';
import { command, query } from '../../store/prepared.ts';
import type { ReadTx } from '../../store/store.ts';
import { rulesOf } from '../risk/hits.ts';

export type Topic = 'outcome' | 'step' | 'rule';

export interface Range {
  /** Included. */
  readonly from: number;
  /** Left out. */
  readonly to: number;
}

export interface Count {
  readonly at: number;
  readonly name: string;
  readonly count: number;
}

/** Decisions by outcome in each `slot` of a range, counted from the decisions themselves. */
export async function countOutcomes(tx: ReadTx, { from, to }: Range, slotMs: number): Promise<Count[]> {
  const slot = sql<number>`${sql.ref('created_at')} / ${sql.lit(slotMs)}`;
  const rows = await tx.db
    .selectFrom('decisions')
    .select((eb) => [slot.as('slot'), 'outcome as name', eb.fn.countAll<number>().as('count')])
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .groupBy([slot, 'outcome'])
    .execute();
  return rows.map(({ slot: at, name, count }) => ({ at: Number(at) * slotMs, name, count: Number(count) }));
}

/** The steps of decisions in each `slot` of a range by method and how they stand, such as `passkey:passed`. */
export async function countSteps(tx: ReadTx, { from, to }: Range, slotMs: number): Promise<Count[]> {
  const slot = sql<number>`${sql.ref('decisions.created_at')} / ${sql.lit(slotMs)}`;
  const rows = await tx.db
    .selectFrom('decisions')
    .innerJoin('operation_steps', 'operation_steps.operation_id', 'decisions.operation_id')
    .select((eb) => [slot.as('slot'), 'operation_steps.factor', 'operation_steps.status', eb.fn.countAll<number>().as('count')])
    .where('decisions.created_at', '>=', from)
    .where('decisions.created_at', '<', to)
    .groupBy([slot, 'operation_steps.factor', 'operation_steps.status'])
    .execute();
  return rows.map(({ slot: at, factor, status, count }) => ({
    at: Number(at) * slotMs,
    name: `${factor}:${status}`,
    count: Number(count),
  }));
}

/** How often each rule hit among the decisions of each `slot` of a range. */
export async function countRules(tx: ReadTx, { from, to }: Range, slotMs: number): Promise<Count[]> {
  const slot = sql<number>`${sql.ref('created_at')} / ${sql.lit(slotMs)}`;
  // The same few sets of hits come again and again: grouped as text, few are left to be read.
  const rows = await tx.db
    .selectFrom('decisions')
    .select((eb) => [slot.as('slot'), 'hits', eb.fn.countAll<number>().as('count')])
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .groupBy([slot, 'hits'])
    .execute();
  const counts = new Map<string, Count>();
  for (const { slot: number, hits, count } of rows) {
    const at = Number(number) * slotMs;
    for (const name of rulesOf(hits)) {
      const key = `${at} ${name}`;
      counts.set(key, { at, name, count: (counts.get(key)?.count ?? 0) + Number(count) });
    }
  }
  return [...counts.values()];
}

export const mark = query<{ topic: Topic }>()((db, p) =>
  db.selectFrom('overview_marks').select('sealed_until as sealedUntil').where('topic', '=', p('topic')),
);

export const insertMark = command<{ topic: Topic; until: number }>()((db, p) =>
  db
    .insertInto('overview_marks')
    .values({ topic: p('topic'), sealed_until: p('until') })
    .onConflict((conflict) => conflict.column('topic').doNothing()),
);

export const moveMark = command<{ topic: Topic; from: number; to: number }>()((db, p) =>
  db
    .updateTable('overview_marks')
    .set({ sealed_until: p('to') })
    .where('topic', '=', p('topic'))
    .where('sealed_until', '=', p('from')),
);

/** What happened at `at` was told only now: counts from then on are counted anew. */
export const moveMarksBack = command<{ at: number }>()((db, p) =>
  db
    .updateTable('overview_marks')
    .set({ sealed_until: p('at') })
    .where('sealed_until', '>', p('at')),
);

export const deleteCounts = command<Range & { topic: Topic }>()((db, p) =>
  db.deleteFrom('overview_counts').where('topic', '=', p('topic')).where('at', '>=', p('from')).where('at', '<', p('to')),
);

export const deleteCountsBefore = command<{ topic: Topic; before: number }>()((db, p) =>
  db.deleteFrom('overview_counts').where('topic', '=', p('topic')).where('at', '<', p('before')),
);

export const insertCount = command<Count & { topic: Topic }>()((db, p) =>
  db.insertInto('overview_counts').values({ topic: p('topic'), ...p.pick('at', 'name', 'count') }),
);

/** Sealed counts in buckets of a multiple of the topic's slot. */
export async function sealedCounts(tx: ReadTx, topic: Topic, { from, to }: Range, bucketMs: number): Promise<Count[]> {
  const bucket = sql<number>`${sql.ref('at')} / ${sql.lit(bucketMs)}`;
  const rows = await tx.db
    .selectFrom('overview_counts')
    .select((eb) => [bucket.as('bucket'), 'name', eb.fn.sum<number>('count').as('count')])
    .where('topic', '=', topic)
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy([bucket, 'name'])
    .execute();
  return rows.map(({ bucket: at, name, count }) => ({ at: Number(at) * bucketMs, name, count: Number(count) }));
}

/** Sealed counts of a whole range. */
export async function sealedTotals(tx: ReadTx, topic: Topic, { from, to }: Range): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.db
    .selectFrom('overview_counts')
    .select((eb) => ['name', eb.fn.sum<number>('count').as('count')])
    .where('topic', '=', topic)
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('name')
    .execute();
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
}

export const firstDecision = query()((db) => db.selectFrom('decisions').select('created_at as at').orderBy('created_at').limit(1));

/** When the decision was made that stands after so many others of a range. */
export const decisionAfter = query<Range & { others: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .select('created_at as at')
    .where('created_at', '>=', p('from'))
    .where('created_at', '<', p('to'))
    .orderBy('created_at')
    .limit(1)
    .offset(p('others')),
);

export const pendingRequests = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('verification_requests')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('expires_at').as('nextEnd')])
    .where('status', '=', 'pending')
    .where('expires_at', '>', p('now')),
);

export const queueCounts = query<{ now: number; soon: number }>()((db, p) =>
  db
    .selectFrom('cases')
    .select((eb) => [
      'kind',
      eb.fn.countAll<number>().as('open'),
      // As the inbox has it: a claim that lapsed is no claim.
      eb.fn
        .sum<number>(
          eb
            .case()
            .when(eb.or([eb('status', '=', 'open'), eb.and([eb('status', '=', 'claimed'), eb('lease_until', '<=', p('now'))])]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('unclaimed'),
      eb.fn.sum<number>(eb.case().when('due_at', '<=', p('now')).then(1).else(0).end()).as('overdue'),
      eb.fn
        .sum<number>(
          eb
            .case()
            .when(eb.and([eb('due_at', '>', p('now')), eb('due_at', '<=', p('soon'))]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('dueSoon'),
      eb.fn.min('due_at').as('nextDue'),
    ])
    .where('status', '<>', 'closed')
    .groupBy('kind')
    .orderBy('kind'),
);

export const runningHoldCounts = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('holds')
    .select((eb) => ['cause', eb.fn.countAll<number>().as('count')])
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', p('now'))]))
    .groupBy('cause')
    .orderBy('cause'),
);

/** The holds that end next; those that wait for a case stand last. */
export const nextHolds = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('holds')
    .select(['id', 'account_id as accountId', 'cause', 'starts_at as startsAt', 'ends_at as endsAt'])
    .where('ended_at', 'is', null)
    .where('ends_at', '>', p('now'))
    .orderBy('ends_at')
    .limit(5),
);

export const openSuspicions = query()((db) =>
  db
    .selectFrom('cases')
    .select(['id', 'account_id as accountId', 'title', 'created_at as createdAt'])
    .where('kind', '=', 'suspicious_activity')
    .where('status', '<>', 'closed')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(6),
);
