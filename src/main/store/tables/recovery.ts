/** A wish to reset factors of a customer who cannot use them any more (RC-01). */
export interface DeviceResetsTable {
  id: string;
  account_id: string;
  case_id: string;
  status: string;
  /** How it came: a session of the customer's, a log-in that cannot be completed, an e-mail, a call. */
  source: string;
  /** The log-in that it came from. */
  operation_id: string | null;
  /** The customer's account, or the member of staff who started it on behalf. */
  requested_by: string;
  /** The customer's session. */
  requested_in: string | null;
  /** The member of staff who wrote what is asked for now; null while it is the customer's own words. */
  author: string | null;
  /** What goes, each with the ids of the factors; JSON. */
  targets: string;
  reason: string;
  /** The checklist's answers by item; JSON. */
  evidence: string;
  /** Grows with each edit, so that an approval of an older text is none of a newer one that reads the same. */
  revision: number;
  content_hash: string;
  created_at: number;
  updated_at: number;
  /** When nobody has decided by then, it ends. */
  expires_at: number;
  approved_at: number | null;
  effect_at: number | null;
  finished_at: number | null;
  finish_reason: string | null;
}

export interface DeviceResetApprovalsTable {
  reset_id: string;
  revision: number;
  staff_id: string;
  content_hash: string;
  reason: string;
  approved_at: number;
}

/** A request to somebody who contacts support, to prove themselves by a factor that the customer has (RC-03). */
export interface CallerVerificationsTable {
  id: string;
  account_id: string;
  reset_id: string | null;
  method: string;
  status: string;
  factor_id: string | null;
  /** Where a link went, as a keyed hash; null for other methods. */
  sent_to: string | null;
  asked_by: string;
  canonical_text: string;
  canonical_hash: string;
  /** What the agent says to the caller, who enters it. */
  number: string;
  tries: number;
  created_at: number;
  expires_at: number;
  answered_at: number | null;
  /** The session that answered, or how the link came. */
  answered_in: string | null;
  signature: string | null;
}

/** The wish to end a hold early (WH-03), which takes two. */
export interface HoldLiftsTable {
  id: string;
  hold_id: string;
  account_id: string;
  status: string;
  reason: string;
  content_hash: string;
  requested_by: string;
  created_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decide_reason: string | null;
}
