/** A document that says who a customer is (FV-02). What it says is sealed as one value; its number is found by a keyed hash. */
export interface IdentityDocumentsTable {
  id: string;
  account_id: string;
  kind: string;
  country: string;
  number_hash: string;
  data_sealed: Uint8Array;
  /** The document's last day, `2031-05-14`; null for one that does not expire. */
  expires_on: string | null;
  status: string;
  /** What the face port made of the photo in the document, sealed. */
  portrait_sealed: Uint8Array | null;
  source: string;
  created_at: number;
  decided_at: number | null;
}

export interface IdentityImagesTable {
  id: string;
  document_id: string;
  account_id: string;
  side: string;
  image_sealed: Uint8Array;
  bytes: number;
  width: number;
  height: number;
  created_at: number;
}

/** Every move of an account's verification status (FV-01). */
export interface IdentityMovesTable {
  account_id: string;
  seq: number;
  at: number;
  event: string;
  from_status: string;
  to_status: string;
  level: number;
  actor_kind: string;
  actor_id: string;
  reason: string | null;
}

/** A customer's wish to have identity data verified or changed (FV-03). */
export interface IdentityRequestsTable {
  id: string;
  account_id: string;
  kind: string;
  status: string;
  document_id: string;
  content_hash: string;
  /** What staff must see before they decide; codes, numbers and account ids, no personal data. JSON. */
  conflicts: string;
  risk: string;
  created_at: number;
  updated_at: number;
  first_approver: string | null;
  first_approved_at: number | null;
  decided_at: number | null;
  decided_by: string | null;
  reason: string | null;
}

/** Frames of face verifications: the image for a while, its keyed hash for longer, so that none passes twice. */
export interface FaceFramesTable {
  frame_hash: string;
  account_id: string;
  operation_id: string;
  frame_sealed: Uint8Array | null;
  created_at: number;
  sealed_until: number;
  expires_at: number;
}
