import type { WriteTx } from '../../store/store.ts';
import { loadAccount } from '../accounts/view.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { eraseEnrolledFace } from '../factors/face/erase.ts';
import { activeFace } from '../factors/face/store.ts';
import { startHold } from '../holds/holds.ts';
import { tellOfIdentity } from './notices.ts';
import { conflictsIn, settleRequest } from './request.ts';
import { settleIdentity } from './status.ts';
import { boundDocument, type DocumentRow, documentById, moveDocument, type RequestRow } from './store.ts';

/** The level of a verification by a document that somebody looked at. */
export const DOCUMENT_LEVEL = 2;

/**
 * Binds a document to its account: from now on its holder is the customer (ND-06). What was bound before is superseded; a change of a
 * verified customer's document is told to them and holds withdrawals (WH-01). The caller made sure that no other account has it (ND-11), and
 * the database keeps it so.
 */
export async function bindDocument(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  document: Pick<DocumentRow, 'id' | 'accountId'>,
  input: { readonly level: number; readonly reason: string; readonly faceDiffers: boolean },
): Promise<void> {
  const { accountId } = document;
  const now = engine.clock.now();
  const before = await tx.first(boundDocument, { accountId });
  const account = await loadAccount(tx, accountId as Parameters<typeof loadAccount>[1]);
  if (before !== undefined) await tx.run(moveDocument, { id: before.id, from: 'bound', to: 'superseded', now });
  if ((await tx.run(moveDocument, { id: document.id, from: 'submitted', to: 'bound', now })) !== 1) {
    throw conflict('The document was decided on meanwhile.', {});
  }
  await appendAudit(tx, engine, {
    actor,
    action: 'identity.document_bound',
    accountId,
    subject: { kind: 'identity_document', id: document.id },
    reason: input.reason,
    changes: [{ field: 'documentId', old: before?.id ?? null, new: document.id }],
  });
  const erased = input.faceDiffers && (await eraseEnrolledFace(tx, engine, actor, accountId, 'it is not the face of the new document'));
  const result = { status: 'verified' as const, level: input.level, faceEnrolled: !erased && account.faceEnrolledAt !== null };
  await settleIdentity(tx, engine, actor, accountId, result, input.reason);
  const isUpdate = before !== undefined && account.identityStatus === 'verified';
  if (isUpdate) await startHold(tx, engine, { accountId, cause: 'identity_updated', actor });
  await tellOfIdentity(tx, engine, accountId, isUpdate ? 'identity.updated' : 'identity.verified');
}

/** Carries out an approval. */
export async function approveRequest(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  request: RequestRow,
  level: number,
  reason: string,
): Promise<void> {
  await settleRequest(tx, engine, actor, request, 'approve', reason);
  const faceDiffers = conflictsIn(request).some(({ code }) => code === 'face_mismatch');
  await bindDocument(tx, engine, actor, { id: request.documentId, accountId: request.accountId }, { level, reason, faceDiffers });
}

/** Erases an enrolled face that was compared with the document of a request and with no other. @param why in words, for the audit trail */
export async function eraseFaceOf(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  { accountId, documentId }: Pick<RequestRow, 'accountId' | 'documentId'>,
  why: string,
): Promise<void> {
  const face = await tx.first(activeFace, { accountId });
  const rests = face === undefined ? null : (JSON.parse(face.data) as { readonly documentId?: string }).documentId;
  if (rests === documentId) await eraseEnrolledFace(tx, engine, actor, accountId, why);
}

/** Carries out a rejection: the customer is told, and a face that was enrolled against the refused document goes with it. */
export async function rejectRequest(tx: WriteTx, engine: Engine, actor: Actor, request: RequestRow, reason: string): Promise<void> {
  const { accountId } = request;
  await settleRequest(tx, engine, actor, request, 'reject', reason);
  await tx.run(moveDocument, { id: request.documentId, from: 'submitted', to: 'refused', now: engine.clock.now() });
  await eraseFaceOf(tx, engine, actor, request, 'its document was refused');
  if (request.kind === 'verification') {
    const account = await loadAccount(tx, accountId as Parameters<typeof loadAccount>[1]);
    const result = { status: 'rejected' as const, level: 0, faceEnrolled: account.faceEnrolledAt !== null };
    await settleIdentity(tx, engine, actor, accountId, result, reason);
  }
  await tellOfIdentity(tx, engine, accountId, 'identity.rejected');
}

/** The document of a request. */
export async function documentOf(tx: WriteTx, request: Pick<RequestRow, 'documentId'>): Promise<DocumentRow> {
  const document = await tx.first(documentById, { id: request.documentId });
  if (document === undefined) throw new Error(`Document ${request.documentId} is gone`);
  return document;
}
