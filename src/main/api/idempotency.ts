import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import { PortcullisError } from '../engine/errors.ts';
import type { Idempotency } from '../engine/integration/idempotency.ts';

/** 1 to 128 visible ASCII characters. */
const keyPattern = /^[\x21-\x7e]{1,128}$/;

/**
 * Reads the Idempotency-Key header.
 * @throws PortcullisError `idempotency_key_missing`, `invalid_input`
 */
export function idempotencyKey(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === '') {
    throw new PortcullisError('idempotency_key_missing', 'Give an Idempotency-Key header, so that repeating the call is safe.');
  }
  if (typeof header !== 'string' || !keyPattern.test(header)) {
    const message = 'must be 1 to 128 visible ASCII characters, given once';
    throw new PortcullisError('invalid_input', `Idempotency-Key: ${message}`, { issues: [{ path: 'Idempotency-Key', message }] });
  }
  return header;
}

/** The request behind a key: the same key with another method, path or body is refused. Order and spacing of the body do not count (RFC 8785). */
export function requestHash(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonicalize(body ?? null) ?? ''}`)
    .digest('hex');
}

export interface IdempotentRequest {
  readonly method: string;
  readonly path: string;
  readonly header: string | readonly string[] | undefined;
  readonly body: unknown;
}

/**
 * POST needs a key. PUT and DELETE are idempotent by themselves and may do without; then each call counts as a new one.
 * @throws PortcullisError `idempotency_key_missing`, `invalid_input`
 */
export function idempotencyOf({ method, path, header, body }: IdempotentRequest): Idempotency {
  const key = header === undefined && method !== 'POST' ? `none:${randomUUID()}` : idempotencyKey(header);
  return { key, requestHash: requestHash(method, path, body) };
}
