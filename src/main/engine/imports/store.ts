import { command, query } from '../../store/prepared.ts';

const importColumns = [
  'id',
  'file_name as fileName',
  'file_path as filePath',
  'file_bytes as fileBytes',
  'file_hash as fileHash',
  'mapping',
  'mapping_hash as mappingHash',
  'status',
  'next_line as nextLine',
  'byte_offset as byteOffset',
  'rows_accepted as rowsAccepted',
  'rows_rejected as rowsRejected',
  'started_at as startedAt',
  'finished_at as finishedAt',
] as const;

export interface ImportRow {
  readonly id: string;
  readonly fileName: string;
  readonly filePath: string;
  /** Of the unpacked text, as well as it is known. */
  readonly fileBytes: number;
  readonly fileHash: string;
  readonly mapping: string;
  readonly mappingHash: string;
  readonly status: string;
  /** The first line that no committed batch has covered. */
  readonly nextLine: number;
  /** Where that line begins in the unpacked text. */
  readonly byteOffset: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

export const importById = query<{ id: string }>()((db, p) => db.selectFrom('imports').select(importColumns).where('id', '=', p('id')));

/** Latest first. */
export const importsOf = query<{ fileHash: string; mappingHash: string }>()((db, p) =>
  db
    .selectFrom('imports')
    .select(importColumns)
    .where('file_hash', '=', p('fileHash'))
    .where('mapping_hash', '=', p('mappingHash'))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

export const latestImports = query<{ limit: number }>()((db, p) =>
  db.selectFrom('imports').select(importColumns).orderBy('started_at', 'desc').orderBy('id', 'desc').limit(p('limit')),
);

export const runningImports = query()((db) =>
  db.selectFrom('imports').select(importColumns).where('status', '=', 'running').orderBy('started_at'),
);

export const insertImport = command<{
  id: string;
  fileName: string;
  filePath: string;
  fileBytes: number;
  fileHash: string;
  mapping: string;
  mappingHash: string;
  now: number;
  by: string;
}>()((db, p) =>
  db.insertInto('imports').values({
    id: p('id'),
    file_name: p('fileName'),
    file_path: p('filePath'),
    file_bytes: p('fileBytes'),
    file_hash: p('fileHash'),
    mapping: p('mapping'),
    mapping_hash: p('mappingHash'),
    status: 'running',
    next_line: 1,
    byte_offset: 0,
    rows_accepted: 0,
    rows_rejected: 0,
    started_at: p('now'),
    updated_at: p('now'),
    finished_at: null,
    started_by: p('by'),
  }),
);

/** Moves the progress on; changes nothing when the import was stopped or another process has moved it. */
export const advanceImport = command<{
  id: string;
  fromLine: number;
  nextLine: number;
  byteOffset: number;
  rowsAccepted: number;
  rowsRejected: number;
  now: number;
}>()((db, p) =>
  db
    .updateTable('imports')
    .set({
      next_line: p('nextLine'),
      byte_offset: p('byteOffset'),
      rows_accepted: p('rowsAccepted'),
      rows_rejected: p('rowsRejected'),
      updated_at: p('now'),
    })
    .where('id', '=', p('id'))
    .where('status', '=', 'running')
    .where('next_line', '=', p('fromLine')),
);

export const endImport = command<{ id: string; status: string; now: number }>()((db, p) =>
  db
    .updateTable('imports')
    .set({ status: p('status'), updated_at: p('now'), finished_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', 'running'),
);

/** Takes up an import that was cancelled, failed or interrupted; the same bytes may lie elsewhere by now. */
export const reopenImport = command<{ id: string; filePath: string; now: number }>()((db, p) =>
  db
    .updateTable('imports')
    .set({ status: 'running', file_path: p('filePath'), updated_at: p('now'), finished_at: null })
    .where('id', '=', p('id'))
    .where('status', '!=', 'finished'),
);

export const importErrors = query<{ importId: string; limit: number }>()((db, p) =>
  db.selectFrom('import_errors').select(['line', 'reason', 'row']).where('import_id', '=', p('importId')).orderBy('line').limit(p('limit')),
);

export const putImportError = command<{ importId: string; line: number; reason: string; row: string }>()((db, p) =>
  db
    .insertInto('import_errors')
    .values({ import_id: p('importId'), line: p('line'), reason: p('reason'), row: p('row') })
    .onConflict((oc) =>
      oc.columns(['import_id', 'line']).doUpdateSet((eb) => ({ reason: eb.ref('excluded.reason'), row: eb.ref('excluded.row') })),
    ),
);

/** Forgets why reading stopped, when it goes on from there. */
export const forgetErrorsFrom = command<{ importId: string; line: number }>()((db, p) =>
  db.deleteFrom('import_errors').where('import_id', '=', p('importId')).where('line', '>=', p('line')),
);

export const accountExists = query<{ id: string }>()((db, p) => db.selectFrom('accounts').select('id').where('id', '=', p('id')));

/** When the engine's own record of an account began, if it has. */
export const firstOwnOperation = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('operations')
    .select('created_at as at')
    .where('account_id', '=', p('accountId'))
    .where('source', '=', 'platform')
    .orderBy('created_at')
    .limit(1),
);

export const insertHistoricAccount = command<{ id: string; country: string | null; openedAt: number; now: number }>()((db, p) =>
  db
    .insertInto('accounts')
    .values({
      id: p('id'),
      kind: 'main',
      main_account_id: null,
      status: 'active',
      name: null,
      name_folded: null,
      email: null,
      phone: null,
      country: p('country'),
      identity_status: 'unverified',
      identity_level: 0,
      opened_at: p('openedAt'),
      created_at: p('now'),
      updated_at: p('now'),
    })
    .onConflict((oc) => oc.column('id').doNothing()),
);
