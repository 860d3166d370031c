import { hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import canonicalize from 'canonicalize';
import { type Import, type ImportMapping, importMappingSchema } from '../../../shared/contract/console/index.ts';
import type { ImportId } from '../../../shared/vocabulary/index.ts';
import type { Store } from '../../store/store.ts';
import { type Actor, actorId, requirePermission, type StaffActor, type SystemActor, systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput, notFound, PortcullisError } from '../errors.ts';
import { forgetPopulation } from '../operations/login-days/population.ts';
import { runColumnImport } from './columns/runner.ts';
import { fileHash, unpackedBytes } from './lines.ts';
import { compileMapping } from './mapping.ts';
import { type FilePreview, previewHistory } from './preview.ts';
import { readRows } from './rows.ts';
import { ImportTakenOver, type Progress, runImport } from './runner.ts';
import {
  endImport,
  forgetErrorsFrom,
  type ImportRow,
  importById,
  importErrors,
  importsOf,
  insertImport,
  latestImports,
  putImportError,
  reopenImport,
  runningImports,
} from './store.ts';
import { fileTrouble } from './trouble.ts';

export interface ImportSource {
  /** Where this machine reads the file; it must stay there until the import is finished. */
  readonly filePath: string;
  /** What people call it. */
  readonly fileName: string;
  readonly mapping: ImportMapping;
}

export interface ImportDetail {
  readonly import: Import;
  readonly errors: { readonly line: number; readonly reason: string; readonly row: string }[];
}

const LISTED = 100;
const SHOWN_ERRORS = 1_000;

/** An import that this process carries on. */
interface Running {
  readonly stop: AbortController;
  readonly fromRows: number;
  /** By the stopwatch. */
  readonly since: number;
  progress: Progress;
  /** What kept it from its end without ending it: a defect, or a store in trouble. */
  interruption: { readonly error: unknown } | null;
  /** Resolves when this process is done with it; never rejects. */
  done: Promise<void>;
}

/** By store: whoever asks about an import may hold another copy of the engine, but never of its store. */
const processes = new WeakMap<Store, { readonly running: Map<string, Running>; readonly rates: Map<string, number> }>();

function processOf(engine: Engine) {
  const known = processes.get(engine.store);
  if (known !== undefined) return known;
  const made = { running: new Map<string, Running>(), rates: new Map<string, number>() };
  processes.set(engine.store, made);
  return made;
}

function present(engine: Engine, row: ImportRow): Import {
  const { running, rates } = processOf(engine);
  const live = running.get(row.id);
  const progress = live?.progress ?? row;
  return {
    id: row.id as ImportId,
    fileName: row.fileName,
    status: row.status as Import['status'],
    rowsAccepted: progress.rowsAccepted,
    rowsRejected: progress.rowsRejected,
    nextLine: progress.nextLine,
    progress: row.status === 'finished' ? 1 : row.fileBytes === 0 ? 0 : Math.min(1, progress.byteOffset / row.fileBytes),
    rowsPerSecond: live === undefined ? (rates.get(row.id) ?? null) : rateOf(engine, live),
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  };
}

const rowsOf = (progress: Pick<Progress, 'rowsAccepted' | 'rowsRejected'>): number => progress.rowsAccepted + progress.rowsRejected;

function rateOf(engine: Engine, live: Running): number | null {
  const seconds = (engine.stopwatch() - live.since) / 1000;
  return seconds <= 0 ? null : Math.round((rowsOf(live.progress) - live.fromRows) / seconds);
}

async function rowById(engine: Engine, id: string): Promise<ImportRow> {
  const row = await engine.store.read((tx) => tx.first(importById, { id }));
  if (row === undefined) throw notFound('import');
  return row;
}

/** The latest imports first (RT-09). @throws PortcullisError `forbidden` */
export async function listImports(engine: Engine, actor: StaffActor): Promise<{ items: Import[] }> {
  requirePermission(actor, 'import.run');
  const rows = await engine.store.read((tx) => tx.all(latestImports, { limit: LISTED }));
  return { items: rows.map((row) => present(engine, row)) };
}

/** One import and its first bad rows, by line. @throws PortcullisError `forbidden`, `not_found` */
export async function getImport(engine: Engine, actor: StaffActor, id: string): Promise<ImportDetail> {
  requirePermission(actor, 'import.run');
  const errors = await engine.store.read((tx) => tx.all(importErrors, { importId: id, limit: SHOWN_ERRORS }));
  return { import: present(engine, await rowById(engine, id)), errors };
}

/** Looks at the head of a file that staff uploaded. @throws PortcullisError `forbidden`, `invalid_input` */
export async function previewImport(engine: Engine, actor: StaffActor, filePath: string): Promise<FilePreview> {
  requirePermission(actor, 'import.run');
  return previewHistory(filePath, engine.clock.now());
}

/**
 * Starts an import in the background, or takes it up where the same file with the same mapping stopped before.
 * @throws PortcullisError `forbidden`; `invalid_input` when mapping and file do not fit; `conflict` when it was imported to its end already
 */
export async function startImport(engine: Engine, actor: StaffActor | SystemActor, source: ImportSource): Promise<Import> {
  if (actor.kind !== 'system') requirePermission(actor, 'import.run');
  const row = await openImport(engine, actor, source);
  if (row.status === 'finished') {
    throw conflict('This file was imported with this mapping already.', { id: row.id, status: row.status, rowsAccepted: row.rowsAccepted });
  }
  carryOn(engine, row, () => undefined);
  return present(engine, row);
}

/** Stops an import; what it imported stays, and starting the same file again goes on. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function cancelImport(engine: Engine, actor: StaffActor, id: string): Promise<Import> {
  requirePermission(actor, 'import.run');
  const live = processOf(engine).running.get(id);
  live?.stop.abort();
  await live?.done;
  await end(engine, actor, await rowById(engine, id), 'cancelled');
  return present(engine, await rowById(engine, id));
}

/**
 * Takes up what a process before this one left running. Call it once, when the engine starts. An import whose file is not here any more, or
 * not the same, is left alone: it may be another server's, and staff can cancel it.
 */
export async function resumeImports(engine: Engine): Promise<void> {
  for (const row of await engine.store.read((tx) => tx.all(runningImports, {}))) {
    const found = await fileHash(row.filePath).catch(() => null);
    if (found === row.fileHash) {
      engine.log.info({ importId: row.id, line: row.nextLine }, 'An interrupted import goes on');
      carryOn(engine, row, () => undefined);
    } else
      engine.log.warn({ importId: row.id, line: row.nextLine }, 'An interrupted import cannot go on here: its file is gone or changed');
  }
}

/** Stops after the batches in hand; the imports go on when the engine starts again. Call it before the store closes. */
export async function stopImports(engine: Engine): Promise<void> {
  const all = [...processOf(engine).running.values()];
  for (const live of all) live.stop.abort();
  await Promise.all(all.map((live) => live.done));
}

export interface ImportFileOptions {
  readonly filePath: string;
  readonly mapping: ImportMapping;
  readonly fileName?: string;
  /** Stops between two batches and leaves the import to be taken up by the same call. */
  readonly signal?: AbortSignal;
}

/**
 * Imports a file and resolves when it is through: what `portcullis import` does. Repeating the call goes on where the last one stopped, and
 * does nothing when it came to the end.
 * @param onProgress told after every committed batch
 * @returns the import, and whether this call found it finished
 * @throws PortcullisError `invalid_input` when mapping and file do not fit; what interrupted it, such as a StoreError. A file that cannot be
 *   read to its end gives an import that `failed`, with the reason among its errors.
 */
export async function importFile(
  engine: Engine,
  options: ImportFileOptions,
  onProgress: (progress: Import) => void = () => undefined,
): Promise<{ readonly import: Import; readonly alreadyFinished: boolean; readonly errors: ImportDetail['errors'] }> {
  const filePath = resolve(options.filePath);
  const source = { filePath, fileName: options.fileName ?? basename(filePath), mapping: options.mapping };
  const opened = await openImport(engine, systemActor('command-line'), source);
  const alreadyFinished = opened.status === 'finished';
  if (!alreadyFinished) {
    const live = carryOn(engine, opened, () => onProgress(present(engine, opened)));
    const stop = () => live.stop.abort();
    options.signal?.addEventListener('abort', stop);
    await live.done;
    options.signal?.removeEventListener('abort', stop);
    if (live.interruption !== null) throw live.interruption.error;
  }
  const errors = await engine.store.read((tx) => tx.all(importErrors, { importId: opened.id, limit: SHOWN_ERRORS }));
  return { import: present(engine, await rowById(engine, opened.id)), alreadyFinished, errors };
}

/** Finds the import of this file with this mapping, or makes it. Mapping and header are checked first, so that a misfit leaves no trace. */
async function openImport(engine: Engine, actor: Actor, source: ImportSource): Promise<ImportRow> {
  const mapping = importMappingSchema.parse(source.mapping);
  const mapper = compileMapping(mapping, engine.clock.now());
  const found = await stat(source.filePath).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw invalidInput('file', 'there is no such file');
  for await (const _ of readRows(source.filePath, mapping.format, mapper.columns)) break;

  const mappingText = canonicalize(mapping) ?? '';
  const key = { fileHash: await fileHash(source.filePath), mappingHash: hash('sha256', mappingText, 'hex') };
  const fileBytes = await unpackedBytes(source.filePath);
  return engine.store.write(async (tx) => {
    const now = engine.clock.now();
    const known = await tx.first(importsOf, key);
    if (known?.status === 'finished' || (known !== undefined && processOf(engine).running.has(known.id))) return known;
    const id = known?.id ?? engine.ids.next('import');
    if (known === undefined) {
      const { fileName, filePath } = source;
      await tx.run(insertImport, { id, fileName, filePath, fileBytes, ...key, mapping: mappingText, now, by: actorId(actor) });
    } else {
      await tx.run(reopenImport, { id, filePath: source.filePath, now });
      await tx.run(forgetErrorsFrom, { importId: id, line: known.nextLine });
    }
    await appendAudit(tx, engine, {
      actor,
      action: known === undefined ? 'import.started' : 'import.resumed',
      subject: { kind: 'import', id },
      changes: [
        { field: 'file', old: null, new: source.fileName },
        { field: 'sha256', old: null, new: key.fileHash },
        { field: 'line', old: null, new: known?.nextLine ?? 1 },
      ],
    });
    announce(tx, engine, { topic: 'import', id, data: { status: 'running' } });
    const row = await tx.first(importById, { id });
    if (row === undefined) throw new Error(`Import ${id} vanished in its own transaction`);
    return row;
  });
}

/** Runs an import in the background of this process, once. */
function carryOn(engine: Engine, row: ImportRow, onProgress: () => void): Running {
  const { running, rates } = processOf(engine);
  const known = running.get(row.id);
  if (known !== undefined) return known;
  const stop = new AbortController();
  const live: Running = {
    stop,
    progress: row,
    fromRows: rowsOf(row),
    since: engine.stopwatch(),
    interruption: null,
    done: Promise.resolve(),
  };
  running.set(row.id, live);
  const work = async (): Promise<void> => {
    try {
      const { purpose } = JSON.parse(row.mapping) as ImportMapping;
      const finished = await (purpose === 'backtest' ? runColumnImport : runImport)(
        engine,
        row,
        (progress) => {
          live.progress = progress;
          onProgress();
        },
        stop.signal,
      );
      if (finished) await end(engine, systemActor('import'), { ...row, ...live.progress }, 'finished');
    } catch (error) {
      await failed(engine, row, live, error).catch((second: unknown) => interrupted(engine, row, live, second));
    } finally {
      const rate = rateOf(engine, live);
      if (rate !== null) rates.set(row.id, rate);
      running.delete(row.id);
    }
  };
  live.done = work();
  return live;
}

/** What the file or its mapping caused ends the import; anything else leaves it to be taken up at the next start. */
async function failed(engine: Engine, row: ImportRow, live: Running, error: unknown): Promise<void> {
  if (error instanceof ImportTakenOver) {
    engine.log.info({ importId: row.id }, error.message);
    return;
  }
  const reason = error instanceof PortcullisError && error.code === 'invalid_input' ? error.message : fileTrouble(error);
  if (reason === null) interrupted(engine, row, live, error);
  else await end(engine, systemActor('import'), { ...row, ...live.progress }, 'failed', `reading stopped: ${reason}`);
}

function interrupted(engine: Engine, row: ImportRow, live: Running, error: unknown): void {
  live.interruption = { error };
  engine.log.error({ importId: row.id, line: live.progress.nextLine, error }, 'An import was interrupted');
}

/** @throws PortcullisError `conflict` when the import is not running any more */
async function end(
  engine: Engine,
  actor: Actor,
  row: ImportRow,
  status: 'finished' | 'cancelled' | 'failed',
  reason?: string,
): Promise<void> {
  await engine.store.write(async (tx) => {
    const now = engine.clock.now();
    if ((await tx.run(endImport, { id: row.id, status, now })) !== 1) {
      throw conflict('The import is not running any more.', {
        id: row.id,
        status: (await tx.first(importById, { id: row.id }))?.status ?? null,
      });
    }
    await forgetPopulation(tx, engine);
    if (reason !== undefined) await tx.run(putImportError, { importId: row.id, line: row.nextLine, reason, row: '' });
    await appendAudit(tx, engine, {
      actor,
      action: `import.${status}`,
      subject: { kind: 'import', id: row.id },
      reason,
      changes: [
        { field: 'rows_accepted', old: null, new: row.rowsAccepted },
        { field: 'rows_rejected', old: null, new: row.rowsRejected },
      ],
    });
    announce(tx, engine, { topic: 'import', id: row.id, data: { status, rowsAccepted: row.rowsAccepted, rowsRejected: row.rowsRejected } });
  });
}
