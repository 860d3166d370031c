import type { CaseOutcome, ResetStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { endCase, recallCase, scheduleCase } from '../cases/close.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { contactOf } from '../factors/codes/store.ts';
import { finalStates, move } from '../machine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { cancelCallersOf } from './callers/settle.ts';
import { contentHash, type Evidence, type TargetContent } from './content.ts';
import { type ResetEvent, resetMoves } from './machine.ts';
import { moveReset, rewriteReset, type StoredReset } from './store.ts';

const finals = finalStates(resetMoves);

/** How a reset's end ends its case. */
const caseOutcomes: Readonly<Record<ResetStatus, CaseOutcome>> = {
  requested: 'withdrawn',
  in_review: 'withdrawn',
  approved: 'approved',
  effected: 'approved',
  denied: 'denied',
  cancelled: 'withdrawn',
  expired: 'expired',
};

export const targetsOf = (reset: Pick<StoredReset, 'targets'>): TargetContent[] => JSON.parse(reset.targets) as TargetContent[];

export const evidenceOf = (reset: Pick<StoredReset, 'evidence'>): Evidence => JSON.parse(reset.evidence) as Evidence;

/** The hash of what is stored now, whatever the stored hash says. */
export const hashOf = (reset: StoredReset): string =>
  contentHash({
    id: reset.id,
    accountId: reset.account_id,
    revision: reset.revision,
    targets: targetsOf(reset),
    reason: reset.reason,
    evidence: evidenceOf(reset),
  });

/**
 * Moves a device reset by its state machine, with audit entry, notices on every channel and the end of its case in the same transaction.
 * The only place where its status changes.
 * @throws PortcullisError `conflict` with the status that won
 */
export async function moveTo(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  reset: StoredReset,
  event: ResetEvent,
  reason: string | null,
): Promise<StoredReset> {
  const from = reset.status as ResetStatus;
  const to = move(resetMoves, 'device reset', from, event);
  const now = engine.clock.now();
  const finished = finals.includes(to);
  const back = to === 'in_review';
  const next: StoredReset = {
    ...reset,
    status: to,
    updated_at: now,
    expires_at: back && from === 'approved' ? now + engine.settings.get('recovery.reviewTtl') : reset.expires_at,
    approved_at: to === 'approved' ? now : back ? null : reset.approved_at,
    effect_at: to === 'approved' ? now + engine.settings.get('recovery.delay') : back ? null : reset.effect_at,
    finished_at: finished ? now : null,
    finish_reason: finished ? reason : null,
  };
  const changed = await tx.run(moveReset, {
    id: reset.id,
    from,
    revision: reset.revision,
    to,
    now,
    expiresAt: next.expires_at,
    approvedAt: next.approved_at,
    effectAt: next.effect_at,
    finishedAt: next.finished_at,
    finishReason: next.finish_reason,
  });
  if (changed !== 1) throw conflict('The device reset changed meanwhile.', { status: from });
  await appendAudit(tx, engine, {
    actor,
    action: `device_reset.${to}`,
    accountId: reset.account_id,
    subject: { kind: 'device_reset', id: reset.id },
    reason: reason ?? undefined,
    changes: [
      { field: 'status', old: from, new: to },
      { field: 'effectAt', old: reset.effect_at, new: next.effect_at },
    ],
  });
  await tell(tx, engine, next);
  if (finished) {
    await cancelCallersOf(tx, engine, actor, reset.id);
    await endCase(tx, engine, actor, reset.case_id, { outcome: caseOutcomes[to], reason: reason ?? `The device reset is ${to}` });
  }
  if (to === 'approved') await scheduleCase(tx, engine, actor, reset.case_id);
  if (back && from === 'approved') {
    const again = { why: reason ?? 'The content was changed', endsBy: next.expires_at };
    await recallCase(tx, engine, actor, reset.case_id, again);
  }
  return next;
}

/**
 * Writes new content over the one that was read. Every approval of the older revision is void by it (RC-04), and an approved reset goes
 * back to review.
 * @throws PortcullisError `conflict`
 */
export async function rewrite(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  reset: StoredReset,
  content: {
    readonly author: string | null;
    readonly targets: readonly TargetContent[];
    readonly reason: string;
    readonly evidence: Evidence;
  },
  change: { readonly event: 'edit' | 'recall'; readonly field: string; readonly why: string | null },
): Promise<StoredReset> {
  const moved = await moveTo(tx, engine, actor, reset, change.event, change.why);
  const revision = reset.revision + 1;
  const next: StoredReset = {
    ...moved,
    revision,
    author: content.author,
    targets: JSON.stringify(content.targets),
    reason: content.reason,
    evidence: JSON.stringify(content.evidence),
  };
  next.content_hash = hashOf(next);
  const written = await tx.run(rewriteReset, {
    id: reset.id,
    revision: reset.revision,
    next: revision,
    author: next.author,
    targets: next.targets,
    reason: next.reason,
    evidence: next.evidence,
    contentHash: next.content_hash,
    now: engine.clock.now(),
  });
  if (written !== 1) throw conflict('Somebody else changed it first.', { revision: reset.revision });
  await appendAudit(tx, engine, {
    actor,
    action: 'device_reset.edited',
    accountId: reset.account_id,
    subject: { kind: 'device_reset', id: reset.id },
    reason: change.why ?? undefined,
    changes: [
      { field: change.field, old: reset.content_hash, new: next.content_hash },
      { field: 'revision', old: reset.revision, new: revision },
    ],
  });
  return next;
}

/** Sends an approved reset back to review, as it is: what was approved before something happened is to be approved in its light. */
export const recall = (tx: WriteTx, engine: Engine, actor: Actor, reset: StoredReset, why: string): Promise<StoredReset> =>
  rewrite(
    tx,
    engine,
    actor,
    reset,
    { author: reset.author, targets: targetsOf(reset), reason: reset.reason, evidence: evidenceOf(reset) },
    { event: 'recall', field: 'content', why },
  );

/** What the customer need not hear of by mail: that staff are at it. */
const quiet: readonly string[] = ['in_review'];

/** RC-05: tells of a reset on every channel, and by the live views; each notice that comes in time carries the link that stops it. */
export async function tell(tx: WriteTx, engine: Engine, reset: StoredReset): Promise<void> {
  const { id, account_id: accountId, status } = reset;
  const topic = `device_reset.${status}`;
  const targets = targetsOf(reset).map(({ target }) => target);
  const effectAt = status === 'approved' ? reset.effect_at : null;
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic,
    accountId,
    payload: { resetId: id, accountId, caseId: reset.case_id, status, targets, effectAt },
  });
  announce(tx, engine, { topic: 'device_reset', id, accountId, data: { status } });
  if (quiet.includes(status)) return;
  const contact = await tx.first(contactOf, { id: accountId });
  const page = engine.settings.get('app.linkPage');
  const payload = { resetId: id, targets, effectAt, page };
  if (contact?.email != null) await enqueue(tx, engine, { channel: 'mail', topic, accountId, payload: { ...payload, to: contact.email } });
  if (contact?.phone != null) await enqueue(tx, engine, { channel: 'sms', topic, accountId, payload: { ...payload, to: contact.phone } });
}
