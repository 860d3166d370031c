import { sql } from 'kysely';
import { command, query } from '../../../store/prepared.ts';

export const segmentHeads = query<{ dataset: string }>()((db, p) =>
  db
    .selectFrom('history_segments')
    .select(['segment', 'row_count as rows', 'last_id as lastId'])
    .where('dataset', '=', p('dataset'))
    .orderBy('segment'),
);

export const columnHeads = query<{ dataset: string }>()((db, p) =>
  db
    .selectFrom('history_columns')
    .select(['segment', 'name', 'type', 'layout', 'missing', 'texts'])
    .where('dataset', '=', p('dataset'))
    .orderBy('name')
    .orderBy('segment'),
);

export const columnData = query<{ dataset: string; name: string }>()((db, p) =>
  db
    .selectFrom('history_columns')
    .select(['segment', 'data', 'added'])
    .where('dataset', '=', p('dataset'))
    .where('name', '=', p('name'))
    .orderBy('segment'),
);

/** The texts of one column over all segments, for whoever adds the next. */
export const columnTexts = query<{ dataset: string; name: string }>()((db, p) =>
  db
    .selectFrom('history_columns')
    .select('added')
    .where('dataset', '=', p('dataset'))
    .where('name', '=', p('name'))
    .where('added', 'is not', null)
    .orderBy('segment'),
);

export const insertSegment = command<{ dataset: string; segment: number; rows: number; lastId: string; now: number }>()((db, p) =>
  db
    .insertInto('history_segments')
    .values({ dataset: p('dataset'), segment: p('segment'), row_count: p('rows'), last_id: p('lastId'), created_at: p('now') }),
);

export const insertColumn = command<{
  dataset: string;
  segment: number;
  name: string;
  type: string;
  layout: string;
  missing: number;
  texts: number;
  data: Uint8Array;
  added: Uint8Array | null;
}>()((db, p) =>
  db.insertInto('history_columns').values(p.pick('dataset', 'segment', 'name', 'type', 'layout', 'missing', 'texts', 'data', 'added')),
);

/** Decisions after one, in the order in which they were made, with what their operations were about. */
export const decisionsAfter = query<{ lastId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select([
      'decisions.id',
      'decisions.operation_id as operationId',
      'decisions.account_id as accountId',
      'decisions.kind',
      'decisions.outcome',
      'decisions.score',
      'decisions.steps',
      'decisions.signals',
      'decisions.explanation',
      'decisions.created_at as at',
      'operations.client',
      'operations.device_id as device',
      'operations.address',
      'operations.network',
      'operations.country',
      'operations.asn',
      'operations.destination',
      'operations.asset',
      'operations.value_cents as cents',
      'operations.credential_result as credential',
    ])
    .where('decisions.id', '>', p('lastId'))
    .orderBy('decisions.id')
    .limit(p('limit')),
);

export const labelState = query()((db) =>
  db.selectFrom('labels').select([(eb) => eb.fn.countAll<number>().as('count'), sql<number | null>`max(created_at)`.as('newest')]),
);

/** Every label that was known by a time, with its decision; the weightiest source of an operation comes last. */
export const labelsKnownBy = query<{ knownBy: number }>()((db, p) =>
  db
    .selectFrom('labels')
    .innerJoin('decisions', 'decisions.operation_id', 'labels.operation_id')
    .select(['decisions.id', 'labels.label'])
    .where('labels.known_at', '<=', p('knownBy'))
    .orderBy(sql`case labels.source when 'staff' then 2 when 'platform' then 1 else 0 end`)
    .orderBy('labels.known_at'),
);
