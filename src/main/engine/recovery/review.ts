import type { DeviceResetDetail } from '../../../shared/contract/console/recovery.ts';
import type { ResetWish } from '../../../shared/contract/recovery.ts';
import type { EvidenceItem, Permission } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, PortcullisError } from '../errors.ts';
import { requireNoNewcomer } from '../staff/standing.ts';
import { approvalsNeeded, assessRisk, gapsBefore, type ResetFacts } from './assess.ts';
import type { EvidenceAnswer } from './content.ts';
import { bindWish } from './request.ts';
import { insertApproval, type StoredReset } from './store.ts';
import { evidenceOf, hashOf, moveTo, rewrite, targetsOf } from './transition.ts';
import { detailOf, factsOf, loadReset, standingApprovals } from './view.ts';

/** Runs one use-case of staff on a reset and presents it as it is after. */
async function within(
  engine: Engine,
  actor: StaffActor,
  permission: Permission,
  id: string,
  work: (tx: WriteTx, reset: StoredReset) => Promise<unknown>,
): Promise<DeviceResetDetail> {
  requirePermission(actor, permission);
  return engine.store.write(async (tx) => {
    await work(tx, await loadReset(tx, id));
    return detailOf(tx, engine, actor, id);
  });
}

/** @throws PortcullisError `conflict` when something else was read than what is stored */
function requireRead(reset: StoredReset, contentHash: string): void {
  if (contentHash === reset.content_hash && contentHash === hashOf(reset)) return;
  throw new PortcullisError('conflict', 'The content is not what you read; read it again.', {
    reason: 'content_changed',
    current: { revision: reset.revision, status: reset.status },
  });
}

/** @throws PortcullisError `expired` once nobody may decide any more */
function requireInTime(engine: Pick<Engine, 'clock'>, reset: StoredReset): void {
  if (reset.status !== 'approved' && engine.clock.now() >= reset.expires_at) {
    throw new PortcullisError('expired', 'The time to decide has run out.', { current: { status: reset.status } });
  }
}

/** A member of staff begins to look into a request. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export const takeUpReset = (engine: Engine, actor: StaffActor, id: string): Promise<DeviceResetDetail> =>
  within(engine, actor, 'recovery.start', id, async (tx, reset) => {
    requireInTime(engine, reset);
    await moveTo(tx, engine, actor, reset, 'take_up', null);
  });

/**
 * Changes what is reset or why. Voids every approval, and makes whoever edits its author, who cannot approve it (RC-04).
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`, `expired`
 */
export const editReset = (
  engine: Engine,
  actor: StaffActor,
  input: ResetWish & { readonly id: string; readonly contentHash: string },
): Promise<DeviceResetDetail> =>
  within(engine, actor, 'recovery.start', input.id, async (tx, reset) => {
    requireRead(reset, input.contentHash);
    requireInTime(engine, reset);
    await rewrite(
      tx,
      engine,
      actor,
      reset,
      {
        author: actor.staffId,
        targets: await bindWish(tx, reset.account_id, input),
        reason: input.reason,
        evidence: evidenceOf(reset),
      },
      { event: 'edit', field: 'content', why: null },
    );
  });

/**
 * Answers items of the document checklist. The answers are part of what is approved: a new one voids approvals that were given without it.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `expired`
 */
export const answerEvidence = (
  engine: Engine,
  actor: StaffActor,
  input: {
    readonly id: string;
    readonly contentHash: string;
    readonly answers: readonly { readonly item: EvidenceItem; readonly answer: 'yes' | 'no'; readonly note?: string | undefined }[];
  },
): Promise<DeviceResetDetail> =>
  within(engine, actor, 'recovery.start', input.id, async (tx, reset) => {
    requireRead(reset, input.contentHash);
    requireInTime(engine, reset);
    const given = input.answers.map(({ item, answer, note }): [EvidenceItem, EvidenceAnswer] => [
      item,
      { answer, note: note ?? null, by: actor.staffId },
    ]);
    await rewrite(
      tx,
      engine,
      actor,
      reset,
      {
        author: reset.author,
        targets: targetsOf(reset),
        reason: reset.reason,
        evidence: { ...evidenceOf(reset), ...Object.fromEntries(given) },
      },
      { event: 'edit', field: 'evidence', why: given.map(([item, { answer }]) => `${item}: ${answer}`).join(', ') },
    );
  });

