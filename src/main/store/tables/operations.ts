import type { Generated } from 'kysely';

export interface OperationsTable {
  id: string;
  account_id: string;
  kind: string;
  status: string;
  client: string;
  device_id: string | null;
  session_id: string | null;
  address: string | null;
  /** What windows count the address as. */
  address_key: string | null;
  network: string | null;
  country: string | null;
  asn: number | null;
  user_agent: string | null;
  amount: string | null;
  asset: string | null;
  asset_network: string | null;
  destination: string | null;
  /** What windows count the destination as. */
  destination_key: string | null;
  /** The amount in hundredths of the reference currency, for windows and signals; the exact money is `amount` with `asset`. */
  value_cents: number | null;
  credential_result: string | null;
  details: string;
  canonical_text: string;
  canonical_hash: string;
  source: string;
  created_at: number;
  expires_at: number;
  authorized_at: number | null;
  finished_at: number | null;
  finish_reason: string | null;
}

export interface DecisionsTable {
  id: string;
  operation_id: string;
  account_id: string;
  kind: string;
  outcome: string;
  score: number;
  band: string;
  steps: string;
  signals: string;
  hits: string;
  explanation: string;
  rules_version: number;
  matrix_version: number;
  created_at: number;
  duration_us: number;
}

export interface OperationStepsTable {
  operation_id: string;
  position: number;
  account_id: string;
  factor: string;
  status: string;
  attempts: number;
  factor_id: string | null;
  /** What the method keeps between begin and finish, such as a code's hash and expiry; JSON. */
  data: string;
  started_at: number | null;
  finished_at: number | null;
}

export interface VerificationRequestsTable {
  id: string;
  operation_id: string;
  position: number;
  account_id: string;
  kind: string;
  /** Who is asked: the trusted device, or an app device without a key (for log-ins from new devices, ND-04). */
  method: Generated<string>;
  /** The trusted device's factor; null where a device without a key is asked. */
  factor_id: string | null;
  device_id: string;
  status: string;
  number: string;
  number_required: number;
  link_used_at: number | null;
  canonical_hash: string;
  why: string;
  created_at: number;
  expires_at: number;
  answered_at: number | null;
  answer_reason: string | null;
  signature: string | null;
}

export interface LabelsTable {
  operation_id: string;
  label: string;
  source: string;
  known_at: number;
  created_at: number;
}

/** What a source said of an operation's outcome, and when; nothing is ever taken out (RT-08). */
export interface LabelEventsTable {
  id: Generated<number>;
  operation_id: string;
  source: string;
  /** Null: what the source said before was taken back. */
  label: string | null;
  known_at: number;
  recorded_at: number;
  by_kind: string;
  by_id: string;
  reason: string | null;
  /** What the operation counted as before, and after. */
  was: string | null;
  becomes: string | null;
}

/** A log-in from a new device with the method that the engine assigned to its attempt (ND-02); an attempt can be several log-ins. */
export interface LoginAttemptsTable {
  operation_id: string;
  /** The attempt's first operation, which names the attempt. */
  attempt_id: string;
  account_id: string;
  /** Empty where the platform named no device. */
  device_id: string;
  client: string;
  method: string;
  steps: string;
  /** The address that code entry and face verification must share a network with (ND-05). */
  address: string | null;
  /** When the attempt began. */
  began_at: number;
  created_at: number;
  /** The support case that the customer opened from it (ND-10). */
  case_id: string | null;
}
