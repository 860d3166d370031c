import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { operationKinds } from '../../../../shared/vocabulary/index.ts';
import { command } from '../../../store/prepared.ts';
import type { Dialect, ReadTx } from '../../../store/store.ts';
import { lowerAscii, type SearchText } from './text.ts';

/** Ways to find a customer, in the order in which results are shown: the surest first. */
export const sections = ['id', 'email', 'phone', 'name'] as const;
export type Section = (typeof sections)[number];

/** A customer as a list shows one, not masked yet. */
export interface FoundRow {
  readonly id: string;
  readonly kind: string;
  readonly mainAccountId: string | null;
  readonly status: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly country: string | null;
  readonly identityStatus: string;
  readonly faceEnrolledAt: number | null;
  readonly createdAt: number;
}

const foundColumns = [
  'accounts.id',
  'accounts.kind',
  'accounts.main_account_id as mainAccountId',
  'accounts.status',
  'accounts.name',
  'accounts.email',
  'accounts.phone',
  'accounts.country',
  'accounts.identity_status as identityStatus',
  'accounts.face_enrolled_at as faceEnrolledAt',
  'accounts.created_at as createdAt',
] as const;

/** Sorts after everything that begins with the text before it. */
const LAST = '\u{10FFFF}';

/** A section's key, in the words of the index that walks it. */
function keyOf(dialect: Dialect, section: Section): RawBuilder<string | null> {
  if (section === 'phone') return sql`accounts.phone`;
  if (section === 'name') return sql`accounts.name_folded`;
  const column = sql.ref(`accounts.${section}`);
  return dialect === 'sqlite' ? sql`${column} collate nocase` : sql`lower(${column})`;
}

/** What a section looks for, or null when the text cannot be in it. */
function wanted(section: Section, text: SearchText): string | null {
  if (section === 'phone') return text.phone;
  return section === 'name' ? text.folded : text.plain;
}

/** @param from where the walk begins, within the prefix: SQLite takes one lower bound for an index and looks at the rest row by row */
function beginsWith(dialect: Dialect, section: Section, prefix: string, from = prefix): RawBuilder<SqlBool> {
  const key = keyOf(dialect, section);
  return sql`(${key} >= ${from} and ${key} < ${prefix + LAST})`;
}

/** The later of two keys as both databases compare them: by code point, with ASCII letters in lower case. */
function later(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) >= 0 ? a : b;
}

/** True for rows that no earlier section has shown. */
function notShownBefore(dialect: Dialect, section: Section, text: SearchText): RawBuilder<SqlBool> {
  const earlier = sections.slice(0, sections.indexOf(section)).flatMap((before) => {
    const prefix = wanted(before, text);
    return prefix === null ? [] : [sql`not coalesce(${beginsWith(dialect, before, prefix)}, false)`];
  });
  return earlier.length === 0 ? sql`1 = 1` : sql.join(earlier, sql` and `);
}

/**
 * One section's next customers.
 *
 * Ids, e-mail addresses and phone numbers that begin with the text come by key, so an exact one comes first. So do names, when the text is
 * too short for the trigram index; names that contain a longer text come newest first. Each is one walk along one index.
 *
 * @param after the last customer of this section that was shown already
 * @param whole true to find only what is the text from end to end, on one page
 */
export async function findInSection(
  tx: ReadTx,
  section: Section,
  text: SearchText,
  after: string | null,
  limit: number,
  whole = false,
): Promise<FoundRow[]> {
  const target = wanted(section, text);
  if (target === null || target === '') return [];
  if (section === 'name' && text.inside && !whole) {
    return tx.dialect === 'sqlite' ? insideSqlite(tx, text, after, limit) : insidePostgres(tx, text, after, limit);
  }
  const key = keyOf(tx.dialect, section);
  const find = tx.db
    .selectFrom('accounts')
    .select(foundColumns)
    .where(notShownBefore(tx.dialect, section, text))
    .orderBy(key)
    .orderBy('accounts.id')
    .limit(limit);
  if (whole) return after === null ? find.where(sql<SqlBool>`${key} = ${target}`).execute() : [];
  if (after === null) return find.where(beginsWith(tx.dialect, section, target)).execute();
  const last = await tx.db.selectFrom('accounts').select(key.as('key')).where('id', '=', after).executeTakeFirst();
  if (last === undefined || last.key === null) return [];
  const lastKey = lowerAscii(last.key);
  return find
    .where(beginsWith(tx.dialect, section, target, later(target, lastKey)))
    .where(sql<SqlBool>`(${key} > ${lastKey} or accounts.id > ${after})`)
    .execute();
}

/** FTS5's own row order is the order in which accounts were added; walking it backwards stops at the limit instead of sorting all hits. */
async function insideSqlite(tx: ReadTx, text: SearchText, after: string | null, limit: number): Promise<FoundRow[]> {
  const phrase = `"${text.folded.replaceAll('"', '""')}"`;
  const find = tx.db
    .selectFrom(sql<{ rowid: number }>`accounts_by_name`.as('found'))
    .crossJoin('accounts')
    .select(foundColumns)
    .where(sql<SqlBool>`accounts.rowid = found.rowid`)
    .where(sql<SqlBool>`found.name_folded match ${phrase}`)
    .where(notShownBefore('sqlite', 'name', text))
    .orderBy('found.rowid', 'desc')
    .limit(limit);
  if (after === null) return find.execute();
  const last = await tx.db.selectFrom('accounts').select(sql<number>`rowid`.as('rowid')).where('id', '=', after).executeTakeFirst();
  return last === undefined ? [] : find.where('found.rowid', '<', last.rowid).execute();
}

