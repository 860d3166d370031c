import pg from 'pg';
import { StoreError } from '../errors.ts';

/**
 * Says in the store's words what PostgreSQL refused. What is not listed is a defect and passes unchanged.
 *
 * @see https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
export function fromPostgres(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  if (!(error instanceof pg.DatabaseError)) {
    return isConnectionLoss(error) ? new StoreError('unavailable', 'The connection to PostgreSQL is broken.', {}, error) : error;
  }
  const state = error.code ?? '';
  const key = whichKey(error);
  // The detail quotes the whole row, and errors reach logs.
  error.detail = undefined;
  if (state === '23505') return new StoreError('unique_violation', 'A row with the same key exists.', key, error);
  if (state === '23503') {
    return new StoreError('foreign_key_violation', 'The row refers to one that does not exist, or is referred to.', key, error);
  }
  if (state === '23514') return new StoreError('check_violation', 'The row breaks a rule of its table.', key, error);
  if (state === '23502') return new StoreError('not_null_violation', 'A column that must have a value has none.', key, error);
  if (state === '25006') return new StoreError('read_only', 'This connection cannot write.', {}, error);
  if (RETRYABLE.has(state)) return new StoreError('contention', 'Other transactions changed the same rows.', { state }, error);
  if (state === '57014') return new StoreError('work_too_long', 'PostgreSQL ended a statement that took too long.', {}, error);
  if (state === '53100') return new StoreError('disk_full', "There is no room left on the database server's disk.", {}, error);
  if (state.startsWith('08') || state.startsWith('57P') || state === '53300' || state === '25P03') {
    return new StoreError('unavailable', 'PostgreSQL does not take queries now.', { state }, error);
  }
  return error;
}

/** serialization_failure and deadlock_detected: nothing happened, and the same work may succeed when run again. */
const RETRYABLE = new Set(['40001', '40P01']);

export function isRetryable(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'contention';
}

function isConnectionLoss(error: Error): boolean {
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code === 'string' && /^E[A-Z]+$/u.test(code)) return true;
  return /^(Connection terminated|timeout exceeded when trying to connect)|not queryable|timeout expired/u.test(error.message);
}

/** The columns stand in the detail only, before the row's own values: `Key (email)=(…) already exists.` The values stay out of the error. */
function whichKey(error: pg.DatabaseError): Record<string, string | string[]> {
  const columns = /^Key \(([^)]*)\)=/u.exec(error.detail ?? '')?.[1]?.split(', ');
  return {
    ...(error.table === undefined ? {} : { table: error.table }),
    ...(error.constraint === undefined ? {} : { constraint: error.constraint }),
    ...(columns !== undefined ? { columns } : error.column === undefined ? {} : { columns: [error.column] }),
  };
}
