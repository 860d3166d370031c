import { randomBytes } from 'node:crypto';
import { mapEventIterator, ORPCError } from '@orpc/client';
import { type ErrorCode, errorStatus, type FieldIssue } from '../../shared/vocabulary/index.ts';
import type { Log } from '../engine/engine.ts';
import { PortcullisError } from '../engine/errors.ts';

/** More than this many complaints about one input help nobody. */
const MOST_ISSUES = 50;

/** What of a zod issue matters here; Standard Schema passes the rest of it through. */
interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

const pathText = (path: SchemaIssue['path']): string =>
  (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');

const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function toFieldIssues(issue: SchemaIssue): FieldIssue[] {
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({ path: under(path, key.slice(0, 80)), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union') {
    const branches = (issue.errors ?? []).flat().filter((inner) => pathText(inner.path) === '');
    const messages = new Set(branches.map((inner) => inner.message));
    if (messages.size > 0) return [{ path, message: [...messages].join(' or ') }];
  }
  return [{ path, message: issue.message }];
}

/** Zod's complaints as the contract's: one per field, each with its path. */
export function invalidInputFrom(issues: readonly SchemaIssue[]): PortcullisError {
  const fields = issues.flatMap(toFieldIssues).slice(0, MOST_ISSUES);
  const [first] = fields;
  const message = first === undefined ? 'The input is not valid.' : `${first.path === '' ? 'input' : first.path}: ${first.message}`;
  return new PortcullisError('invalid_input', message, { issues: fields });
}

const isRefusal = (code: string): code is ErrorCode => Object.hasOwn(errorStatus, code);

/** What crosses a wire when something goes wrong. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the mapping needs of whoever put the program together. */
export interface Failures {
  readonly log: Log;
  /** Whether an error says that the database cannot serve calls just now, rather than that something is wrong with the program. */
  readonly isTransient: (error: unknown) => boolean;
}

/**
 * The one place where errors become what callers see. A refusal passes as it is; a store that cannot answer now is `unavailable`;
 * anything else is a defect: it is logged under an id, and the id is all the caller learns.
 */
export function toWireError(error: unknown, { log, isTransient }: Failures): WireError {
  if (error instanceof PortcullisError) return { code: error.code, message: error.message, data: { ...error.data } };
  if (error instanceof ORPCError && isRefusal(error.code)) {
    return { code: error.code, message: error.message, data: (error.data ?? {}) as Record<string, unknown> };
  }
  if (isTransient(error)) {
    log.warn({ err: error }, 'the store could not serve a call');
    return { code: 'unavailable', message: 'The service cannot answer right now. Try again.', data: { retryAfterMs: 1_000 } };
  }
  const errorId = `err_${randomBytes(10).toString('hex')}`;
  log.error({ err: error, errorId }, 'a call failed on a defect');
  return { code: 'internal', message: 'Something went wrong on our side.', data: { errorId } };
}

const fromWire = ({ code, message, data }: WireError, cause: unknown): ORPCError<ErrorCode, unknown> =>
  new ORPCError(code, { status: errorStatus[code], message, data, defined: true, cause });

/** Whether oRPC made this error when an input did not fit its schema. */
function schemaIssues(error: unknown): readonly SchemaIssue[] | null {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return null;
  const issues = (error.data as { issues?: unknown } | undefined)?.issues;
  return Array.isArray(issues) ? (issues as SchemaIssue[]) : [];
}

function toOrpcError(error: unknown, failures: Failures): ORPCError<ErrorCode, unknown> {
  const issues = schemaIssues(error);
  if (issues !== null) return fromWire(toWireError(invalidInputFrom(issues), failures), error);
  if (error instanceof ORPCError && isRefusal(error.code)) return error as ORPCError<ErrorCode, unknown>;
  return fromWire(toWireError(error, failures), error);
}

const isStream = (value: unknown): value is AsyncIteratorObject<unknown, unknown, void> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;

/**
 * An oRPC interceptor that gives every failure the contract's form, those of event streams included.
 * @param seen told of each error, so that a transport can add what only it knows, such as a header
 */
export function refuse<C>(failures: Failures, seen: (error: ORPCError<ErrorCode, unknown>, context: C) => void = () => undefined) {
  return async <O extends { readonly context: C; next(): Promise<unknown> }>(options: O): Promise<never> => {
    const failed = (error: unknown) => {
      const refusal = toOrpcError(error, failures);
      seen(refusal, options.context);
      return refusal;
    };
    try {
      const output = await options.next();
      if (!isStream(output)) return output as never;
      return mapEventIterator(output, { value: async (value) => value, error: async (error) => failed(error) }) as never;
    } catch (error) {
      throw failed(error);
    }
  };
}
