import { command, query } from '../../../store/prepared.ts';

export const labelsOf = query<{ operationId: string }>()((db, p) =>
  db
    .selectFrom('labels')
    .select(['label', 'source', 'known_at as knownAt', 'created_at as recordedAt'])
    .where('operation_id', '=', p('operationId')),
);

export const putLabel = command<{ operationId: string; label: string; source: string; knownAt: number; now: number }>()((db, p) =>
  db
    .insertInto('labels')
    .values({ operation_id: p('operationId'), label: p('label'), source: p('source'), known_at: p('knownAt'), created_at: p('now') })
    .onConflict((oc) =>
      oc.columns(['operation_id', 'source']).doUpdateSet((eb) => ({
        label: eb.ref('excluded.label'),
        known_at: eb.ref('excluded.known_at'),
        created_at: eb.ref('excluded.created_at'),
      })),
    ),
);

export const takeLabel = command<{ operationId: string; source: string }>()((db, p) =>
  db.deleteFrom('labels').where('operation_id', '=', p('operationId')).where('source', '=', p('source')),
);

export const insertLabelEvent = command<{
  operationId: string;
  source: string;
  label: string | null;
  knownAt: number;
  now: number;
  byKind: string;
  byId: string;
  reason: string | null;
  was: string | null;
  becomes: string | null;
}>()((db, p) =>
  db.insertInto('label_events').values({
    ...p.pick('source', 'label', 'reason', 'was', 'becomes'),
    operation_id: p('operationId'),
    known_at: p('knownAt'),
    recorded_at: p('now'),
    by_kind: p('byKind'),
    by_id: p('byId'),
  }),
);

/** What was said of an operation, the newest first. */
export const labelEventsOf = query<{ operationId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('label_events')
    .leftJoin('staff', 'staff.id', 'label_events.by_id')
    .select([
      'label_events.id',
      'label',
      'source',
      'known_at as knownAt',
      'recorded_at as recordedAt',
      'by_kind as byKind',
      'by_id as byId',
      'staff.name as byName',
      'reason',
    ])
    .where('operation_id', '=', p('operationId'))
    .orderBy('label_events.id', 'desc')
    .limit(p('limit')),
);

export const accountOfOperation = query<{ id: string }>()((db, p) =>
  db.selectFrom('operations').select('account_id as accountId').where('id', '=', p('id')),
);
