import type { Generated } from 'kysely';

/** Something that staff look into and end (CQ-01). */
export interface CasesTable {
  id: string;
  account_id: string;
  /** The queue. */
  kind: string;
  status: string;
  title: string;
  operation_id: string | null;
  /** What raised it; JSON. */
  data: string;
  priority: Generated<string>;
  created_at: number;
  closed_at: number | null;
  closed_by: string | null;
  close_reason: string | null;
  updated_at: Generated<number>;
  /** Grows with every change: the compare-and-set of all of them. */
  revision: Generated<number>;
  /** The line of work within the queue, from 1. */
  level: Generated<number>;
  /** What its decision decides. */
  subject_kind: Generated<string>;
  subject_id: string | null;
  /** What it has in common with others, as words of the engine's; JSON list. */
  features: Generated<string>;
  due_at: Generated<number>;
  /** When the engine acts by itself; null while there is nothing to act on. */
  deadline_at: number | null;
  /** When its subject ends by itself; no deadline lies later. */
  ends_by: number | null;
  /** Order in the inbox: priority first, then the time it is due. */
  sort_key: Generated<number>;
  assignee: string | null;
  /** Keyed hash of the token that whoever claimed it holds. */
  lease_hash: string | null;
  lease_until: number | null;
  /** Who gave the first of two approvals. */
  first_by: string | null;
  outcome: string | null;
}

/** What somebody decided about a case; it takes effect when its time to be undone is over (CQ-04). */
export interface CaseDecisionsTable {
  /** Given by the console. */
  id: string;
  case_id: string;
  staff_id: string;
  session_id: string;
  address: string | null;
  verdict: string;
  reason: string;
  content_hash: string;
  status: string;
  problem: string | null;
  decided_at: number;
  applies_at: number;
  settled_at: number | null;
}

export interface CaseNotesTable {
  id: string;
  case_id: string;
  staff_id: string;
  text_sealed: Uint8Array;
  created_at: number;
}

export interface CaseAttachmentsTable {
  id: string;
  case_id: string;
  staff_id: string;
  name_sealed: Uint8Array;
  type: string;
  content_sealed: Uint8Array;
  bytes: number;
  created_at: number;
}

export interface CaseWatchersTable {
  case_id: string;
  staff_id: string;
  since: number;
}

/** Two cases that belong together; kept once, the lesser id first. */
export interface CaseLinksTable {
  case_id: string;
  other_id: string;
  staff_id: string;
  created_at: number;
}

export interface CaseTemplatesTable {
  id: string;
  kind: string;
  queue: string | null;
  title: string;
  text: string;
  updated_at: number;
  updated_by: string;
}

/** What staff wrote to a customer; sealed as it was written, before anything was filled in. */
export interface CaseRepliesTable {
  id: string;
  case_id: string;
  staff_id: string;
  /** Masked. */
  sent_to: string;
  text_sealed: Uint8Array;
  created_at: number;
}
