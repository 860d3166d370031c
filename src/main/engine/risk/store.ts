import { command, query } from '../../store/prepared.ts';

export const liveVersion = query<{ kind: string }>()((db, p) =>
  db
    .selectFrom('governed_versions')
    .select(['version', 'content', 'content_hash as contentHash'])
    .where('kind', '=', p('kind'))
    .where('status', '=', 'live'),
);

export const governedVersion = query<{ kind: string; version: number }>()((db, p) =>
  db
    .selectFrom('governed_versions')
    .select(['version', 'content', 'content_hash as contentHash'])
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version')),
);

export const insertFirstVersion = command<{ kind: string; content: string; contentHash: string; now: number; by: string }>()((db, p) =>
  db
    .insertInto('governed_versions')
    .values({
      kind: p('kind'),
      version: 1,
      status: 'live',
      content: p('content'),
      content_hash: p('contentHash'),
      created_at: p('now'),
      created_by: p('by'),
      published_at: p('now'),
    })
    .onConflict((oc) => oc.doNothing()),
);

/** The one version that decides for a part of the accounts. */
export const rolloutVersion = query()((db) =>
  db
    .selectFrom('governed_versions')
    .select(['kind', 'version', 'content', 'content_hash as contentHash', 'draft_id as draftId', 'rollout_percent as percent'])
    .where('status', '=', 'rollout'),
);

/** Rule drafts that run beside the live rules. */
export const shadowContents = query()((db) =>
  db
    .selectFrom('policy_drafts')
    .select(['id', 'content'])
    .where('kind', '=', 'rules')
    .where('shadow_since', 'is not', null)
    .where('status', 'in', ['tested', 'in_review', 'approved']),
);

/** Snoozes that nobody ended; whether one has expired is asked when it counts. */
export const activeSnoozes = query()((db) =>
  db
    .selectFrom('rule_snoozes')
    .select(['account_id as accountId', 'rule_id as ruleId', 'expires_at as expiresAt'])
    .where('ended_at', 'is', null),
);

/** What thresholds were while they were settings. */
export const formerThresholds = query()((db) =>
  db
    .selectFrom('settings')
    .select(['name', 'value'])
    .where('name', 'in', ['risk.band.medium', 'risk.band.high', 'risk.band.critical', 'risk.minSignals']),
);
