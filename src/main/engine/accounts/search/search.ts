import type { CustomerRow } from '../../../../shared/contract/console/index.ts';
import { type AccountId, accountIdSchema, type FactorKind, type IdentityStatus } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput } from '../../errors.ts';
import type { EpochMs } from '../../ports.ts';
import { enrolledKinds } from '../enrolled.ts';
import { maskEmail, masked, maskName, maskPhone } from '../masking.ts';
import { ownerOf } from '../view.ts';
import { isProbing, noteMiss } from './probing.ts';
import {
  activeFactorsOf,
  boundItemsOf,
  type FoundRow,
  findInSection,
  heldAmong,
  lastOperationOf,
  newestCustomers,
  type Section,
  sections,
} from './store.ts';
import { parseSearchText, type SearchText } from './text.ts';

export interface SearchInput {
  readonly text: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface CustomerPage {
  readonly items: CustomerRow[];
  readonly nextCursor: string | null;
}

interface Cursor {
  readonly section: Section | 'all';
  readonly id: string;
}

/**
 * Finds customers as somebody types: by the beginning of an id, an e-mail address or a phone number (with or without its plus), then by a
 * part of the name. Nothing typed lists everybody, newest first. Personal data comes masked (ST-03), and whoever asks for it letter by letter
 * finds whole texts only.
 *
 * @throws PortcullisError `forbidden`, `invalid_input` for a cursor of our making that is not
 */
export async function searchCustomers(engine: Engine, actor: StaffActor, input: SearchInput): Promise<CustomerPage> {
  requirePermission(actor, 'customers.read');
  const text = parseSearchText(input.text);
  const cursor = input.cursor === undefined ? null : readCursor(input.cursor, text);
  const page = await engine.store.read(async (tx) => {
    const wanted = input.limit + 1;
    const found =
      text === null ? await everybody(tx, cursor, wanted) : await matching(tx, text, cursor, wanted, await isProbing(tx, engine, actor));
    const shown = found.slice(0, input.limit);
    const last = shown.at(-1);
    return {
      items: await toRows(
        tx,
        shown.map(({ row }) => row),
        engine.clock.now(),
      ),
      nextCursor: found.length > input.limit && last !== undefined ? `${last.section}.${last.row.id}` : null,
    };
  });
  if (text !== null && cursor === null && page.items.length === 0) {
    await engine.store.write((tx) => noteMiss(tx, engine, actor, text.plain));
  }
  return page;
}

interface Found {
  readonly section: Cursor['section'];
  readonly row: FoundRow;
}

async function everybody(tx: ReadTx, cursor: Cursor | null, wanted: number): Promise<Found[]> {
  const rows = await newestCustomers(tx, cursor?.id ?? null, wanted);
  return rows.map((row) => ({ section: 'all', row }));
}

async function matching(tx: ReadTx, text: SearchText, cursor: Cursor | null, wanted: number, whole: boolean): Promise<Found[]> {
  const found: Found[] = [];
  const first = cursor === null ? 0 : sections.indexOf(cursor.section as Section);
  for (const section of sections.slice(first)) {
    const after = cursor?.section === section ? cursor.id : null;
    const rows = await findInSection(tx, section, text, after, wanted - found.length, whole);
    found.push(...rows.map((row) => ({ section, row })));
    if (found.length === wanted) break;
  }
  return found;
}

/** A cursor names the last row by its id alone: its sort key may be personal data. */
function readCursor(cursor: string, text: SearchText | null): Cursor {
  const [, section, id] = /^([a-z]+)\.(.+)$/.exec(cursor) ?? [];
  const known = text === null ? section === 'all' : sections.some((name) => name === section);
  if (!known || id === undefined || !accountIdSchema.safeParse(id).success)
    throw invalidInput('cursor', 'is not one that an earlier page of this search gave');
  return { section: section as Cursor['section'], id };
}

async function toRows(tx: ReadTx, rows: readonly FoundRow[], now: EpochMs): Promise<CustomerRow[]> {
  if (rows.length === 0) return [];
  // A sub-account stands on its main account's factors, and under its holds as well as its own.
  const owners = rows.map(ownerOf);
  const ids = rows.map(({ id }) => id);
  const enrolled = await enrolledOf(tx, rows, owners);
  const held = await heldAmong(tx, [...ids, ...owners], now);
  const lastOperation = await lastOperationOf(tx, ids);
  return rows.map((row) =>
    toCustomerRow(row, {
      factors: enrolled.get(ownerOf(row)) ?? [],
      held: held.has(row.id) || held.has(ownerOf(row)),
      lastOperationAt: lastOperation.get(row.id) ?? null,
    }),
  );
}

async function enrolledOf(tx: ReadTx, rows: readonly FoundRow[], owners: readonly string[]): Promise<Map<string, FactorKind[]>> {
  const factors = Map.groupBy(await activeFactorsOf(tx, owners), ({ accountId }) => accountId);
  // Most are their own owners, and have been read already.
  const known = new Set(rows.map(({ id }) => id));
  const others = owners.filter((id) => !known.has(id));
  const accounts = [...rows, ...(others.length === 0 ? [] : await boundItemsOf(tx, others))];
  return new Map(
    accounts.map((account) => [
      account.id,
      enrolledKinds(
        account,
        (factors.get(account.id) ?? []).map(({ kind }) => kind),
      ),
    ]),
  );
}

/** A customer as lists and the head of the customer page show one, masked. */
export function toCustomerRow(
  row: FoundRow,
  rest: { readonly factors: readonly FactorKind[]; readonly held: boolean; readonly lastOperationAt: EpochMs | null },
): CustomerRow {
  return {
    id: row.id as AccountId,
    kind: row.kind,
    status: row.status,
    name: masked(maskName, row.name),
    email: masked(maskEmail, row.email),
    phone: masked(maskPhone, row.phone),
    country: row.country,
    identityStatus: row.identityStatus as IdentityStatus,
    factors: [...rest.factors],
    held: rest.held,
    createdAt: row.createdAt,
    lastOperationAt: rest.lastOperationAt,
  };
}
