import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { type ErrorCode, errorStatus } from '../../shared/vocabulary/index.ts';
import { type Failures, toWireError, type WireError } from '../api/errors.ts';
import { invalidInput, PortcullisError } from '../engine/errors.ts';

/** What Fastify itself refuses before a handler sees it, in the contract's words. */
const refusals: Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'payload_too_large', message: 'The request body is too large.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'unsupported_media_type', message: 'Send the body as application/json.' },
  FST_ERR_CTP_EMPTY_TYPE: { code: 'unsupported_media_type', message: 'Send the body as application/json.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'invalid_input', message: 'The body is empty although its type says JSON.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'invalid_input', message: 'The body is not valid JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'invalid_input', message: 'The body is not as long as its Content-Length says.' },
  FST_ERR_BAD_URL: { code: 'invalid_input', message: 'The URL is not valid.' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not_found', message: 'There is nothing at this path.' },
};

/** Fastify's own complaint in the contract's words; anything else as it is. */
export function toRefusal(error: unknown): unknown {
  if (error instanceof PortcullisError) return error;
  const { code = '', statusCode } = error as Partial<FastifyError>;
  const known = refusals[code];
  if (known !== undefined) return new PortcullisError(known.code, known.message);
  if (error instanceof SyntaxError && statusCode === 400) return new PortcullisError('invalid_input', 'The body is not valid JSON.');
  return error;
}

/** Writes an error in the one form that every route answers with. */
export function sendError(reply: FastifyReply, { code, message, data }: WireError): FastifyReply {
  addRetryAfter(reply, data);
  return reply.status(errorStatus[code]).type('application/json; charset=utf-8').send({ code, message, data });
}

/** RFC 9110: whole seconds, rounded up so that nobody comes back too early. */
export function addRetryAfter(reply: FastifyReply, data: unknown): void {
  const { retryAfterMs } = (data ?? {}) as { retryAfterMs?: unknown };
  if (typeof retryAfterMs === 'number') reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))));
}

/** Gives every failure outside the procedures the contract's form too: bad JSON, unknown paths, defects in hooks. */
export function addErrorHandling(app: FastifyInstance, failures: Failures): void {
  app.setErrorHandler((error, _request, reply) => sendError(reply, toWireError(toRefusal(error), failures)));
  app.setNotFoundHandler((_request, reply) =>
    sendError(reply, toWireError(new PortcullisError('not_found', 'There is nothing at this path.'), failures)),
  );
}

const MAX_DEPTH = 20;

function isTooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1));
}

/** The path of the first text or name with half a surrogate pair in it; the depth has been looked at before. */
function illFormed(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (!name.isWellFormed()) return path;
    const found = illFormed(inner, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A body must be a JSON object of sensible depth, of texts that UTF-8 can write, so that nothing after it can be made to recurse for ever, and must not contradict the
 * path, which is what was checked and logged.
 * @throws PortcullisError `invalid_input`
 */
export function requireObject(body: unknown, params: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalidInput('body', 'must be a JSON object');
  if (isTooDeep(body, MAX_DEPTH)) throw invalidInput('body', `must not be nested deeper than ${MAX_DEPTH} levels`);
  const bad = illFormed(body);
  if (bad !== undefined) throw invalidInput(bad.join('.') || 'body', 'must be well-formed Unicode');
  for (const [name, value] of Object.entries(params ?? {})) {
    const again = (body as Readonly<Record<string, unknown>>)[name];
    if (Object.hasOwn(body, name) && String(again) !== value) throw invalidInput(name, 'differs from the path');
  }
}
