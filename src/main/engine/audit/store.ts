import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { command, query } from '../../store/prepared.ts';
import type { ReadTx } from '../../store/store.ts';
import type { Tables } from '../../store/tables.ts';
import { lowerAscii } from '../accounts/search/text.ts';
import type { AuditRecord } from './append.ts';

/** The end of one chain; absent while the chain has no entry. */
export const auditHead = query<{ chain: number }>()((db, p) =>
  db.selectFrom('audit_heads').select(['seq', 'hash']).where('chain', '=', p('chain')),
);

export const insertAuditHead = command<{ chain: number; seq: number; hash: string }>()((db, p) =>
  db.insertInto('audit_heads').values(p.pick('chain', 'seq', 'hash')),
);

export const moveAuditHead = command<{ chain: number; seq: number; hash: string }>()((db, p) =>
  db.updateTable('audit_heads').set(p.pick('seq', 'hash')).where('chain', '=', p('chain')),
);

export const insertAuditEntry = command<AuditRecord & { previousHash: string; hash: string }>()((db, p) =>
  db.insertInto('audit').values({
    chain: p('chain'),
    seq: p('seq'),
    at: p('at'),
    actor_kind: p('actorKind'),
    actor_id: p('actorId'),
    action: p('action'),
    account_id: p('accountId'),
    subject_kind: p('subjectKind'),
    subject_id: p('subjectId'),
    reason: p('reason'),
    address: p('address'),
    changes: p('changes'),
    previous_hash: p('previousHash'),
    hash: p('hash'),
  }),
);

/** A place in the trail's order of time. */
export interface AuditPosition {
  readonly at: number;
  readonly chain: number;
  readonly seq: number;
}

export interface AuditFilter {
  /** Anywhere in the action, the actor, the subject, the account or the reason; case does not matter. */
  readonly text?: string | undefined;
  readonly actorId?: string | undefined;
  /** One action (`staff.signed_in`) or all of a noun (`staff`). */
  readonly action?: string | undefined;
  readonly accountId?: string | undefined;
  /** From this moment on. */
  readonly from?: number | undefined;
  /** Up to and without this moment. */
  readonly to?: number | undefined;
}

const columns = [
  'chain',
  'seq',
  'at',
  'actor_kind as actorKind',
  'actor_id as actorId',
  'action',
  'account_id as accountId',
  'subject_kind as subjectKind',
  'subject_id as subjectId',
  'reason',
  'address',
  'changes',
  'previous_hash as previousHash',
  'hash',
] as const;

/** An entry as it is kept. */
export interface StoredEntry extends AuditRecord {
  readonly previousHash: string;
  readonly hash: string;
}

const contains = (text: string): string => `%${lowerAscii(text).replaceAll(/[\\%_]/gu, '\\$&')}%`;

const capital = (letter: string): string => letter.toUpperCase();

/**
 * What a text may look like once the database has brought it to lower case, which it knows for ASCII alone: letters beyond are looked for as
 * they were typed, small, capital, and capital where a text or a word begins.
 */
function spellings(text: string): string[] {
  const small = text.toLowerCase();
  const words = small.replaceAll(/(?<![\p{L}\p{M}\p{N}])\p{L}/gu, capital);
  return [...new Set([text, small, text.toUpperCase(), small.replace(/^\p{L}/u, capital), words].map(contains))];
}

const searched = sql<string>`lower(action || ' ' || actor_id || ' ' || subject_kind || ' ' || subject_id || ' ' || coalesce(account_id, '') || ' ' || coalesce(reason, ''))`;

const matches =
  (filter: AuditFilter) =>
  (eb: ExpressionBuilder<Tables, 'audit'>): Expression<SqlBool> =>
    eb.and([
      ...(filter.from === undefined ? [] : [eb('at', '>=', filter.from)]),
      ...(filter.to === undefined ? [] : [eb('at', '<', filter.to)]),
      ...(filter.accountId === undefined ? [] : [eb('account_id', '=', filter.accountId)]),
      ...(filter.actorId === undefined ? [] : [eb('actor_id', '=', filter.actorId)]),
      ...(filter.action === undefined
        ? []
        : [
            eb.or([
              eb('action', '=', filter.action),
              eb(sql<string>`substr(action, 1, ${filter.action.length + 1})`, '=', `${filter.action}.`),
            ]),
          ]),
      ...(filter.text === undefined
        ? []
        : [eb.or(spellings(filter.text).map((spelling) => sql<SqlBool>`${searched} like ${spelling} escape '\\'`))]),
    ]);

