import { sql } from 'kysely';
import type { HoldCause, HoldShow } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { Place } from '../../paging.ts';

/** Where a hold without an end stands among those that have one. */
const NO_END = Number.MAX_SAFE_INTEGER;

/** When a hold was or will be over. Written as the indexes `holds_by_end` and `holds_by_cause` are, or they would not serve it. */
const end = sql<number>`coalesce(holds.ended_at, holds.ends_at, ${sql.lit(NO_END)})`;

const listed = (tx: ReadTx) =>
  tx.db
    .selectFrom('holds')
    .leftJoin('hold_lifts', (join) => join.onRef('hold_lifts.hold_id', '=', 'holds.id').on('hold_lifts.status', '=', 'requested'))
    .select([
      'holds.id',
      'holds.account_id as accountId',
      'holds.cause',
      'holds.starts_at as startsAt',
      'holds.ends_at as endsAt',
      'holds.ended_at as endedAt',
      'holds.case_id as caseId',
      'hold_lifts.id as liftId',
      end.as('end'),
    ]);

/** Holds by their end: what runs from the next to end on, what is over from the latest on; one more than asked for tells of a next page. */
export function holdRows(
  tx: ReadTx,
  filter: { readonly show: HoldShow; readonly cause?: HoldCause | undefined },
  now: number,
  after: Place | null,
  limit: number,
) {
  let rows = listed(tx).limit(limit + 1);
  if (filter.cause !== undefined) rows = rows.where('holds.cause', '=', filter.cause);
  if (filter.show === 'ended') {
    rows = rows.where(end, '<=', now).orderBy(end, 'desc').orderBy('holds.id', 'desc');
    if (after === null) return rows.execute();
    return rows
      .where(end, '<=', after.at)
      .where((eb) => eb.or([eb(end, '<', after.at), eb('holds.id', '<', after.id)]))
      .execute();
  }
  rows = filter.show === 'running' ? rows.where(end, '>', now) : rows.where(end, '=', NO_END);
  rows = rows.orderBy(end).orderBy('holds.id');
  if (after === null) return rows.execute();
  return rows
    .where(end, '>=', after.at)
    .where((eb) => eb.or([eb(end, '>', after.at), eb('holds.id', '>', after.id)]))
    .execute();
}

export const holdRow = (tx: ReadTx, id: string) => listed(tx).where('holds.id', '=', id).executeTakeFirst();
