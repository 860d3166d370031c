import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorStatus, fieldIssueSchema } from '../vocabulary/index.ts';

/** Epoch milliseconds by the engine's clock. */
export const timeSchema = z.int().nonnegative().describe('Milliseconds since 1970-01-01T00:00:00Z, by the engine’s clock');

/** A decimal string such as `0.00150000`; never a float, so that no amount changes on the way. */
export const decimalSchema = z
  .string()
  .max(60)
  .regex(/^(0|[1-9][0-9]{0,29})(\.[0-9]{1,18})?$/, 'must be a decimal such as 12.50, without sign or exponent');

export const assetSchema = z
  .string()
  .min(1)
  .max(20)
  .regex(/^[A-Z0-9._-]+$/, 'use capital letters, digits and . _ -');

export const countrySchema = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as DE');

/**
 * Text a person typed or a header carried: no control characters, so that it cannot forge lines in a canonical text or a log, and none that
 * turn the direction of writing, so that nobody reads another address than the one that is signed (Trojan Source, CVE-2021-42574).
 * Half of a surrogate pair is no text: it could not be stored as it was hashed.
 */
export const lineSchema = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u, 'must be one line without control characters');

export const ipSchema = z.union([z.ipv4(), z.ipv6()]).describe('IPv4 or IPv6 address of the client, as the platform saw it');

export const pageInput = {
  cursor: z.string().max(200).optional().describe('The nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What an error carries besides its code and message. */
export const errorDataSchema = z.object({
  issues: z.array(fieldIssueSchema).optional(),
  current: z.record(z.string(), z.unknown()).optional(),
  retryAfterMs: z.int().optional(),
  missing: z.array(z.object({ code: z.string(), step: z.string() })).optional(),
  reason: z.string().optional(),
  errorId: z.string().optional(),
});
export type ErrorData = z.infer<typeof errorDataSchema>;

const error = <S extends number>(status: S) => ({ status, data: errorDataSchema });

/** Every procedure of every surface answers with these errors and no others. */
export const base = oc.errors({
  invalid_input: error(errorStatus.invalid_input),
  idempotency_key_missing: error(errorStatus.idempotency_key_missing),
  unauthenticated: error(errorStatus.unauthenticated),
  session_locked: error(errorStatus.session_locked),
  credentials_refused: error(errorStatus.credentials_refused),
  forbidden: error(errorStatus.forbidden),
  client_refused: error(errorStatus.client_refused),
  prerequisites_missing: error(errorStatus.prerequisites_missing),
  step_refused: error(errorStatus.step_refused),
  held: error(errorStatus.held),
  not_found: error(errorStatus.not_found),
  conflict: error(errorStatus.conflict),
  idempotency_mismatch: error(errorStatus.idempotency_mismatch),
  expired: error(errorStatus.expired),
  payload_too_large: error(errorStatus.payload_too_large),
  rate_limited: error(errorStatus.rate_limited),
  internal: error(errorStatus.internal),
  unavailable: error(errorStatus.unavailable),
});
