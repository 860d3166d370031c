import type { CaseOutcome, IdentityRequestKind, IdentityRequestStatus } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { loadAccount } from '../accounts/view.ts';
import { type Actor, actorId } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { endCaseOf } from '../cases/close.ts';
import { raiseCase } from '../cases/raise.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { templateContext } from '../factors/face/method.ts';
import { activeFace } from '../factors/face/store.ts';
import { move } from '../machine.ts';
import { type Conflict, conflictsOf } from './conflicts.ts';
import { type DocumentInput, keepDocument, openDocument, type PreparedImages } from './documents.ts';
import { type IdentityRequestEvent, identityRequestMoves } from './machine.ts';
import { tellOfIdentity } from './notices.ts';
import { portraitContext } from './portraits.ts';
import { settleIdentity } from './status.ts';
import { boundDocument, documentElsewhere, insertRequest, moveDocument, moveRequest, openRequestOf, type RequestRow } from './store.ts';

/** How alike the photo of a new document is to what is known of the customer's face; null where there is nothing to compare. */
export interface FaceDistances {
  readonly document: number | null;
  readonly enrolled: number | null;
}

/** Compares photos outside any transaction, since a provider may be asked over the network. */
export async function compareFaces(engine: Engine, accountId: string, portrait: Uint8Array | null): Promise<FaceDistances> {
  if (portrait === null) return { document: null, enrolled: null };
  const known = await engine.store.read(async (tx) => {
    const bound = await tx.first(boundDocument, { accountId });
    const face = await tx.first(activeFace, { accountId });
    return {
      document: bound?.portraitSealed == null ? null : engine.sealer.open(bound.portraitSealed, portraitContext(bound.id)),
      enrolled: face?.templateSealed == null ? null : engine.sealer.open(face.templateSealed, templateContext(face.id)),
    };
  });
  const compare = (template: Uint8Array | null) => (template === null ? null : engine.face.compare(template, portrait));
  return { document: await compare(known.document), enrolled: await compare(known.enrolled) };
}

/** How a request's end ends its case. */
const caseOutcomes: Readonly<Record<IdentityRequestStatus, CaseOutcome>> = {
  open: 'withdrawn',
  awaiting_second: 'withdrawn',
  approved: 'approved',
  rejected: 'denied',
  replaced: 'withdrawn',
};

const caseCause = (requestId: string): string => `identity_request:${requestId}`;

/** What an approval is bound to: everything a decider saw. A keyed hash, since it is made of personal data too. */
const contentHash = (engine: Engine, content: unknown): string => engine.sealer.lookup(JSON.stringify(content), 'identity-request');

/**
 * Ends the request that waits for staff, with whatever approval it had: what was held against it does not count any more.
 * @returns it, or null when nothing waited
 */
export async function replaceWaiting(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  accountId: string,
  reason: string,
): Promise<RequestRow | null> {
  const waiting = await tx.first(openRequestOf, { accountId });
  if (waiting === undefined) return null;
  await settleRequest(tx, engine, actor, waiting, 'replace', reason);
  await tx.run(moveDocument, { id: waiting.documentId, from: 'submitted', to: 'superseded', now: engine.clock.now() });
  return waiting;
}

/**
 * Hands new identity data to staff (FV-01, FV-03). What waited before is replaced, with whatever approval it had. A customer who was not
 * verified is pending from now on; one who was stays verified until somebody decides.
 * @param faces from {@link compareFaces}
 */
