import { command, query } from '../../store/prepared.ts';
import type { ReadTx } from '../../store/store.ts';
import { statesBefore } from '../machine.ts';
import { versionMoves } from './machine.ts';

const draftColumns = [
  'id',
  'kind',
  'name',
  'status',
  'base_version as baseVersion',
  'revision',
  'content',
  'content_hash as contentHash',
  'created_at as createdAt',
  'created_by as createdBy',
  'updated_at as updatedAt',
  'updated_by as updatedBy',
  'submitted_at as submittedAt',
  'submitted_by as submittedBy',
  'approved_at as approvedAt',
  'approved_by as approvedBy',
  'approved_hash as approvedHash',
  'version',
  'shadow_since as shadowSince',
  'finished_at as finishedAt',
] as const;

export interface StoredDraft {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly baseVersion: number;
  readonly revision: number;
  readonly content: string;
  readonly contentHash: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly submittedAt: number | null;
  readonly submittedBy: string | null;
  readonly approvedAt: number | null;
  readonly approvedBy: string | null;
  readonly approvedHash: string | null;
  readonly version: number | null;
  readonly shadowSince: number | null;
  readonly finishedAt: number | null;
}

export const draftById = query<{ id: string }>()((db, p) => db.selectFrom('policy_drafts').select(draftColumns).where('id', '=', p('id')));

export function draftsOf(tx: ReadTx, filter: { readonly kind?: string | undefined; readonly open?: boolean | undefined }) {
  let rows = tx.db.selectFrom('policy_drafts').select(draftColumns).orderBy('updated_at', 'desc').orderBy('id', 'desc').limit(200);
  if (filter.kind !== undefined) rows = rows.where('kind', '=', filter.kind);
  if (filter.open !== undefined) rows = rows.where('finished_at', filter.open ? 'is' : 'is not', null);
  return rows.execute();
}

export const insertDraft = command<
  Pick<StoredDraft, 'id' | 'kind' | 'name' | 'baseVersion' | 'content' | 'contentHash'> & { readonly now: number; readonly by: string }
>()((db, p) =>
  db.insertInto('policy_drafts').values({
    ...p.pick('id', 'kind', 'name', 'content'),
    status: 'draft',
    base_version: p('baseVersion'),
    revision: 1,
    content_hash: p('contentHash'),
    created_at: p('now'),
    created_by: p('by'),
    updated_at: p('now'),
    updated_by: p('by'),
  }),
);

/** Moves a draft on, if it still is as it was read: in this state and of this revision. */
export const moveDraft = command<
  Omit<StoredDraft, 'kind' | 'createdAt' | 'createdBy'> & { readonly fromStatus: string; readonly fromRevision: number }
>()((db, p) =>
  db
    .updateTable('policy_drafts')
    .set({
      ...p.pick('name', 'status', 'revision', 'content', 'version'),
      base_version: p('baseVersion'),
      content_hash: p('contentHash'),
      updated_at: p('updatedAt'),
      updated_by: p('updatedBy'),
      submitted_at: p('submittedAt'),
      submitted_by: p('submittedBy'),
      approved_at: p('approvedAt'),
      approved_by: p('approvedBy'),
      approved_hash: p('approvedHash'),
      shadow_since: p('shadowSince'),
      finished_at: p('finishedAt'),
    })
    .where('id', '=', p('id'))
    .where('status', '=', p('fromStatus'))
    .where('revision', '=', p('fromRevision')),
);

export const addAuthor = command<{ draftId: string; staffId: string }>()((db, p) =>
  db
    .insertInto('policy_draft_authors')
    .values({ draft_id: p('draftId'), staff_id: p('staffId') })
    .onConflict((oc) => oc.doNothing()),
);

export const authorsOf = query<{ draftId: string }>()((db, p) =>
  db.selectFrom('policy_draft_authors').select('staff_id as staffId').where('draft_id', '=', p('draftId')).orderBy('staff_id'),
);

export const insertComment = command<{
  draftId: string;
  at: number;
  staffId: string;
  revision: number;
  verdict: string;
  text: string;
}>()((db, p) =>
  db
    .insertInto('policy_comments')
    .values({ draft_id: p('draftId'), staff_id: p('staffId'), ...p.pick('at', 'revision', 'verdict', 'text') }),
);

