import type { DraftDetail, PolicyVersion } from '../../../shared/contract/console/tuning.ts';
import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { move } from '../machine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { mayNoMore, requireNoNewcomer } from '../staff/standing.ts';
import { staffById } from '../staff/store.ts';
import { openContent, readLive, requireSound } from './contents.ts';
import { onDraft } from './drafts.ts';
import { versionMoves } from './machine.ts';
import { requireCurrent } from './review.ts';
import {
  authorsOf,
  insertVersion,
  leadsToTell,
  markReviewed,
  moveVersion,
  newestVersion,
  publishRollout,
  rolloutNow,
  setRolloutPercent,
  versionById,
} from './store.ts';
import { type Draft, moveTo, noteDraft, requireRead } from './transition.ts';
import { getVersion } from './view.ts';

/** What every change of what decides leaves behind: an audit entry, and the word to every server to read the policy again. */
async function tell(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  event: {
    readonly action: string;
    readonly kind: PolicyKind;
    readonly from: number | null;
    readonly to: number;
    readonly reason: string;
    readonly emergency?: boolean;
    readonly percent?: number;
  },
): Promise<void> {
  const { action, kind, from, to, reason, emergency = false, percent } = event;
  await appendAudit(tx, engine, {
    actor,
    action: `policy.${action}`,
    subject: { kind: 'policy', id: kind },
    reason,
    changes: [
      { field: 'version', old: from, new: to },
      { field: 'emergency', old: null, new: emergency },
      ...(percent === undefined ? [] : [{ field: 'percent', old: null, new: percent }]),
    ],
  });
  announce(tx, engine, { topic: 'policy', id: kind, data: { action, version: to, emergency } });
}

const nextVersion = async (tx: WriteTx, kind: PolicyKind): Promise<number> =>
  Number((await tx.first(newestVersion, { kind }))?.version ?? 0) + 1;

/** @throws PortcullisError `conflict` when another publication was faster */
async function supersede(tx: WriteTx, kind: PolicyKind, version: number): Promise<void> {
  if ((await tx.run(moveVersion, { kind, version, from: 'live', to: move(versionMoves, 'version', 'live', 'supersede') })) === 1) return;
  throw new PortcullisError('conflict', 'Another version went live first.', { reason: 'live_moved', current: { version } });
}

/**
 * @throws PortcullisError `conflict` unless exactly this content was approved, and by nobody's later edit became another; `step_refused`
 *   (`approver_gone`) when whoever approved it may not any more
 */
async function requireApproved(tx: ReadTx, draft: Draft): Promise<void> {
  if (draft.status !== 'approved')
    throw conflict(`The draft is ${draft.status.replaceAll('_', ' ')}, not approved.`, { status: draft.status });
  if (draft.approvedBy === null || draft.approvedHash !== draft.contentHash) {
    throw conflict('The approval is of another content.', { status: draft.status });
  }
  if (await mayNoMore(tx, draft.approvedBy, 'rules.approve')) {
    throw new PortcullisError('step_refused', 'Whoever approved it may not any more; return it, and have it approved anew.', {
      reason: 'approver_gone',
    });
  }
}

/** Runs a use-case that changes what decides, and lets this server decide by it before its caller hears of it. */
async function changing<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  const done = await work();
  await engine.policy.reload();
  return done;
}

/**
 * Makes an approved draft live (RT-03, RT-04). What was decided before keeps the version it was decided under.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`
 */
export async function publishDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly reason: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.publish');
  return changing(engine, () =>
    onDraft(engine, input.id, actor, async (tx, draft) => {
      requireRead(draft, input.contentHash);
      await requireApproved(tx, draft);
      const live = await requireCurrent(tx, draft);
      await requireSound(tx, draft.kind, draft.parsed, true);
      await supersede(tx, draft.kind, live.version);
      const version = draft.version ?? (await nextVersion(tx, draft.kind));
      const { kind } = draft;
      const { reason } = input;
      if (draft.version === null) await addVersion(tx, engine, actor, draft, { version, reason, status: 'live' });
      else if ((await tx.run(publishRollout, { kind, version, now: engine.clock.now(), by: actor.staffId, reason })) !== 1) {
        throw conflict('The roll-out ended meanwhile.', { version });
      }
      await moveTo(tx, engine, actor, draft, 'publish', { version }, { reason });
      await tell(tx, engine, actor, { action: 'published', kind, from: live.version, to: version, reason });
    }),
  );
}