export async function openRequest(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  accountId: string,
  document: DocumentInput,
  prepared: PreparedImages,
  faces: FaceDistances,
): Promise<{ readonly requestId: string; readonly documentId: string }> {
  const now = engine.clock.now();
  const account = await loadAccount(tx, accountId as Parameters<typeof loadAccount>[1]);
  const before = await tx.first(boundDocument, { accountId });
  await replaceWaiting(tx, engine, actor, accountId, 'newer data was handed in');
  const kept = await keepDocument(tx, engine, accountId, document, prepared, actor.kind === 'customer' ? 'customer' : 'platform');
  const conflicts = conflictsOf({
    before: before === undefined ? null : openDocument(engine, before),
    accountName: account.name,
    after: document,
    elsewhere: await tx.all(documentElsewhere, { numberHash: kept.numberHash, accountId }),
    faces,
    needsFace: before !== undefined,
    sameFrom: engine.settings.get('face.documentMatch'),
  });
  const kind: IdentityRequestKind = account.identityStatus === 'verified' ? 'update' : 'verification';
  const id = engine.ids.next('identityRequest');
  const content = { accountId, kind, documentId: kept.id, document, images: kept.images, conflicts };
  await tx.run(insertRequest, {
    id,
    accountId,
    kind,
    documentId: kept.id,
    contentHash: contentHash(engine, content),
    conflicts: JSON.stringify(conflicts),
    risk: conflicts.length > 0 ? 'high' : 'low',
    now,
  });
  await appendAudit(tx, engine, {
    actor,
    action: 'identity_request.opened',
    accountId,
    subject: { kind: 'identity_request', id },
    changes: [
      { field: 'kind', old: null, new: kind },
      { field: 'documentId', old: before?.id ?? null, new: kept.id },
      { field: 'conflicts', old: null, new: conflicts.map(({ code }) => code).join(', ') },
    ],
  });
  const title = kind === 'update' ? 'Identity update requested' : 'Identity verification requested';
  await raiseCase(tx, engine, {
    accountId,
    kind: 'identity_update',
    title,
    actor,
    cause: caseCause(id),
    subjectId: id,
    priority: conflicts.length > 0 ? 'high' : 'normal',
    features: [
      `request:${kind}`,
      `document:${document.kind}`,
      `country:${document.country}`,
      ...conflicts.map(({ code }) => `conflict:${code}`),
    ],
  });
  if (kind === 'verification') {
    const faceEnrolled = account.faceEnrolledAt !== null;
    await settleIdentity(tx, engine, actor, accountId, { status: 'pending', level: 0, faceEnrolled }, 'identity data was handed in');
  }
  await tellOfIdentity(tx, engine, accountId, 'identity.requested');
  return { requestId: id, documentId: kept.id };
}

/**
 * Moves a request by its machine; only from the state and content that the decider saw.
 * @throws PortcullisError `conflict` with what it is now
 */
export async function settleRequest(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  request: RequestRow,
  event: IdentityRequestEvent,
  reason: string,
): Promise<IdentityRequestStatus> {
  const now = engine.clock.now();
  const from = request.status as IdentityRequestStatus;
  const to = move(identityRequestMoves, 'request', from, event);
  const first = event === 'approve_first';
  const changed = await tx.run(moveRequest, {
    id: request.id,
    from,
    contentHash: request.contentHash,
    to,
    firstApprover: first ? actorId(actor) : request.firstApprover,
    firstApprovedAt: first ? now : request.firstApprovedAt,
    decidedAt: first ? null : now,
    decidedBy: first ? null : actorId(actor),
    reason,
    now,
  });
  if (changed !== 1) throw conflict('The request changed meanwhile.', { status: from });
  await appendAudit(tx, engine, {
    actor,
    action: `identity_request.${to}`,
    accountId: request.accountId,
    subject: { kind: 'identity_request', id: request.id },
    reason,
    changes: [{ field: 'status', old: from, new: to }],
  });
  if (!first) {
    await endCaseOf(tx, engine, actor, request.id, { outcome: caseOutcomes[to], reason });
  }
  announce(tx, engine, {
    topic: 'account',
    id: request.accountId,
    accountId: request.accountId,
    data: { change: 'identity_request', status: to },
  });
  return to;
}

export const conflictsIn = (request: Pick<RequestRow, 'conflicts'>): Conflict[] => JSON.parse(request.conflicts) as Conflict[];

/** Whether a document is bound to another account now, whatever was known when it was handed in. */
export async function boundElsewhere(tx: ReadTx, numberHash: string, accountId: string): Promise<string | null> {
  const rows = await tx.all(documentElsewhere, { numberHash, accountId });
  return rows.find(({ status }) => status === 'bound')?.accountId ?? null;
}
