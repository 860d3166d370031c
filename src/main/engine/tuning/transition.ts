import type { DraftStatus, PolicyKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import { type AuditChange, appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { finalStates, move } from '../machine.ts';
import { openContent } from './contents.ts';
import { type DraftEvent, draftMoves } from './machine.ts';
import { draftById, moveDraft, type StoredDraft } from './store.ts';

const finals = finalStates(draftMoves);

export type Draft = StoredDraft & { readonly kind: PolicyKind; readonly status: DraftStatus; readonly parsed: unknown };

/** @throws PortcullisError `not_found`, Error when its text was altered */
export async function loadDraft(tx: ReadTx, id: string): Promise<Draft> {
  const row = await tx.first(draftById, { id });
  if (row === undefined) throw notFound('draft');
  return { ...row, kind: row.kind as PolicyKind, status: row.status as DraftStatus, parsed: openContent(row) };
}

/** @throws PortcullisError `conflict` (`content_changed`) when something else was read than what is stored */
export function requireRead(draft: Draft, contentHash: string): void {
  if (contentHash === draft.contentHash) return;
  throw new PortcullisError('conflict', 'The draft is not what you read; read it again.', {
    reason: 'content_changed',
    current: { revision: draft.revision, status: draft.status, contentHash: draft.contentHash },
  });
}

/** What a move changes besides the state. */
export type DraftChange = Partial<Omit<StoredDraft, 'id' | 'kind' | 'status' | 'createdAt' | 'createdBy'>>;

/**
 * Moves a draft by its state machine, with audit entry and notice in the same transaction. The only place where its status changes. Whatever
 * leads back to `draft` takes approval and submission away, and ends a shadow run, which was of another text.
 * @throws PortcullisError `conflict`
 */
export async function moveTo(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  draft: Draft,
  event: DraftEvent,
  change: DraftChange = {},
  told: { readonly reason?: string | undefined; readonly changes?: readonly AuditChange[] } = {},
): Promise<Draft> {
  const status = move(draftMoves, 'draft', draft.status, event);
  const now = engine.clock.now();
  const back =
    status === 'draft'
      ? { submittedAt: null, submittedBy: null, approvedAt: null, approvedBy: null, approvedHash: null, shadowSince: null }
      : {};
  const finished = finals.includes(status) ? { finishedAt: now, shadowSince: null } : {};
  const next: StoredDraft = { ...draft, updatedAt: now, updatedBy: actor.staffId, ...back, ...finished, ...change, status };
  const moved = await tx.run(moveDraft, { ...next, fromStatus: draft.status, fromRevision: draft.revision });
  if (moved !== 1) throw conflict('Somebody else changed the draft first.', { status: draft.status, revision: draft.revision });
  await appendAudit(tx, engine, {
    actor,
    action: `policy_draft.${event === 'pass_tests' ? 'tested' : event === 'return' ? 'returned' : status === 'draft' ? 'edited' : status}`,
    subject: { kind: 'policy_draft', id: draft.id },
    reason: told.reason,
    changes: [{ field: 'status', old: draft.status, new: status }, ...(told.changes ?? [])],
  });
  announce(tx, engine, { topic: 'policy_draft', id: draft.id, data: { kind: draft.kind, status } });
  return { ...next, kind: draft.kind, status, parsed: JSON.parse(next.content) as unknown };
}

/**
 * Notes something of a draft that changes neither its state nor its text: the version it is being tried as, or since when it runs in shadow.
 * @throws PortcullisError `conflict`
 */
export async function noteDraft(
  tx: WriteTx,
  engine: Engine,
  draft: Draft,
  change: Pick<DraftChange, 'version' | 'shadowSince'>,
): Promise<void> {
  const next: StoredDraft = { ...draft, ...change };
  const noted = await tx.run(moveDraft, { ...next, fromStatus: draft.status, fromRevision: draft.revision });
  if (noted !== 1) throw conflict('Somebody else changed the draft first.', { status: draft.status, revision: draft.revision });
  announce(tx, engine, { topic: 'policy_draft', id: draft.id, data: { kind: draft.kind, status: draft.status } });
}
