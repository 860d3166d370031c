/** Every way the store fails on purpose. Anything else that comes out of it is a defect. */
export type StoreErrorCode =
  | 'workspace_in_use'
  | 'database_too_new'
  | 'database_not_ready'
  | 'migration_changed'
  | 'migration_failed'
  | 'unique_violation'
  | 'foreign_key_violation'
  | 'check_violation'
  | 'not_null_violation'
  | 'read_only'
  | 'contention'
  | 'outcome_unknown'
  | 'work_too_long'
  | 'transaction_over'
  | 'parameter_missing'
  | 'number_out_of_range'
  | 'closed'
  | 'unavailable'
  | 'database_damaged'
  | 'backup_unsupported'
  | 'backup_invalid'
  | 'file_exists'
  | 'disk_full';

/** What a program may want to know about the failure; never a value out of a row, because errors reach logs. */
export type StoreErrorData = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The one error type of this folder. `cause` keeps the driver's own error. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly data: StoreErrorData;

  constructor(code: StoreErrorCode, message: string, data: StoreErrorData = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.data = data;
  }
}

/**
 * Whether `error` is a broken unique constraint or unique index; with `columns`, one over exactly these (order does not matter).
 * The columns of an index over an expression are not known on SQLite: there only the index's name is, so name such indexes in `constraint`.
 */
export function isUniqueViolation(
  error: unknown,
  on?: { readonly columns?: readonly string[]; readonly constraint?: string },
): error is StoreError {
  if (!(error instanceof StoreError) || error.code !== 'unique_violation') return false;
  if (on?.constraint !== undefined && error.data.constraint !== on.constraint) return false;
  if (on?.columns === undefined) return true;
  const columns = error.data.columns;
  return Array.isArray(columns) && columns.length === on.columns.length && on.columns.every((column) => columns.includes(column));
}

const troubles: readonly StoreErrorCode[] = ['unavailable', 'closed', 'disk_full', 'database_damaged', 'read_only'];

/** Whether `error` says that the store as a whole cannot be worked with now, whatever the work. */
export const isStoreInTrouble = (error: unknown): boolean => error instanceof StoreError && troubles.includes(error.code);
