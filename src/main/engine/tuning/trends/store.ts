import { sql } from 'kysely';
import { command, query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';

export const markOf = query<{ topic: string }>()((db, p) =>
  db.selectFrom('trend_marks').select('position').where('topic', '=', p('topic')),
);

export const insertMark = command<{ topic: string; position: string }>()((db, p) =>
  db
    .insertInto('trend_marks')
    .values(p.pick('topic', 'position'))
    .onConflict((oc) => oc.doNothing()),
);

/** Moves a mark on, if nobody else did. */
export const moveMark = command<{ topic: string; from: string; to: string }>()((db, p) =>
  db
    .updateTable('trend_marks')
    .set({ position: p('to') })
    .where('topic', '=', p('topic'))
    .where('position', '=', p('from')),
);

/** The first live decision that is too young to be counted. */
export const firstUnsettled = query<{ settled: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select('decisions.id')
    .where('decisions.created_at', '>', p('settled'))
    .where('operations.source', '=', 'platform')
    .orderBy('decisions.created_at')
    .orderBy('decisions.id')
    .limit(1),
);

/** Decisions between two, in the order in which they were made. */
export const decisionsToCount = query<{ after: string; before: string; settled: number; limit: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select(['decisions.id', 'decisions.hits', 'decisions.created_at as at', 'operations.source'])
    .where('decisions.id', '>', p('after'))
    .where('decisions.id', '<', p('before'))
    .where('decisions.created_at', '<=', p('settled'))
    .orderBy('decisions.id')
    .limit(p('limit')),
);

/** What was said of outcomes after one, with what was decided of the operation. */
export const labelsToCount = query<{ after: number; settled: number; limit: number }>()((db, p) =>
  db
    .selectFrom('label_events')
    .innerJoin('decisions', 'decisions.operation_id', 'label_events.operation_id')
    .select(['label_events.id', 'was', 'becomes', 'decisions.hits', 'decisions.created_at as at'])
    .where('label_events.id', '>', p('after'))
    .where('recorded_at', '<=', p('settled'))
    .orderBy('label_events.id')
    .limit(p('limit')),
);

export const addToDay = command<{ ruleId: string; day: number; hits: number; fraud: number; legitimate: number }>()((db, p) =>
  db
    .insertInto('rule_days')
    .values({ rule_id: p('ruleId'), ...p.pick('day', 'hits', 'fraud', 'legitimate') })
    .onConflict((oc) =>
      oc.columns(['rule_id', 'day']).doUpdateSet((eb) => ({
        hits: eb('rule_days.hits', '+', eb.ref('excluded.hits')),
        fraud: eb('rule_days.fraud', '+', eb.ref('excluded.fraud')),
        legitimate: eb('rule_days.legitimate', '+', eb.ref('excluded.legitimate')),
      })),
    ),
);

export const forgetDays = command<{ before: number }>()((db, p) => db.deleteFrom('rule_days').where('day', '<', p('before')));

/** What rules did from a day on, all of them or one beside the operations in all. */
export function daysFrom(tx: ReadTx, from: number, ruleId?: string) {
  let rows = tx.db
    .selectFrom('rule_days')
    .select(['rule_id as ruleId', 'day', 'hits', 'fraud', 'legitimate'])
    .where('day', '>=', from)
    .orderBy('rule_id')
    .orderBy('day');
  if (ruleId !== undefined) rows = rows.where('rule_id', 'in', ['', ruleId]);
  return rows.execute();
}

export const conditions = query()((db) => db.selectFrom('rule_conditions').select(['rule_id as ruleId', 'hash', 'since']));

export const putCondition = command<{ ruleId: string; hash: string; since: number }>()((db, p) =>
  db
    .insertInto('rule_conditions')
    .values({ rule_id: p('ruleId'), ...p.pick('hash', 'since') })
    .onConflict((oc) => oc.column('rule_id').doUpdateSet((eb) => ({ hash: eb.ref('excluded.hash'), since: eb.ref('excluded.since') }))),
);

const alertColumns = [
  'rule_alerts.id',
  'rule_id as ruleId',
  'measure',
  'direction',
  'rule_alerts.status',
  'day',
  'observed',
  'expected',
  'deviation',
  'opened_at as openedAt',
  'rule_alerts.updated_at as updatedAt',
  'acknowledged_at as acknowledgedAt',
  'acknowledged_by as acknowledgedBy',
  'reason',
  'snoozed_until as snoozedUntil',
  'ended_at as endedAt',
] as const;

export const openAlerts = query()((db) =>
  db
    .selectFrom('rule_alerts')
    .leftJoin('staff', 'staff.id', 'acknowledged_by')
    .select([...alertColumns, 'staff.name as acknowledgedByName'])
    .where('ended_at', 'is', null)
    .orderBy('opened_at', 'desc')
    .orderBy('rule_alerts.id', 'desc'),
);

export const alertById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('rule_alerts')
    .leftJoin('staff', 'staff.id', 'acknowledged_by')
    .select([...alertColumns, 'staff.name as acknowledgedByName'])
    .where('rule_alerts.id', '=', p('id')),
);

export function alertsOf(tx: ReadTx, filter: { readonly ruleId?: string | undefined; readonly ended: boolean }) {
  let rows = tx.db
    .selectFrom('rule_alerts')
    .leftJoin('staff', 'staff.id', 'acknowledged_by')
    .select([...alertColumns, 'staff.name as acknowledgedByName'])
    .orderBy('opened_at', 'desc')
    .orderBy('rule_alerts.id', 'desc')
    .limit(200);
  if (filter.ruleId !== undefined) rows = rows.where('rule_id', '=', filter.ruleId);
  if (!filter.ended) rows = rows.where('ended_at', 'is', null);
  return rows.execute();
}

/** Opens an alert, if the rule has none of the measure. */
export const insertAlert = command<{
  id: string;
  ruleId: string;
  measure: string;
  direction: string;
  day: number;
  observed: number;
  expected: number;
  deviation: number;
  now: number;
}>()((db, p) =>
  db
    .insertInto('rule_alerts')
    .values({
      ...p.pick('id', 'measure', 'direction', 'day', 'observed', 'expected', 'deviation'),
      rule_id: p('ruleId'),
      status: 'open',
      opened_at: p('now'),
      updated_at: p('now'),
    })
    .onConflict((oc) => oc.doNothing()),
);

/** Notes that an alert still holds, if nobody noted it for the day. */
export const noteAlert = command<{
  id: string;
  direction: string;
  day: number;
  observed: number;
  expected: number;
  deviation: number;
  now: number;
}>()((db, p) =>
  db
    .updateTable('rule_alerts')
    .set({ ...p.pick('direction', 'day', 'observed', 'expected', 'deviation'), updated_at: p('now') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null)
    .where('day', '<', p('day')),
);

export const endAlert = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('rule_alerts')
    .set({ status: 'ended', ended_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null),
);

/** A person takes note of an alert, or wants to hear no more of it until a time. */
export const answerAlert = command<{
  id: string;
  status: string;
  by: string;
  reason: string;
  until: number | null;
  now: number;
  seenAt: number;
}>()((db, p) =>
  db
    .updateTable('rule_alerts')
    .set({
      status: p('status'),
      acknowledged_at: p('now'),
      acknowledged_by: p('by'),
      reason: p('reason'),
      snoozed_until: p('until'),
      updated_at: sql<number>`${p('now')}`,
    })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null)
    .where('updated_at', '=', p('seenAt')),
);
