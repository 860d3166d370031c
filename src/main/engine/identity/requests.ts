import type { IdentityRequestKind, IdentityRequestStatus } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { masked, maskName } from '../accounts/masking.ts';
import { revealed } from '../accounts/reveals.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { fromCursor, toPage } from '../paging.ts';
import { mayNoMore, requireNoNewcomer } from '../staff/standing.ts';
import { imageContext, openDocument } from './documents.ts';
import { presentDocument } from './present.ts';
import { boundElsewhere, conflictsIn, settleRequest } from './request.ts';
import { reportReuse } from './reuse.ts';
import { approveRequest, DOCUMENT_LEVEL, documentOf, rejectRequest } from './settle.ts';
import { boundDocument, type DocumentRow, documentById, imageById, imagesOf, type RequestRow, requestById, requestRows } from './store.ts';

async function load(tx: ReadTx, id: string): Promise<RequestRow> {
  const request = await tx.first(requestById, { id });
  if (request === undefined) throw notFound('identity request');
  return request;
}

/**
 * Requests of customers who want identity data verified or changed (FV-03), newest first.
 * @throws PortcullisError `forbidden`, `invalid_input` (cursor)
 */
export async function listIdentityRequests(
  engine: Engine,
  actor: StaffActor,
  input: {
    readonly status: 'waiting' | 'all';
    readonly accountId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
) {
  requirePermission(actor, 'customers.read');
  const after = fromCursor(input.cursor);
  const rows = await engine.store.read((tx) => requestRows(tx, input, after, input.limit));
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => ({
      ...row,
      kind: row.kind as IdentityRequestKind,
      status: row.status as IdentityRequestStatus,
      risk: row.risk as 'low' | 'high',
      customerName: masked(maskName, row.customerName),
      conflicts: conflictsIn(row),
    }),
  );
}

async function side(tx: ReadTx, engine: Engine, row: DocumentRow | undefined) {
  return row === undefined ? null : { ...presentDocument(engine, row), images: await tx.all(imagesOf, { documentId: row.id }) };
}

/** What was bound when the request came; for a decided one, what the request replaced cannot be told from it any more and is left out. */
const oldOf = async (tx: ReadTx, request: RequestRow) => {
  const bound = await tx.first(boundDocument, { accountId: request.accountId });
  return bound?.id === request.documentId ? undefined : bound;
};

/**
 * One request with old and new data side by side, masked, and its conflicts.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function getIdentityRequest(engine: Engine, actor: StaffActor, id: string) {
  requirePermission(actor, 'customers.read');
  return engine.store.read(async (tx) => {
    const request = await load(tx, id);
    const after = await tx.first(documentById, { id: request.documentId });
    return {
      id: request.id,
      accountId: request.accountId,
      kind: request.kind as IdentityRequestKind,
      status: request.status as IdentityRequestStatus,
      risk: request.risk as 'low' | 'high',
      conflicts: conflictsIn(request),
      contentHash: request.contentHash,
      needsSecond: request.risk === 'high' && engine.settings.get('identity.fourEyes'),
      firstApprover: request.firstApprover,
      firstApprovedAt: request.firstApprovedAt,
      decidedBy: request.decidedBy,
      decidedAt: request.decidedAt,
      reason: request.reason,
      createdAt: request.createdAt,
      old: await side(tx, engine, await oldOf(tx, request)),
      new: await side(tx, engine, after),
    };
  });
}

/**
 * Shows what the documents of a request say, in clear, after the reading has gone into the audit trail (ST-03).
 * @returns old and new data, and until when a console may show them
 * @throws PortcullisError `forbidden`, `not_found`, `rate_limited`
 */
export async function revealIdentityRequest(engine: Engine, actor: StaffActor, input: { readonly id: string; readonly reason: string }) {
  requirePermission(actor, 'customers.reveal');
  return revealed(engine, actor, async (tx) => {
    const request = await load(tx, input.id);
    const show = async () => {
      await appendAudit(tx, engine, {
        actor,
        action: 'identity_request.revealed',
        accountId: request.accountId,
        subject: { kind: 'identity_request', id: request.id },
        reason: input.reason,
        changes: [{ field: 'documents', old: 'masked', new: 'revealed' }],
      });
      const after = await tx.first(documentById, { id: request.documentId });
      const before = await oldOf(tx, request);
      return {
        old: before === undefined ? null : openDocument(engine, before),
        new: after === undefined ? null : openDocument(engine, after),
        untilMs: engine.clock.now() + engine.settings.get('staff.revealFor'),
      };
    };
    return { accountId: request.accountId, show };
  });
}

