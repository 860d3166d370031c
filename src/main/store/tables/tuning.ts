import type { Generated } from 'kysely';

/** One text of rules, lists, policy matrix or thresholds: what is live, was, or decides for a part of the accounts (RT-03). */
export interface GovernedVersionsTable {
  kind: string;
  version: number;
  status: string;
  content: string;
  content_hash: string;
  created_at: number;
  created_by: string;
  published_at: number | null;
  draft_id: string | null;
  approved_by: string | null;
  published_by: string | null;
  /** 1: went live without approval (RT-04). */
  emergency: Generated<number>;
  /** Who looked at an emergency publication afterwards. */
  reviewed_by: string | null;
  reason: string | null;
  /** The version whose content a roll-back brought back. */
  restored_version: number | null;
  rollout_percent: number | null;
  rollout_since: number | null;
  /** How often the live policy decided in its place (RT-07). */
  rollout_errors: Generated<number>;
}

export interface PolicyDraftsTable {
  id: string;
  kind: string;
  name: string;
  status: string;
  /** The live version that it began from, or was brought up to. */
  base_version: number;
  /** Grows with every edit. */
  revision: number;
  content: string;
  content_hash: string;
  created_at: number;
  created_by: string;
  updated_at: number;
  updated_by: string;
  submitted_at: number | null;
  submitted_by: string | null;
  approved_at: number | null;
  approved_by: string | null;
  /** The one content that was approved. */
  approved_hash: string | null;
  /** The version that it became. */
  version: number | null;
  shadow_since: number | null;
  finished_at: number | null;
}

/** Everybody whose hand is in a draft's content: none of them approves it (RT-04). */
export interface PolicyDraftAuthorsTable {
  draft_id: string;
  staff_id: string;
}

export interface PolicyCommentsTable {
  id: Generated<number>;
  draft_id: string;
  at: number;
  staff_id: string;
  revision: number;
  verdict: string;
  text: string;
}

/** A rule switched off for one account (RT-10). */
export interface RuleSnoozesTable {
  id: string;
  account_id: string;
  rule_id: string;
  reason: string;
  created_at: number;
  created_by: string;
  expires_at: number;
  ended_at: number | null;
  ended_by: string | null;
}

/** A suggested rule that somebody has said no to. */
export interface SuggestionDismissalsTable {
  condition_hash: string;
  condition: string;
  reason: string;
  dismissed_at: number;
  dismissed_by: string;
}

/** What a rule did on one day; the rule `` stands for all operations of the day. */
export interface RuleDaysTable {
  rule_id: string;
  /** The beginning of the day in UTC, epoch ms. */
  day: number;
  hits: number;
  /** Hits that count as fraud by now, and as legitimate. */
  fraud: number;
  legitimate: number;
}

/** How far counting has come. */
export interface TrendMarksTable {
  topic: string;
  position: string;
}

/** Since when a rule has had its condition: what an older one did says nothing of this. */
export interface RuleConditionsTable {
  rule_id: string;
  hash: string;
  since: number;
}

/** A rule that does something else than usual. */
export interface RuleAlertsTable {
  id: string;
  rule_id: string;
  measure: string;
  direction: string;
  status: string;
  /** The day on which it was seen last. */
  day: number;
  observed: number;
  expected: number;
  deviation: number;
  opened_at: number;
  updated_at: number;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  reason: string | null;
  snoozed_until: number | null;
  ended_at: number | null;
}

/** What everybody's log-ins looked like on one day; made from the operations, and made anew where it is missing. */
export interface LoginDaysTable {
  /** Days since 1970. */
  day: number;
  data: string;
}

/** Decisions of a dataset that lie together as columns (RT-05). */
export interface HistorySegmentsTable {
  dataset: string;
  segment: number;
  row_count: number;
  last_id: string;
  created_at: number;
}

/** One column of a segment: typed values, and the texts that no segment before had. */
export interface HistoryColumnsTable {
  dataset: string;
  segment: number;
  name: string;
  type: string;
  layout: string;
  missing: number;
  texts: number;
  data: Uint8Array;
  added: Uint8Array | null;
}
