import { z } from 'zod';

/** One part of an input that could not be accepted. */
export const fieldIssueSchema = z.object({ path: z.string(), message: z.string() });
export type FieldIssue = z.infer<typeof fieldIssueSchema>;

/**
 * The closed list of errors that cross a wire, each with its HTTP status.
 * Anything else is a defect: logged with an id, shown as `internal`.
 */
export const errorStatus = {
  invalid_input: 400,
  idempotency_key_missing: 400,
  unauthenticated: 401,
  session_locked: 401,
  credentials_refused: 401,
  forbidden: 403,
  client_refused: 403,
  prerequisites_missing: 403,
  step_refused: 403,
  held: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_mismatch: 409,
  expired: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export const errorCodes = Object.keys(errorStatus) as ErrorCode[];
export type ErrorCode = keyof typeof errorStatus;
