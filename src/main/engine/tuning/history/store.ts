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

const listedHistories = 50;

/** Imports whose rows lie in columns of their own, the newest first; none that still adds to them. */
export const importedHistories = query()((db) =>
  db
    .selectFrom('history_segments as segment')
    .innerJoin('imports', 'imports.id', 'segment.dataset')
    .select(({ fn }) => [
      'imports.id',
      'imports.file_name as name',
      'imports.started_at as startedAt',
      fn.sum<number>('segment.row_count').as('operations'),
    ])
    .where('imports.status', '!=', 'running')
    .groupBy(['imports.id', 'imports.file_name', 'imports.started_at'])
    .orderBy('imports.started_at', 'desc')
    .orderBy('imports.id', 'desc')
    .limit(listedHistories),
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

/** What history keeps of a decision and of what its operation was about. */
export const keptOfDecision = [
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
] as const;

/** Decisions after one, in the order in which they were made, with what their operations were about. */
export const decisionsAfter = query<{ lastId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select(keptOfDecision)
    .where('decisions.id', '>', p('lastId'))
    .orderBy('decisions.id')
    .limit(p('limit')),
);

/** How log-ins ended by now, in the order of their decisions, after one. */
export const loginOutcomesAfter = query<{ lastId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select([
      'decisions.id',
      'decisions.created_at as at',
      'operations.status',
      'operations.authorized_at as authorizedAt',
      'operations.credential_result as credential',
    ])
    .where('decisions.id', '>', p('lastId'))
    .where('decisions.kind', '=', 'login')
    .orderBy('decisions.id')
    .limit(p('limit')),
);

/** What was said of outcomes so far: how often, and what last. */
export const labelState = query()((db) =>
  db.selectFrom('label_events').select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('id').as('newest')]),
);

/** Every label that stands, with its decision; the last word on an operation comes last. */
export const labelsNow = query()((db) =>
  db
    .selectFrom('labels')
    .innerJoin('decisions', 'decisions.operation_id', 'labels.operation_id')
    .select(['decisions.id', 'labels.label'])
    .orderBy('labels.known_at')
    .orderBy('labels.created_at')
    .orderBy(sql`case labels.source when 'staff' then 2 when 'platform' then 1 else 0 end`),
);

/** The same as it was known by a time: of each source what it had said by then, even if it said otherwise later. */
export const labelsKnownBy = query<{ knownBy: number }>()((db, p) =>
  db
    .selectFrom('label_events as event')
    .innerJoin('decisions', 'decisions.operation_id', 'event.operation_id')
    .select(['decisions.id', 'event.label'])
    .where('event.known_at', '<=', p('knownBy'))
    .where('event.label', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('label_events as later')
            .select('later.id')
            .whereRef('later.operation_id', '=', 'event.operation_id')
            .whereRef('later.source', '=', 'event.source')
            .whereRef('later.id', '>', 'event.id')
            .where('later.known_at', '<=', p('knownBy')),
        ),
      ),
    )
    .orderBy('event.known_at')
    .orderBy('event.id'),
);