function addVersion(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  draft: Draft,
  more: {
    readonly version: number;
    readonly reason: string;
    readonly status: 'live' | 'rollout';
    readonly emergency?: true;
    readonly percent?: number;
  },
): Promise<number> {
  const now = engine.clock.now();
  const live = more.status === 'live';
  return tx.run(insertVersion, {
    kind: draft.kind,
    version: more.version,
    status: more.status,
    content: draft.content,
    contentHash: draft.contentHash,
    now,
    createdBy: draft.createdBy,
    publishedAt: live ? now : null,
    draftId: draft.id,
    approvedBy: draft.approvedBy,
    publishedBy: live ? actor.staffId : null,
    emergency: more.emergency === true ? 1 : 0,
    reason: more.reason,
    restoredVersion: null,
    rolloutPercent: more.percent ?? null,
    rolloutSince: more.percent === undefined ? null : now,
  });
}

/**
 * Makes a draft live that nobody approved (RT-04). It must compile, and that is all; it is as loud as can be: every risk lead gets a mail,
 * every console a notice, the trail an entry of its own kind, and the version stays marked until somebody else has looked at it.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`
 */
export async function publishEmergency(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly reason: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.publish');
  return changing(engine, () =>
    onDraft(engine, input.id, actor, async (tx, draft) => {
      requireRead(draft, input.contentHash);
      if (draft.version !== null) throw conflict('The draft is being rolled out; publish or withdraw that.', { version: draft.version });
      const live = await requireCurrent(tx, draft);
      await requireSound(tx, draft.kind, draft.parsed, false);
      await supersede(tx, draft.kind, live.version);
      const version = await nextVersion(tx, draft.kind);
      const { kind } = draft;
      const { reason } = input;
      await addVersion(tx, engine, actor, draft, { version, reason, status: 'live', emergency: true });
      await moveTo(tx, engine, actor, draft, 'emergency', { version }, { reason });
      await tell(tx, engine, actor, { action: 'emergency_published', kind, from: live.version, to: version, reason, emergency: true });
      await tellLeads(tx, engine, actor, kind, version);
    }),
  );
}

async function tellLeads(tx: WriteTx, engine: Engine, actor: StaffActor, kind: PolicyKind, version: number): Promise<void> {
  const by = (await tx.first(staffById, { id: actor.staffId }))?.name ?? 'Somebody of the staff';
  for (const { email } of await tx.all(leadsToTell, {})) {
    await enqueue(tx, engine, { channel: 'mail', topic: 'policy.emergency', payload: { to: email, kind, version, by } });
  }
}

/** Everybody whose hand is in a version: who wrote its text, and who made it live, as this version or as the ones that it restored. */
async function handsIn(tx: WriteTx, kind: PolicyKind, version: number | null): Promise<ReadonlySet<string>> {
  const hands = new Set<string>();
  for (let next = version; next !== null; ) {
    const row = await tx.first(versionById, { kind, version: next });
    for (const id of [row?.createdBy, row?.publishedBy]) if (id != null) hands.add(id);
    if (row?.draftId != null) for (const { staffId } of await tx.all(authorsOf, { draftId: row.draftId })) hands.add(staffId);
    next = row?.restoredVersion ?? null;
  }
  return hands;
}

/**
 * Somebody else has looked at an emergency publication afterwards.
 * @throws PortcullisError `forbidden` (`own_request`), `not_found`, `conflict`
 */
export async function reviewEmergency(
  engine: Engine,
  actor: StaffActor,
  input: { readonly kind: PolicyKind; readonly version: number; readonly reason: string },
): Promise<{ version: PolicyVersion }> {
  requirePermission(actor, 'rules.approve');
  const { kind, version, reason } = input;
  await engine.store.write(async (tx) => {
    const row = await tx.first(versionById, { kind, version });
    if (row === undefined || row.emergency !== 1) throw notFound('emergency publication');
    if ((await handsIn(tx, kind, version)).has(actor.staffId)) {
      throw new PortcullisError('forbidden', 'Somebody else must look at it.', { reason: 'own_request' });
    }
    await requireNoNewcomer(tx, engine, actor);
    if ((await tx.run(markReviewed, { kind, version, by: actor.staffId })) !== 1) {
      throw conflict('Somebody looked at it already.', { reviewedBy: row.reviewedBy });
    }
    await appendAudit(tx, engine, {
      actor,
      action: 'policy.emergency_reviewed',
      subject: { kind: 'policy', id: kind },
      reason,
      changes: [{ field: 'version', old: null, new: version }],
    });
    announce(tx, engine, { topic: 'policy', id: kind, data: { action: 'emergency_reviewed', version } });
  });
  return getVersion(engine, actor, { kind, version });
}