/**
 * Makes sure that somebody may approve this content now (RC-03, RC-04).
 * @throws PortcullisError `forbidden` (`own_request`), `conflict` (`content_changed`, `second_person`), `step_refused` (`not_ready`, `newcomer`),
 *   `expired`
 */
export async function requireApprovable(
  tx: ReadTx,
  engine: Engine,
  actor: StaffActor,
  reset: StoredReset,
  contentHash: string,
): Promise<ResetFacts> {
  if (reset.status !== 'in_review') {
    throw conflict(`The device reset is ${reset.status.replaceAll('_', ' ')}, not in review.`, { status: reset.status });
  }
  requireInTime(engine, reset);
  requireRead(reset, contentHash);
  if (reset.author === actor.staffId || reset.requested_by === actor.staffId) {
    throw new PortcullisError('forbidden', 'Nobody approves what they asked for or wrote themselves.', { reason: 'own_request' });
  }
  const facts = await factsOf(tx, engine, reset);
  const gaps = gapsBefore(facts);
  if (gaps.length > 0) {
    throw new PortcullisError('step_refused', 'Nothing speaks for the customer yet: verify the caller or complete the documents.', {
      reason: 'not_ready',
      current: { gaps },
    });
  }
  const standing = await standingApprovals(tx, reset);
  if (standing.some(({ staffId }) => staffId === actor.staffId)) throw approvedAlready();
  if (reset.author !== null || standing.length > 0) await requireNoNewcomer(tx, engine, actor);
  return facts;
}

const approvedAlready = (): PortcullisError =>
  new PortcullisError('conflict', 'You approved this already; it takes somebody else.', { reason: 'second_person' });

/**
 * Approves exactly the content that was read (RC-04), in a transaction of the caller's. With the last approval that the risk asks for, the
 * delay begins in which the customer can stop it (RC-05).
 * @returns whether that was the last. @throws PortcullisError as {@link requireApprovable}
 */
export async function giveApproval(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  reset: StoredReset,
  input: { readonly contentHash: string; readonly reason: string },
): Promise<boolean> {
  const facts = await requireApprovable(tx, engine, actor, reset, input.contentHash);
  const { id, revision, content_hash: contentHash } = reset;
  const { reason } = input;
  if ((await tx.run(insertApproval, { id, revision, staffId: actor.staffId, contentHash, reason, now: facts.now })) !== 1) {
    throw approvedAlready();
  }
  const { risk } = assessRisk(facts);
  const needed = approvalsNeeded(risk, engine.settings.get('recovery.fourEyesFrom'), reset.author !== null);
  const standing = await standingApprovals(tx, reset);
  await appendAudit(tx, engine, {
    actor,
    action: 'device_reset.approval_given',
    accountId: reset.account_id,
    subject: { kind: 'device_reset', id },
    reason,
    changes: [
      { field: 'content', old: null, new: contentHash },
      { field: 'risk', old: null, new: risk },
      { field: 'approvals', old: standing.length - 1, new: standing.length },
      { field: 'approvalsNeeded', old: null, new: needed },
    ],
  });
  const last = standing.length >= needed;
  if (last) await moveTo(tx, engine, actor, reset, 'approve', reason);
  else announce(tx, engine, { topic: 'device_reset', id, accountId: reset.account_id, data: { status: reset.status } });
  return last;
}

/**
 * Stops a reset that is approved, before it takes effect (RC-05). Any other is decided on its case.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`
 */
export const stopReset = (
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<DeviceResetDetail> =>
  within(engine, actor, 'recovery.approve', input.id, async (tx, reset) => {
    if (reset.status !== 'approved') {
      throw conflict(`The device reset is ${reset.status.replaceAll('_', ' ')}; only an approved one is stopped.`, {
        status: reset.status,
      });
    }
    return moveTo(tx, engine, actor, reset, 'deny', input.reason);
  });