/**
 * Shows one image of a document, after the reading has gone into the audit trail (ST-03).
 * @throws PortcullisError `forbidden`, `rate_limited`, `not_found`, also for an image of another account than the request's
 */
export async function revealIdentityImage(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly imageId: string; readonly reason: string },
) {
  requirePermission(actor, 'customers.reveal');
  return revealed(engine, actor, async (tx) => {
    const request = await load(tx, input.id);
    const image = await tx.first(imageById, { id: input.imageId });
    const before = await oldOf(tx, request);
    if (image === undefined || (image.documentId !== request.documentId && image.documentId !== before?.id)) throw notFound('image');
    const show = async () => {
      await appendAudit(tx, engine, {
        actor,
        action: 'identity_image.revealed',
        accountId: request.accountId,
        subject: { kind: 'identity_image', id: image.id },
        reason: input.reason,
        changes: [{ field: image.side, old: 'masked', new: 'revealed' }],
      });
      return {
        jpeg: Buffer.from(engine.sealer.open(image.imageSealed, imageContext(image.id))).toString('base64'),
        untilMs: engine.clock.now() + engine.settings.get('staff.revealFor'),
      };
    };
    return { accountId: request.accountId, show };
  });
}

export interface IdentityVerdict {
  readonly id: string;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
  readonly contentHash: string;
}

/**
 * Makes sure that somebody may decide a request as they saw it. Whoever approved first is not the second, and neither is a newcomer.
 * @throws PortcullisError `not_found`, `conflict`, `step_refused` (`newcomer`)
 */
export async function requireDecidable(
  tx: ReadTx,
  engine: Engine,
  actor: StaffActor,
  input: Pick<IdentityVerdict, 'id' | 'verdict' | 'contentHash'>,
): Promise<RequestRow> {
  const request = await load(tx, input.id);
  if (request.contentHash !== input.contentHash) {
    throw conflict('The request is not the one that you saw.', { status: request.status, contentHash: request.contentHash });
  }
  if (input.verdict === 'approve' && request.status === 'awaiting_second' && request.firstApprover === actor.staffId) {
    throw new PortcullisError('conflict', 'You approved this already; another person has to.', {
      reason: 'second_person',
      current: { status: request.status, reason: 'second_person' },
    });
  }
  if (input.verdict === 'approve' && (await hasStandingFirst(tx, request))) await requireNoNewcomer(tx, engine, actor);
  return request;
}

/** Whether a first approval stands: one of somebody who was found out since counts for nothing, and the next one is the first. */
const hasStandingFirst = async (tx: ReadTx, { status, firstApprover }: RequestRow): Promise<boolean> =>
  status === 'awaiting_second' && firstApprover !== null && !(await mayNoMore(tx, firstApprover, 'identity.decide'));

/**
 * Approves or rejects a request (FV-03) in a transaction of the caller's. A decision counts for exactly the content that the decider saw.
 * With a conflict, a second person has to approve too.
 * @returns the status after it; null when the document is in use elsewhere: that has been reported, the caller commits it and refuses then
 * @throws PortcullisError `not_found`, `conflict` naming what won
 */
export async function decideRequest(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  input: IdentityVerdict,
): Promise<IdentityRequestStatus | null> {
  const request = await requireDecidable(tx, engine, actor, input);
  if (input.verdict === 'reject') {
    await rejectRequest(tx, engine, actor, request, input.reason);
    return 'rejected';
  }
  const document = await documentOf(tx, request);
  const other = await boundElsewhere(tx, document.numberHash, request.accountId);
  if (other !== null && request.decidedAt === null) {
    await reportReuse(tx, engine, actor, request.accountId, other);
    return null;
  }
  const needsSecond = request.risk === 'high' && engine.settings.get('identity.fourEyes');
  if (needsSecond && !(await hasStandingFirst(tx, request))) {
    return settleRequest(tx, engine, actor, request, 'approve_first', input.reason);
  }
  await approveRequest(tx, engine, actor, request, DOCUMENT_LEVEL, input.reason);
  return 'approved';
}