async function insidePostgres(tx: ReadTx, text: SearchText, after: string | null, limit: number): Promise<FoundRow[]> {
  const place = after === null ? null : await placeOf(tx, after);
  if (place === undefined) return [];
  const pattern = `%${text.folded.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return newestFirst(tx, place, limit)
    .where('accounts.name_folded', 'like', pattern)
    .where(notShownBefore('postgres', 'name', text))
    .execute();
}

export interface Bucket {
  readonly bucket: string;
  readonly count: number;
  /** When it was begun, epoch ms. */
  readonly at: number;
}

/** Those of some counters that exist. */
export function bucketsAmong(tx: ReadTx, buckets: readonly string[]): Promise<Bucket[]> {
  if (buckets.length === 0) return Promise.resolve([]);
  return tx.db.selectFrom('rate_limits').select(['bucket', 'tokens as count', 'updated_at as at']).where('bucket', 'in', buckets).execute();
}

export const putBucket = command<Bucket>()((db, p) =>
  db
    .insertInto('rate_limits')
    .values({ bucket: p('bucket'), tokens: p('count'), updated_at: p('at') })
    .onConflict((conflict) => conflict.column('bucket').doUpdateSet({ tokens: p('count'), updated_at: p('at') })),
);

/** Forgets counters of one kind that were begun before a time. @param from where their names begin @param to where they are past */
export const forgetBuckets = command<{ from: string; to: string; before: number }>()((db, p) =>
  db.deleteFrom('rate_limits').where('bucket', '>=', p('from')).where('bucket', '<', p('to')).where('updated_at', '<=', p('before')),
);

/** All customers, newest first. @param after the last one shown already */
export async function newestCustomers(tx: ReadTx, after: string | null, limit: number): Promise<FoundRow[]> {
  const place = after === null ? null : await placeOf(tx, after);
  return place === undefined ? [] : newestFirst(tx, place, limit).execute();
}

interface Place {
  readonly id: string;
  readonly createdAt: number;
}

const placeOf = (tx: ReadTx, id: string): Promise<Place | undefined> =>
  tx.db.selectFrom('accounts').select(['id', 'created_at as createdAt']).where('id', '=', id).executeTakeFirst();

function newestFirst(tx: ReadTx, after: Place | null, limit: number) {
  const find = tx.db
    .selectFrom('accounts')
    .select(foundColumns)
    .orderBy('accounts.created_at', 'desc')
    .orderBy('accounts.id', 'desc')
    .limit(limit);
  return after === null ? find : find.where(sql<SqlBool>`(accounts.created_at, accounts.id) < (${after.createdAt}, ${after.id})`);
}

/** Active factors of several customers at once. */
export function activeFactorsOf(tx: ReadTx, ids: readonly string[]): Promise<{ accountId: string; kind: string }[]> {
  return tx.db
    .selectFrom('factors')
    .select(['account_id as accountId', 'kind'])
    .where('account_id', 'in', ids)
    .where('status', '=', 'active')
    .execute();
}

/** What several accounts have bound to themselves, by which they can be reached or recognized. */
export function boundItemsOf(
  tx: ReadTx,
  ids: readonly string[],
): Promise<{ id: string; email: string | null; phone: string | null; faceEnrolledAt: number | null }[]> {
  return tx.db
    .selectFrom('accounts')
    .select(['id', 'email', 'phone', 'face_enrolled_at as faceEnrolledAt'])
    .where('id', 'in', ids)
    .execute();
}

/** Those of several customers under a withdrawal hold. */
export async function heldAmong(tx: ReadTx, ids: readonly string[], now: number): Promise<Set<string>> {
  const rows = await tx.db
    .selectFrom('holds')
    .select('account_id as accountId')
    .distinct()
    .where('account_id', 'in', ids)
    .where('ended_at', 'is', null)
    .where((e) => e.or([e('ends_at', 'is', null), e('ends_at', '>', now)]))
    .execute();
  return new Set(rows.map(({ accountId }) => accountId));
}

/** When several customers last started an operation: the end of each kind in the index is one step away, whatever came before. */
export async function lastOperationOf(tx: ReadTx, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.db
    .selectFrom('accounts')
    .select('accounts.id')
    .select((e) =>
      operationKinds.map((kind) =>
        e
          .selectFrom('operations')
          .select((o) => o.fn.max('operations.created_at').as('at'))
          .whereRef('operations.account_id', '=', 'accounts.id')
          .where('operations.kind', '=', kind)
          .as(kind),
      ),
    )
    .where('accounts.id', 'in', ids)
    .execute();
  return new Map(
    rows.flatMap(({ id, ...last }) => {
      const times = Object.values(last).filter((at) => at !== null);
      return times.length === 0 ? [] : [[id, Math.max(...times.map(Number))] as const];
    }),
  );
}