/**
 * Brings an earlier version back in one action (RT-03), as a new version with its content. Whoever undoes needs nobody: it decided before. An
 * emergency publication that nobody else has looked at comes back as one, as loudly (RT-04).
 * @param input.liveVersion what the caller saw as live
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`
 */
export async function rollBack(
  engine: Engine,
  actor: StaffActor,
  input: { readonly kind: PolicyKind; readonly version: number; readonly liveVersion: number; readonly reason: string },
): Promise<{ version: PolicyVersion }> {
  requirePermission(actor, 'rules.publish');
  const { kind, reason } = input;
  const made = await changing(engine, () =>
    engine.store.write(async (tx) => {
      const live = await readLive(tx, kind);
      if (live.version !== input.liveVersion) {
        throw new PortcullisError('conflict', `Version ${live.version} is live by now.`, {
          reason: 'live_moved',
          current: { version: live.version },
        });
      }
      const old = await tx.first(versionById, { kind, version: input.version });
      if (old === undefined) throw notFound('version');
      if (old.status !== 'superseded') throw conflict(`Version ${old.version} never decided for all, or does now.`, { status: old.status });
      await requireSound(tx, kind, openContent(old), false);
      await supersede(tx, kind, live.version);
      const version = await nextVersion(tx, kind);
      const emergency = old.emergency === 1 && old.reviewedBy === null;
      const now = engine.clock.now();
      await tx.run(insertVersion, {
        kind,
        version,
        status: 'live',
        content: old.content,
        contentHash: old.contentHash,
        now,
        createdBy: old.createdBy,
        publishedAt: now,
        draftId: null,
        approvedBy: old.approvedBy,
        publishedBy: actor.staffId,
        emergency: emergency ? 1 : 0,
        reason,
        restoredVersion: old.version,
        rolloutPercent: null,
        rolloutSince: null,
      });
      await tell(tx, engine, actor, { action: 'rolled_back', kind, from: live.version, to: version, reason, emergency });
      if (emergency) await tellLeads(tx, engine, actor, kind, version);
      return version;
    }),
  );
  return getVersion(engine, actor, { kind, version: made });
}

/**
 * Lets an approved draft decide for a part of the accounts (RT-07), or changes how large that part is.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` (also while another draft is being rolled out), `step_refused`
 */
export async function rollOut(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly percent: number; readonly reason: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.publish');
  return changing(engine, () =>
    onDraft(engine, input.id, actor, async (tx, draft) => {
      requireRead(draft, input.contentHash);
      await requireApproved(tx, draft);
      const { kind } = draft;
      const { percent, reason } = input;
      const live = await requireCurrent(tx, draft);
      const running = await tx.first(rolloutNow, {});
      if (running !== undefined && running.draftId !== draft.id) {
        throw new PortcullisError('conflict', 'Another draft is being rolled out.', {
          reason: 'rollout_running',
          current: { kind: running.kind, version: running.version },
        });
      }
      const version = draft.version ?? (await nextVersion(tx, kind));
      if (draft.version === null) {
        await requireSound(tx, kind, draft.parsed, true);
        await addVersion(tx, engine, actor, draft, { version, reason, status: 'rollout', percent });
        await noteDraft(tx, engine, draft, { version });
      } else if ((await tx.run(setRolloutPercent, { kind, version, percent })) !== 1)
        throw conflict('The roll-out ended meanwhile.', { version });
      await tell(tx, engine, actor, { action: 'rolled_out', kind, from: live.version, to: version, reason, percent });
    }),
  );
}

/** Ends a roll-out: live decides for everybody again, and the draft is approved as before. @throws PortcullisError as {@link rollOut} */
export async function withdrawRollout(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.publish');
  return changing(engine, () =>
    onDraft(engine, input.id, actor, async (tx, draft) => {
      const { kind, version } = draft;
      if (version === null || draft.status !== 'approved') throw conflict('The draft is not being rolled out.', { status: draft.status });
      if ((await tx.run(moveVersion, { kind, version, from: 'rollout', to: move(versionMoves, 'version', 'rollout', 'withdraw') })) !== 1) {
        throw conflict('The roll-out ended meanwhile.', { version });
      }
      await noteDraft(tx, engine, draft, { version: null });
      const live = await readLive(tx, kind);
      await tell(tx, engine, actor, { action: 'rollout_withdrawn', kind, from: version, to: live.version, reason: input.reason });
    }),
  );
}
