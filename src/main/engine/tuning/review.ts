import type { DraftDetail } from '../../../shared/contract/console/tuning.ts';
import type { WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, PortcullisError } from '../errors.ts';
import { requireNoNewcomer } from '../staff/standing.ts';
import { readLive, requireSound } from './contents.ts';
import { onDraft } from './drafts.ts';
import { authorsOf, insertComment } from './store.ts';
import { type Draft, moveTo, requireRead } from './transition.ts';

type Verdict = 'comment' | 'submitted' | 'approved' | 'returned';

const say = (tx: WriteTx, engine: Engine, actor: StaffActor, draft: Draft, verdict: Verdict, text: string) =>
  tx.run(insertComment, { draftId: draft.id, at: engine.clock.now(), staffId: actor.staffId, revision: draft.revision, verdict, text });

/**
 * Asserts that live has not moved on since the draft began (RT-03).
 * @throws PortcullisError `conflict` (`live_moved`) with the version that is live
 */
export async function requireCurrent(tx: WriteTx, draft: Draft): Promise<Awaited<ReturnType<typeof readLive>>> {
  const live = await readLive(tx, draft.kind);
  if (live.version === draft.baseVersion) return live;
  throw new PortcullisError('conflict', `Version ${live.version} went live since this draft began; bring the draft up to it.`, {
    reason: 'live_moved',
    current: { liveVersion: live.version, baseVersion: draft.baseVersion },
  });
}

/**
 * Asks for a review. Tests must pass now, not only when they were last run (RT-03).
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`
 */
export async function submitDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly comment: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    await requireCurrent(tx, draft);
    await requireSound(tx, draft.kind, draft.parsed, true);
    await moveTo(
      tx,
      engine,
      actor,
      draft,
      'submit',
      { submittedAt: engine.clock.now(), submittedBy: actor.staffId },
      { reason: input.comment },
    );
    await say(tx, engine, actor, draft, 'submitted', input.comment);
  });
}

/** Says something about a draft that nobody has finished with. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function commentDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly text: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    if (draft.finishedAt !== null) throw conflict(`The draft is ${draft.status} already.`, { status: draft.status });
    await say(tx, engine, actor, draft, 'comment', input.text);
    announce(tx, engine, { topic: 'policy_draft', id: draft.id, data: { kind: draft.kind, status: draft.status } });
  });
}

/** Sends a draft back to its authors, also one that was approved. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function returnDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly comment: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.approve');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    if (draft.version !== null) throw conflict('The draft is being rolled out; withdraw that first.', { version: draft.version });
    await moveTo(tx, engine, actor, draft, 'return', {}, { reason: input.comment });
    await say(tx, engine, actor, draft, 'returned', input.comment);
  });
}

/**
 * Approves exactly the content that was read (RT-04): the approval holds for its hash and no other.
 * @throws PortcullisError `forbidden` (`own_request` for everybody whose hand is in it), `not_found`, `conflict`, `step_refused`
 */
export async function approveDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly comment: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.approve');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    const authors = await tx.all(authorsOf, { draftId: draft.id });
    if (draft.submittedBy === actor.staffId || authors.some(({ staffId }) => staffId === actor.staffId)) {
      throw new PortcullisError('forbidden', 'Nobody approves what they wrote or asked for themselves.', { reason: 'own_request' });
    }
    await requireNoNewcomer(tx, engine, actor);
    await requireCurrent(tx, draft);
    await requireSound(tx, draft.kind, draft.parsed, true);
    await moveTo(
      tx,
      engine,
      actor,
      draft,
      'approve',
      { approvedAt: engine.clock.now(), approvedBy: actor.staffId, approvedHash: draft.contentHash },
      { reason: input.comment, changes: [{ field: 'approvedHash', old: null, new: draft.contentHash }] },
    );
    await say(tx, engine, actor, draft, 'approved', input.comment);
  });
}
