import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry } from '../../../shared/contract/console/index.ts';
import type { AccountId } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { type Actor, requirePermission } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { invalidInput } from '../errors.ts';
import {
  type AuditFilter,
  type AuditPosition,
  entriesBetween,
  entriesOfSubjects,
  positionFurtherBack,
  type StoredEntry,
  staffNames,
} from './store.ts';

/** How many entries a search looks through at a time, and in one call: a rare word must not hold a connection for the whole trail. */
const WINDOW = 2_000;
const WINDOWS = 25;

export interface AuditPage {
  readonly items: AuditEntry[];
  /** Goes on where this page stopped looking; a page of a search can be short, even empty, and yet not be the last. */
  readonly nextCursor: string | null;
}

/**
 * AU-02: the audit trail, newest first. Entries name personal data but never hold it, so there is nothing to mask in them.
 * @throws PortcullisError `forbidden`, `invalid_input` for a cursor of another kind
 */
export async function listAudit(engine: Engine, actor: Actor, input: PageInput): Promise<AuditPage> {
  if (actor.kind !== 'system') requirePermission(actor, 'audit.read');
  return pageOf(engine, input);
}

/** The trail of one account, for a use-case that has asked for the permission to show it. @throws PortcullisError `invalid_input` (cursor) */
export const auditOfAccount = (engine: Engine, input: PageInput & { readonly accountId: AccountId }): Promise<AuditPage> =>
  pageOf(engine, input);

type PageInput = AuditFilter & { readonly cursor?: string | undefined; readonly limit: number };

async function pageOf(engine: Engine, input: PageInput): Promise<AuditPage> {
  const found: StoredEntry[] = [];
  let position = input.cursor === undefined ? null : parseCursor(input.cursor);
  for (let windows = 0; windows < WINDOWS; windows += 1) {
    const before = position;
    const step = await engine.store.read((tx) => readWindow(tx, input, before, input.limit - found.length));
    found.push(...step.rows);
    position = step.next;
    if (position === null || found.length >= input.limit) break;
    await nextTurn();
  }
  const names = await engine.store.read((tx) => tx.all(staffNames, {}));
  return { items: toEntries(found, names), nextCursor: position === null ? null : `${position.at}.${position.chain}.${position.seq}` };
}

/** The newest entries about one account, for a page that has asked for the permission to show them. */
export async function recentAudit(tx: ReadTx, accountId: AccountId, limit: number): Promise<AuditEntry[]> {
  const rows = await entriesBetween(tx, { accountId }, null, null, limit);
  return toEntries(rows, await tx.all(staffNames, {}));
}

/** The newest entries about some records of one account, for a page that has asked for the permission to show them. */
export async function auditOfSubjects(tx: ReadTx, accountId: AccountId, ids: readonly string[], limit: number): Promise<AuditEntry[]> {
  return toEntries(await entriesOfSubjects(tx, accountId, ids, limit), await tx.all(staffNames, {}));
}

async function readWindow(tx: ReadTx, filter: AuditFilter, before: AuditPosition | null, want: number) {
  // Time and account have an index of their own; anything else is looked for row by row.
  const scans = filter.accountId === undefined && (filter.text ?? filter.actorId ?? filter.action) !== undefined;
  const floor = scans ? ((await positionFurtherBack(tx, filter, before, WINDOW)) ?? null) : null;
  const rows = await entriesBetween(tx, filter, before, floor, want + 1);
  const last = rows[want - 1];
  return rows.length > want && last !== undefined
    ? { rows: rows.slice(0, want), next: { at: last.at, chain: last.chain, seq: last.seq } }
    : { rows, next: floor };
}

function parseCursor(cursor: string): AuditPosition {
  const match = /^([0-9]{1,15})\.([0-9]{1,4})\.([0-9]{1,15})$/u.exec(cursor);
  if (match === null) throw invalidInput('cursor', 'is not one that this list gave');
  return { at: Number(match[1]), chain: Number(match[2]), seq: Number(match[3]) };
}

function toEntries(rows: readonly StoredEntry[], staff: readonly { readonly id: string; readonly name: string }[]): AuditEntry[] {
  const names = new Map(staff.map((member) => [member.id, member.name]));
  return rows.map(({ previousHash: _, ...row }) => ({
    ...row,
    actorName: row.actorKind === 'staff' ? (names.get(row.actorId) ?? null) : null,
    changes: JSON.parse(row.changes) as AuditEntry['changes'],
  }));
}