/** The moment is compared by itself too: an index over the account and the moment serves that, and not the three together. */
const beforePosition =
  (position: AuditPosition | null) =>
  (eb: ExpressionBuilder<Tables, 'audit'>): Expression<SqlBool> =>
    position === null
      ? eb.and([])
      : eb.and([
          eb('at', '<=', position.at),
          eb(eb.refTuple('at', 'chain', 'seq'), '<', eb.tuple(position.at, position.chain, position.seq)),
        ]);

const fromPosition =
  (position: AuditPosition | null) =>
  (eb: ExpressionBuilder<Tables, 'audit'>): Expression<SqlBool> =>
    position === null
      ? eb.and([])
      : eb.and([
          eb('at', '>=', position.at),
          eb(eb.refTuple('at', 'chain', 'seq'), '>=', eb.tuple(position.at, position.chain, position.seq)),
        ]);

/** Entries about some records of an account, newest first. */
export const entriesOfSubjects = (tx: ReadTx, accountId: string, ids: readonly string[], limit: number): Promise<StoredEntry[]> =>
  tx.db
    .selectFrom('audit')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('subject_id', 'in', [...ids])
    .orderBy('at', 'desc')
    .orderBy('chain', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();

/** Matching entries, newest first, older than `before` and not older than `floor`. */
export const entriesBetween = (
  tx: ReadTx,
  filter: AuditFilter,
  before: AuditPosition | null,
  floor: AuditPosition | null,
  limit: number,
): Promise<StoredEntry[]> =>
  tx.db
    .selectFrom('audit')
    .select(columns)
    .where(matches(filter))
    .where(beforePosition(before))
    .where(fromPosition(floor))
    .orderBy('at', 'desc')
    .orderBy('chain', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();

/** The position `distance` entries further back in time, or undefined when the trail ends before. */
export const positionFurtherBack = (
  tx: ReadTx,
  range: Pick<AuditFilter, 'from' | 'to'>,
  before: AuditPosition | null,
  distance: number,
): Promise<AuditPosition | undefined> =>
  tx.db
    .selectFrom('audit')
    .select(['at', 'chain', 'seq'])
    .where(matches({ from: range.from, to: range.to }))
    .where(beforePosition(before))
    .orderBy('at', 'desc')
    .orderBy('chain', 'desc')
    .orderBy('seq', 'desc')
    .limit(1)
    .offset(distance - 1)
    .executeTakeFirst();

/** Matching entries of one chain in the chain's order, with `after` < seq ≤ `through`. */
export const entriesOfChain = (
  tx: ReadTx,
  chain: number,
  after: number,
  through: number,
  filter: AuditFilter = {},
): Promise<StoredEntry[]> =>
  tx.db
    .selectFrom('audit')
    .select(columns)
    .where('chain', '=', chain)
    .where('seq', '>', after)
    .where('seq', '<=', through)
    .where(matches(filter))
    .orderBy('seq')
    .execute();

export const allHeads = query()((db) => db.selectFrom('audit_heads').select(['chain', 'seq', 'hash']).orderBy('chain'));

export const lastSeqs = query()((db) =>
  db
    .selectFrom('audit')
    .select((eb) => ['chain', eb.fn.max('seq').as('seq')])
    .groupBy('chain')
    .orderBy('chain'),
);

const checkpointColumns = ['id', 'at', 'heads as text', 'key_id as keyId', 'signature'] as const;

export const checkpointsAfter = query<{ after: number; limit: number }>()((db, p) =>
  db.selectFrom('audit_checkpoints').select(checkpointColumns).where('id', '>', p('after')).orderBy('id').limit(p('limit')),
);

export const lastCheckpoint = query()((db) => db.selectFrom('audit_checkpoints').select(checkpointColumns).orderBy('id', 'desc').limit(1));

export const insertCheckpoint = command<{ at: number; text: string; keyId: string; signature: string }>()((db, p) =>
  db
    .insertInto('audit_checkpoints')
    .values({ at: p('at'), heads: p('text'), key_id: p('keyId'), signature: p('signature') })
    .returning('id'),
);

/** Staff are few: their names are read whole. */
export const staffNames = query()((db) => db.selectFrom('staff').select(['id', 'name']));