export const commentsOf = query<{ draftId: string }>()((db, p) =>
  db
    .selectFrom('policy_comments')
    .select(['at', 'staff_id as staffId', 'revision', 'verdict', 'text'])
    .where('draft_id', '=', p('draftId'))
    .orderBy('id'),
);

const versionColumns = [
  'kind',
  'version',
  'status',
  'content',
  'content_hash as contentHash',
  'created_at as createdAt',
  'created_by as createdBy',
  'published_at as publishedAt',
  'draft_id as draftId',
  'approved_by as approvedBy',
  'published_by as publishedBy',
  'emergency',
  'reviewed_by as reviewedBy',
  'reason',
  'restored_version as restoredVersion',
  'rollout_percent as rolloutPercent',
  'rollout_since as rolloutSince',
  'rollout_errors as rolloutErrors',
] as const;

export const versionsOf = query<{ kind: string; limit: number }>()((db, p) =>
  db.selectFrom('governed_versions').select(versionColumns).where('kind', '=', p('kind')).orderBy('version', 'desc').limit(p('limit')),
);

export const versionById = query<{ kind: string; version: number }>()((db, p) =>
  db.selectFrom('governed_versions').select(versionColumns).where('kind', '=', p('kind')).where('version', '=', p('version')),
);

export const liveOf = query<{ kind: string }>()((db, p) =>
  db.selectFrom('governed_versions').select(versionColumns).where('kind', '=', p('kind')).where('status', '=', 'live'),
);

export const newestVersion = query<{ kind: string }>()((db, p) =>
  db
    .selectFrom('governed_versions')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('kind', '=', p('kind')),
);

export const rolloutNow = query()((db) => db.selectFrom('governed_versions').select(versionColumns).where('status', '=', 'rollout'));

/** Changes a version's state, if it still is in the one that was read. */
export const moveVersion = command<{ kind: string; version: number; from: string; to: string }>()((db, p) =>
  db
    .updateTable('governed_versions')
    .set({ status: p('to') })
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version'))
    .where('status', '=', p('from')),
);

export const publishRollout = command<{ kind: string; version: number; now: number; by: string; reason: string }>()((db, p) =>
  db
    .updateTable('governed_versions')
    .set({ status: 'live', published_at: p('now'), published_by: p('by'), reason: p('reason'), rollout_percent: null })
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version'))
    .where('status', 'in', statesBefore(versionMoves, 'publish')),
);

export const addRolloutError = command<{ kind: string; version: number }>()((db, p) =>
  db
    .updateTable('governed_versions')
    .set((eb) => ({ rollout_errors: eb('rollout_errors', '+', 1) }))
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version'))
    .where('status', '=', 'rollout'),
);

export const setRolloutPercent = command<{ kind: string; version: number; percent: number }>()((db, p) =>
  db
    .updateTable('governed_versions')
    .set({ rollout_percent: p('percent') })
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version'))
    .where('status', '=', 'rollout'),
);

export const insertVersion = command<{
  kind: string;
  version: number;
  status: string;
  content: string;
  contentHash: string;
  now: number;
  createdBy: string;
  publishedAt: number | null;
  draftId: string | null;
  approvedBy: string | null;
  publishedBy: string | null;
  emergency: number;
  reason: string;
  restoredVersion: number | null;
  rolloutPercent: number | null;
  rolloutSince: number | null;
}>()((db, p) =>
  db.insertInto('governed_versions').values({
    ...p.pick('kind', 'version', 'status', 'content', 'emergency', 'reason'),
    content_hash: p('contentHash'),
    created_at: p('now'),
    created_by: p('createdBy'),
    published_at: p('publishedAt'),
    draft_id: p('draftId'),
    approved_by: p('approvedBy'),
    published_by: p('publishedBy'),
    restored_version: p('restoredVersion'),
    rollout_percent: p('rolloutPercent'),
    rollout_since: p('rolloutSince'),
  }),
);

export const markReviewed = command<{ kind: string; version: number; by: string }>()((db, p) =>
  db
    .updateTable('governed_versions')
    .set({ reviewed_by: p('by') })
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version'))
    .where('emergency', '=', 1)
    .where('reviewed_by', 'is', null),
);

export const leadsToTell = query()((db) =>
  db.selectFrom('staff').select(['id', 'email']).where('role', '=', 'risk_lead').where('status', '=', 'active').orderBy('id'),
);

export const staffNames = query()((db) => db.selectFrom('staff').select(['id', 'name']));
