import { invalidInput } from './errors.ts';

/** A place in a list ordered by time and id, newest first. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

/** Turns the last row shown into a cursor that clients hand back unread. */
export const toCursor = (place: Place): string => Buffer.from(JSON.stringify([place.at, place.id])).toString('base64url');

/** What every id of ours looks like; databases do not agree on what else they would compare with. */
const idPattern = /^[\w-]{1,80}$/;

/** @throws PortcullisError `invalid_input` when the cursor is not one of ours. */
export function fromCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    if (Number.isSafeInteger(at) && typeof id === 'string' && idPattern.test(id)) return { at: at as number, id };
  } catch {
    // Falls through to the one refusal for all that is not a cursor.
  }
  throw invalidInput('cursor', 'not a cursor of this list');
}

/** Cuts the one row too many that tells whether there is a next page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => Place,
  present: (row: Row) => Item,
): { readonly items: Item[]; readonly nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(present), nextCursor: rows.length > limit && last !== undefined ? toCursor(place(last)) : null };
}
