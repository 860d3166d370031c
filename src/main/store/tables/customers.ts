import type { Generated } from 'kysely';

export interface AccountsTable {
  id: string;
  kind: string;
  main_account_id: string | null;
  status: string;
  name: string | null;
  /** `foldName(name)`, what a search for a name compares; whoever writes `name` writes both. */
  name_folded: string | null;
  email: string | null;
  phone: string | null;
  country: string | null;
  identity_status: string;
  identity_level: number;
  identity_verified_at: number | null;
  face_enrolled_at: number | null;
  password_changed_at: number | null;
  factor_changed_at: number | null;
  contact_changed_at: number | null;
  /** What a passkey knows the account by: random, so that it tells nothing. */
  passkey_user_handle: string | null;
  /** Since when nothing but a passkey is accepted (MP-01); null while that is off. */
  mandatory_passkey_at: number | null;
  opened_at: number;
  created_at: number;
  updated_at: number;
}

/** What past authorized operations taught about an account; one row read and written per operation, whatever its history's length. */
export interface AccountProfilesTable {
  account_id: string;
  data: string;
  /** What its log-ins looked like, for the log-in model; null before the first. */
  logins: string | null;
  updated_at: number;
}

export interface DevicesTable {
  account_id: string;
  id: string;
  client: string;
  name: string | null;
  os: string | null;
  app_version: string | null;
  first_seen_at: number;
  last_seen_at: number;
  /** The last authorized log-in; a device without one is not known (ND-01). */
  first_login_at: number | null;
  last_login_at: number | null;
}

export interface SessionsTable {
  id: string;
  account_id: string;
  device_id: string;
  client: string;
  address: string | null;
  token_hash: string;
  /** The log-in whose step-up this session was opened to complete; while that waits, it serves nothing else. */
  login_operation_id: string | null;
  created_at: number;
  last_active_at: number;
  expires_at: number;
  ended_at: number | null;
  end_reason: string | null;
}

export interface FactorsTable {
  id: string;
  account_id: string;
  kind: string;
  status: string;
  name: string | null;
  device_id: string | null;
  public_key: Uint8Array | null;
  secret_sealed: Uint8Array | null;
  data: string;
  last_time_step: number | null;
  created_at: number;
  activated_at: number | null;
  last_used_at: number | null;
  removed_at: number | null;
}

export interface HoldsTable {
  id: string;
  account_id: string;
  cause: string;
  operation_id: string | null;
  case_id: string | null;
  starts_at: number;
  /** Null: until the case closes. */
  ends_at: number | null;
  ended_at: number | null;
}

/** What WebAuthn wants remembered of a passkey; its name, key and times are its factor's. */
export interface PasskeysTable {
  factor_id: string;
  account_id: string;
  credential_id: string;
  kind: string;
  aaguid: string;
  transports: string;
  counter: number;
  backup_eligible: number;
  backed_up: number;
}

export interface PasskeyChallengesTable {
  challenge: string;
  purpose: string;
  account_id: string;
  session_id: string;
  operation_id: string;
  /** The step of an authentication; 0 for a registration. */
  position: number;
  kind: string | null;
  transfer_id: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface PasskeyTransfersTable {
  id: string;
  account_id: string;
  operation_id: string;
  status: string;
  opened_by: string | null;
  created_at: number;
  expires_at: number;
  opened_at: number | null;
  finished_at: number | null;
}

/** Consecutive wrong codes of a security item (SI-01), counted apart for each known device and together for all others. */
export interface CodeFailuresTable {
  account_id: string;
  item: string;
  /** The known device, or empty for every unproven one. */
  source: string;
  failures: number;
  last_at: number;
  locked_at: number | null;
}

/** Codes that went out, for the limits per account and per destination (SI-01). */
export interface CodeSendsTable {
  id: Generated<number>;
  account_id: string;
  destination_hash: string;
  source: string;
  sent_at: number;
  /** When such a code was entered; what was not weighs on the next one's pause. */
  confirmed_at: number | null;
}

/** A new e-mail address or phone number that waits for the proof that it reaches the customer. */
export interface ContactChangesTable {
  id: string;
  account_id: string;
  operation_id: string;
  session_id: string;
  item: string;
  /** What was bound when the change began; it must still be when the change takes effect. */
  former: string | null;
  destination: string;
  status: string;
  /** The code's hash with its times; JSON. */
  data: string;
  tries: number;
  created_at: number;
  expires_at: number;
  finished_at: number | null;
}
