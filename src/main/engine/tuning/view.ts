import type { DraftDetail, DraftRow, PolicyVersion } from '../../../shared/contract/console/tuning.ts';
import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { checkContent, openContent, readLive } from './contents.ts';
import { diffContents, mergeContents } from './diff.ts';
import { authorsOf, commentsOf, draftsOf, type StoredDraft, staffNames, versionById, versionsOf } from './store.ts';
import { loadDraft } from './transition.ts';

type Person = PolicyVersion['createdBy'];
type NameOf = (id: string) => Person;

/** Staff are few: their names are read whole. */
async function namesOf(tx: ReadTx): Promise<NameOf> {
  const names = new Map((await tx.all(staffNames, {})).map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: names.get(id) ?? id });
}

const personOr = (name: NameOf, id: string | null): Person | null => (id === null ? null : name(id));

function rowOf(draft: Omit<StoredDraft, 'content'>, name: NameOf, liveVersion: number): DraftRow {
  return {
    id: draft.id as DraftRow['id'],
    kind: draft.kind as DraftRow['kind'],
    name: draft.name,
    status: draft.status as DraftRow['status'],
    baseVersion: draft.baseVersion,
    liveVersion,
    stale: draft.finishedAt === null && draft.baseVersion !== liveVersion,
    revision: draft.revision,
    contentHash: draft.contentHash,
    createdAt: draft.createdAt,
    createdBy: name(draft.createdBy),
    updatedAt: draft.updatedAt,
    updatedBy: name(draft.updatedBy),
    submittedAt: draft.submittedAt,
    approvedAt: draft.approvedAt,
    approvedBy: personOr(name, draft.approvedBy),
    version: draft.version,
    shadowSince: draft.shadowSince,
    finishedAt: draft.finishedAt,
  };
}

/** Drafts, the last touched first. @throws PortcullisError `forbidden` */
export async function listDrafts(
  engine: Engine,
  actor: StaffActor,
  filter: { readonly kind?: PolicyKind | undefined; readonly open?: boolean | undefined },
): Promise<{ items: DraftRow[] }> {
  requirePermission(actor, 'rules.read');
  return engine.store.read(async (tx) => {
    const name = await namesOf(tx);
    const live = new Map<string, number>();
    const items: DraftRow[] = [];
    for (const draft of await draftsOf(tx, filter)) {
      if (!live.has(draft.kind)) live.set(draft.kind, (await readLive(tx, draft.kind as PolicyKind)).version);
      items.push(rowOf(draft, name, live.get(draft.kind) ?? 0));
    }
    return { items };
  });
}

/** A draft with everything that a review looks at (RT-03). */
export async function draftDetail(tx: ReadTx, actor: StaffActor, id: string): Promise<DraftDetail> {
  const draft = await loadDraft(tx, id);
  const name = await namesOf(tx);
  const live = await readLive(tx, draft.kind);
  const base = draft.baseVersion === live.version ? live.parsed : await contentOf(tx, draft.kind, draft.baseVersion);
  const authors = (await tx.all(authorsOf, { draftId: id })).map(({ staffId }) => staffId);
  const merged = mergeContents(draft.kind, base, draft.parsed, live.parsed);
  const { problems, tests } = await checkContent(tx, draft.kind, draft.parsed);
  return {
    draft: rowOf(draft, name, live.version),
    content: draft.parsed,
    diff: diffContents(draft.kind, base, draft.parsed),
    movedSince: draft.baseVersion === live.version ? [] : diffContents(draft.kind, base, live.parsed),
    conflicts: 'conflicts' in merged ? [...merged.conflicts] : [],
    problems: problems.map(({ ruleId, message, errors }) => ({
      ruleId,
      message,
      errors: [...errors],
    })),
    tests: [...tests],
    authors: authors.map(name),
    comments: (await tx.all(commentsOf, { draftId: id })).map(({ staffId, verdict, ...comment }) => ({
      ...comment,
      by: name(staffId),
      verdict: verdict as DraftDetail['comments'][number]['verdict'],
    })),
    ownWork: authors.includes(actor.staffId),
  };
}

/** @throws PortcullisError `forbidden`, `not_found` */
export async function getDraft(engine: Engine, actor: StaffActor, id: string): Promise<DraftDetail> {
  requirePermission(actor, 'rules.read');
  return engine.store.read((tx) => draftDetail(tx, actor, id));
}

async function contentOf(tx: ReadTx, kind: PolicyKind, version: number): Promise<unknown> {
  const row = await tx.first(versionById, { kind, version });
  if (row === undefined) throw notFound('version');
  return openContent(row);
}

type VersionRow = NonNullable<Awaited<ReturnType<typeof readVersion>>>;
const readVersion = (tx: ReadTx, kind: string, version: number) => tx.first(versionById, { kind, version });

function versionOf(row: VersionRow, name: NameOf): PolicyVersion {
  return {
    kind: row.kind as PolicyVersion['kind'],
    version: row.version,
    status: row.status as PolicyVersion['status'],
    contentHash: row.contentHash,
    createdAt: row.createdAt,
    createdBy: name(row.createdBy),
    publishedAt: row.publishedAt,
    publishedBy: personOr(name, row.publishedBy),
    approvedBy: personOr(name, row.approvedBy),
    draftId: row.draftId as PolicyVersion['draftId'],
    emergency: row.emergency === 1,
    reviewedBy: personOr(name, row.reviewedBy),
    reason: row.reason,
    restoredVersion: row.restoredVersion,
    rolloutPercent: row.rolloutPercent,
    rolloutSince: row.rolloutSince,
    rolloutErrors: Number(row.rolloutErrors),
  };
}

const shownVersions = 200;

/** Versions of a kind, newest first. @throws PortcullisError `forbidden` */
export async function listVersions(engine: Engine, actor: StaffActor, kind: PolicyKind): Promise<{ items: PolicyVersion[] }> {
  requirePermission(actor, 'rules.read');
  return engine.store.read(async (tx) => {
    const name = await namesOf(tx);
    return { items: (await tx.all(versionsOf, { kind, limit: shownVersions })).map((row) => versionOf(row, name)) };
  });
}

/**
 * One version, with what it changed against another, by default the one before it.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function getVersion(
  engine: Engine,
  actor: StaffActor,
  input: { readonly kind: PolicyKind; readonly version?: number | undefined; readonly against?: number | undefined },
): Promise<{ version: PolicyVersion; content: unknown; diff: DraftDetail['diff'] }> {
  requirePermission(actor, 'rules.read');
  return engine.store.read(async (tx) => {
    const version = input.version ?? (await readLive(tx, input.kind)).version;
    const row = await tx.first(versionById, { kind: input.kind, version });
    if (row === undefined) throw notFound('version');
    const content = openContent(row);
    const against = input.against ?? version - 1;
    const before = await tx.first(versionById, { kind: input.kind, version: against });
    if (before === undefined && input.against !== undefined) throw notFound('version');
    return {
      version: versionOf(row, await namesOf(tx)),
      content,
      diff: before === undefined ? [] : diffContents(input.kind, openContent(before), content),
    };
  });
}
