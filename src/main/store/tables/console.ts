/** How many there were of something in one stretch of time that is over; the stretch's length follows from the topic. */
export interface OverviewCountsTable {
  topic: string;
  at: number;
  name: string;
  count: number;
}

/** Up to when the counts of a topic are complete. */
export interface OverviewMarksTable {
  topic: string;
  sealed_until: number;
}

/** Filters, columns and order that a person keeps under a name. */
export interface SavedViewsTable {
  id: string;
  staff_id: string;
  grid: string;
  name: string;
  /** JSON. */
  content: string;
  updated_at: number;
}

/** Somebody who is to join the staff; the code of it is derived and lies nowhere. */
export interface StaffInvitationsTable {
  id: string;
  name: string;
  email: string;
  role: string;
  invited_by: string;
  status: string;
  created_at: number;
  expires_at: number;
  settled_at: number | null;
  /** The account that is being set up, once a password was chosen. */
  staff_id: string | null;
}

/** One administrator's request to replace the second factor of somebody else on the staff, which another administrator decides. */
export interface FactorResetsTable {
  id: string;
  staff_id: string;
  requested_by: string;
  reason: string;
  /** Of whom it concerns as they were when it was requested, of the reason and of who asks. */
  content_hash: string;
  status: string;
  created_at: number;
  expires_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decide_reason: string | null;
}

/** A passkey of somebody on the staff, with the page that it was made on and what WebAuthn wants remembered of it. */
export interface StaffPasskeysTable {
  id: string;
  staff_id: string;
  /** Base64url. Taken once, for ever. */
  credential_id: string;
  origin: string;
  rp_id: string;
  /** Base64url; the same for all passkeys of a person. */
  user_handle: string;
  name: string;
  /** COSE key. */
  public_key: Uint8Array;
  aaguid: string;
  /** JSON. */
  transports: string;
  counter: number;
  backup_eligible: number;
  backed_up: number;
  created_at: number;
  last_used_at: number | null;
  removed_at: number | null;
}
