import type { DraftDetail } from '../../../shared/contract/console/tuning.ts';
import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { hashContent, openContent, readLive, requireSound } from './contents.ts';
import { mergeContents } from './diff.ts';
import { parseContent } from './kinds.ts';
import { addAuthor, insertDraft, versionById } from './store.ts';
import { type Draft, loadDraft, moveTo, requireRead } from './transition.ts';
import { draftDetail } from './view.ts';

/**
 * Begins a draft, from what is live unless a content is given.
 * @throws PortcullisError `forbidden`, `invalid_input`
 */
export async function createDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly kind: PolicyKind; readonly name: string; readonly content?: unknown },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return engine.store.write(async (tx) => draftDetail(tx, actor, await beginDraft(tx, engine, { actor, author: actor.staffId }, input)));
}

/**
 * Puts a draft down and names its first author.
 * @returns its id
 * @throws PortcullisError `invalid_input`
 */
export async function beginDraft(
  tx: WriteTx,
  engine: Engine,
  { actor, author }: { readonly actor: Actor; readonly author: string },
  input: { readonly kind: PolicyKind; readonly name: string; readonly content?: unknown; readonly reason?: string },
): Promise<string> {
  const live = await readLive(tx, input.kind);
  const { text, hash } = hashContent(input.content === undefined ? live.parsed : parseContent(input.kind, input.content));
  const id = engine.ids.next('policyDraft');
  const now = engine.clock.now();
  await tx.run(insertDraft, {
    id,
    kind: input.kind,
    name: input.name,
    baseVersion: live.version,
    content: text,
    contentHash: hash,
    now,
    by: author,
  });
  await tx.run(addAuthor, { draftId: id, staffId: author });
  await appendAudit(tx, engine, {
    actor,
    action: 'policy_draft.created',
    subject: { kind: 'policy_draft', id },
    ...(input.reason === undefined ? {} : { reason: input.reason }),
    changes: [
      { field: 'kind', old: null, new: input.kind },
      { field: 'baseVersion', old: null, new: live.version },
      { field: 'content', old: null, new: hash },
      ...(actor.kind === 'staff' ? [] : [{ field: 'author', old: null, new: author }]),
    ],
  });
  announce(tx, engine, { topic: 'policy_draft', id, data: { kind: input.kind, status: 'draft' } });
  return id;
}

/** Runs one use-case on a draft and presents it as it is after. */
export async function onDraft(
  engine: Engine,
  id: string,
  actor: StaffActor,
  work: (tx: WriteTx, draft: Draft) => Promise<unknown>,
): Promise<DraftDetail> {
  return engine.store.write(async (tx) => {
    await work(tx, await loadDraft(tx, id));
    return draftDetail(tx, actor, id);
  });
}

/**
 * Writes another content or name. Whoever edits becomes an author, who cannot approve; an approval that was given is void (RT-04). A content
 * that does not compile may be kept: only what is submitted must be sound.
 * @param input.contentHash what was read
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `conflict`
 */
export async function editDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly name?: string | undefined; readonly content?: unknown },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    const content = input.content === undefined ? draft.parsed : parseContent(draft.kind, input.content);
    await rewrite(tx, engine, actor, draft, { name: input.name ?? draft.name, content, baseVersion: draft.baseVersion });
  });
}

async function rewrite(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  draft: Draft,
  next: { readonly name: string; readonly content: unknown; readonly baseVersion: number },
): Promise<void> {
  if (draft.version !== null) throw conflict('The draft is being rolled out; withdraw that first.', { version: draft.version });
  const { text, hash } = hashContent(next.content);
  await moveTo(
    tx,
    engine,
    actor,
    draft,
    'edit',
    { name: next.name, content: text, contentHash: hash, baseVersion: next.baseVersion, revision: draft.revision + 1 },
    {
      changes: [
        { field: 'content', old: draft.contentHash, new: hash },
        { field: 'baseVersion', old: draft.baseVersion, new: next.baseVersion },
      ],
    },
  );
  await tx.run(addAuthor, { draftId: draft.id, staffId: actor.staffId });
}

/**
 * Brings a draft up to what is live by now, keeping what it changes itself (RT-03). An edit like any other.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` with the parts that both sides changed
 */
export async function rebaseDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    const live = await readLive(tx, draft.kind);
    const base = await tx.first(versionById, { kind: draft.kind, version: draft.baseVersion });
    if (base === undefined) throw notFound('version');
    const merged = mergeContents(draft.kind, openContent(base), draft.parsed, live.parsed);
    if ('conflicts' in merged) {
      throw new PortcullisError('conflict', `Both changed ${merged.conflicts.join(', ')}; edit the draft to settle it.`, {
        reason: 'live_moved',
        current: { liveVersion: live.version, conflicts: merged.conflicts },
      });
    }
    const content = parseContent(draft.kind, merged.content);
    await rewrite(tx, engine, actor, draft, { name: draft.name, content, baseVersion: live.version });
  });
}

/**
 * Brings a draft up to what is live with a content that settles by hand what both sides changed. An edit like any other.
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `conflict`
 */
export async function settleDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly content: unknown },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    const live = await readLive(tx, draft.kind);
    const content = parseContent(draft.kind, input.content);
    await rewrite(tx, engine, actor, draft, { name: draft.name, content, baseVersion: live.version });
  });
}

/**
 * Runs the rules' own tests; a draft that passes them may be submitted (RT-03).
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`
 */
export async function testDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    await requireSound(tx, draft.kind, draft.parsed, true);
    await moveTo(tx, engine, actor, draft, 'pass_tests');
  });
}

/** Gives a draft up. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function discardDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  return onDraft(engine, input.id, actor, async (tx, draft) => {
    if (draft.version !== null) throw conflict('The draft is being rolled out; withdraw that first.', { version: draft.version });
    await moveTo(tx, engine, actor, draft, 'discard', {}, { reason: input.reason });
  });
}
