import { hash } from 'node:crypto';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, actorAddress, actorId } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { auditHead, insertAuditEntry, insertAuditHead, moveAuditHead } from './store.ts';

/** One field's way from old to new; null stands for absent. Secrets and personal data are named, never valued. */
export interface AuditChange {
  readonly field: string;
  readonly old: string | number | boolean | null;
  readonly new: string | number | boolean | null;
}

export interface AuditInput {
  readonly actor: Actor;
  /** `noun.verb` in the past tense: `trusted_device.removed`. */
  readonly action: string;
  readonly accountId?: string | undefined;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly reason?: string | undefined;
  readonly changes?: readonly AuditChange[];
}

export interface AuditRecord {
  readonly chain: number;
  readonly seq: number;
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: string;
  readonly action: string;
  readonly accountId: string | null;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly reason: string | null;
  readonly address: string | null;
  /** The JSON text exactly as stored: what is hashed is what is kept. */
  readonly changes: string;
}

/** The hash that stands before the first entry of every chain. */
export const genesisHash = '0'.repeat(64);

/** How many chains a database keeps: writers of different accounts must not queue behind one row on PostgreSQL. */
export const chainCount = { sqlite: 1, postgres: 16 } as const;

/** The chain of an account (or of everything that has none), stable for ever. */
export function chainOf(accountId: string | undefined, dialect: 'sqlite' | 'postgres'): number {
  const count = chainCount[dialect];
  if (count === 1) return 0;
  return Number.parseInt(hash('sha256', accountId ?? '', 'hex').slice(0, 8), 16) % count;
}

/** AU-01: each entry's hash covers all its fields and the hash before it. */
export function auditHash(previousHash: string, record: AuditRecord): string {
  return hash(
    'sha256',
    JSON.stringify([
      previousHash,
      record.chain,
      record.seq,
      record.at,
      record.actorKind,
      record.actorId,
      record.action,
      record.accountId,
      record.subjectKind,
      record.subjectId,
      record.reason,
      record.address,
      record.changes,
    ]),
    'hex',
  );
}

type Head = { readonly seq: number; readonly hash: string } | undefined;

/** The heads that a transaction has asked for or moved: nobody else moves them before it ends. */
const headsOf = new WeakMap<WriteTx, Map<number, Promise<Head>>>();

function headOf(tx: WriteTx, chain: number): Promise<Head> {
  const heads = headsOf.get(tx) ?? new Map<number, Promise<Head>>();
  headsOf.set(tx, heads);
  const known = heads.get(chain);
  if (known !== undefined) return known;
  const asked = tx.first(auditHead, { chain });
  heads.set(chain, asked);
  return asked;
}

/** Asks for the end of an account's chain along with what else a work asks for first, so that its entry need not wait for it. */
export function expectAudit(tx: WriteTx, accountId: string): void {
  headOf(tx, chainOf(accountId, tx.dialect)).catch(() => undefined);
}

/**
 * Appends one entry to the audit trail in the transaction of the effect it tells of (AU-03). When another writer moved the head first, the
 * transaction runs again as a whole.
 */
export async function appendAudit(tx: WriteTx, engine: Pick<Engine, 'clock'>, input: AuditInput): Promise<void> {
  const chain = chainOf(input.accountId, tx.dialect);
  const head = await headOf(tx, chain);
  const record: AuditRecord = {
    chain,
    seq: (head?.seq ?? 0) + 1,
    at: engine.clock.now(),
    actorKind: input.actor.kind,
    actorId: actorId(input.actor),
    action: input.action,
    accountId: input.accountId ?? null,
    subjectKind: input.subject.kind,
    subjectId: input.subject.id,
    reason: input.reason ?? null,
    address: actorAddress(input.actor),
    changes: JSON.stringify(input.changes ?? []),
  };
  const previousHash = head?.hash ?? genesisHash;
  const entryHash = auditHash(previousHash, record);
  const moved = { chain, seq: record.seq, hash: entryHash };
  // The head first: two writers of one chain then meet at a row both have read, which PostgreSQL answers with a retry, not with a broken key.
  if (head === undefined) tx.post(insertAuditHead, moved);
  else tx.post(moveAuditHead, moved);
  tx.post(insertAuditEntry, { ...record, previousHash, hash: entryHash });
  headsOf.get(tx)?.set(chain, Promise.resolve(moved));
}
