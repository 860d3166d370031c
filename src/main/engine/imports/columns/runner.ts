import type { ImportMapping } from '../../../../shared/contract/console/index.ts';
import { systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput } from '../../errors.ts';
import type { Geo } from '../../ports.ts';
import type { Segment } from '../../tuning/history/encode.ts';
import { keepSegment } from '../../tuning/history/keep.ts';
import { MemorySource } from '../../tuning/history/source.ts';
import { columnHeads } from '../../tuning/history/store.ts';
import { breather } from '../breath.ts';
import { type Row, readRows } from '../rows.ts';
import { ImportTakenOver, type Progress, storable } from '../runner.ts';
import { advanceImport, type ImportRow, putImportError } from '../store.ts';
import { blankOperation, quickMapper } from './quick.ts';
import { HistorySink } from './sink.ts';

/** Rows of one segment and one transaction: packing and writing them keeps live decisions waiting for some ten milliseconds. */
export const rowsPerSegment = 8_192;

/** A row that could not be taken. */
export interface BadRow {
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/**
 * Reads a history file straight into columns: for backtests, with nothing written that anything else would see (RT-09). A segment and the
 * progress over its rows are one transaction. What stands before the position is read again when an import goes on, because the signals of a
 * row depend on the rows before it; that takes seconds.
 * @returns true at the end of the file, false when the signal stopped it
 * @throws PortcullisError `invalid_input` when mapping and file do not fit, ImportTakenOver, or what reading the file throws
 */
export async function runColumnImport(
  engine: Engine,
  started: ImportRow,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
  segmentRows = rowsPerSegment,
): Promise<boolean> {
  const mapping = JSON.parse(started.mapping) as ImportMapping;
  const mapper = quickMapper(mapping, started.startedAt);
  const sink = new HistorySink(segmentRows, engine.geo, mapping.defaults.country ?? null);
  const operation = blankOperation();
  let progress: Progress = started;
  let segment = await segmentsOf(engine, started.id);
  let bad: BadRow[] = [];
  let last: Row | undefined;
  let met = started.nextLine === 1;
  const breathe = breather(engine.stopwatch);
  const keep = async (): Promise<void> => {
    if (last === undefined) return;
    const packed = sink.take();
    progress = await write(engine, started.id, segment, packed, bad, progress, last);
    if (packed.rows > 0) segment += 1;
    bad = [];
    onProgress(progress);
  };
  for await (const rows of readRows(started.filePath, mapping.format, mapper.columns)) {
    if (signal.aborted) return false;
    for (const row of rows) {
      const turn = breathe();
      if (turn !== undefined) await turn;
      const known = row.next.line <= started.nextLine;
      if (!known && !met) {
        sink.take();
        await requireSameTexts(engine, started.id, sink);
        met = true;
      }
      const reason = row.cells === null ? (row.problem ?? '') : mapper.read(row.cells, operation);
      if (reason === null) sink.add(operation, row.line);
      else if (!known) bad.push({ line: row.line, reason, raw: row.raw });
      if (known) {
        if (sink.full) sink.take();
        continue;
      }
      last = row;
      if (sink.full || bad.length >= segmentRows) await keep();
      if (signal.aborted) return false;
    }
  }
  if (signal.aborted) return false;
  if (sink.count > 0 || bad.length > 0) await keep();
  return true;
}

async function segmentsOf(engine: Engine, dataset: string): Promise<number> {
  const heads = await engine.store.read((tx) => tx.all(columnHeads, { dataset }));
  return heads.reduce((most, { segment }) => Math.max(most, Number(segment) + 1), 0);
}

/** Codes go on from those that are stored: what was read again must have come to the same. */
async function requireSameTexts(engine: Engine, dataset: string, sink: HistorySink): Promise<void> {
  const stored = new Map<string, number>();
  for (const { name, texts } of await engine.store.read((tx) => tx.all(columnHeads, { dataset }))) {
    stored.set(name, (stored.get(name) ?? 0) + Number(texts));
  }
  for (const [name, size] of sink.sizes()) {
    if (size !== (stored.get(name) ?? 0)) throw invalidInput('file', 'what was imported before cannot be continued; import it anew');
  }
}

async function write(
  engine: Engine,
  id: string,
  segment: number,
  packed: Segment,
  bad: readonly BadRow[],
  before: Progress,
  last: Row,
): Promise<Progress> {
  return engine.store.write(async (tx) => {
    const now = engine.clock.now();
    const progress: Progress = {
      nextLine: last.next.line,
      byteOffset: last.next.offset,
      rowsAccepted: before.rowsAccepted + packed.rows,
      rowsRejected: before.rowsRejected + bad.length,
    };
    const moved = await tx.run(advanceImport, { id, fromLine: before.nextLine, ...progress, now });
    if (moved !== 1) throw new ImportTakenOver('The import was stopped, or another process carries it on');
    if (packed.rows > 0) await keepSegment(tx, { dataset: id, segment, lastId: String(last.line), now }, packed);
    for (const { line, reason, raw } of bad) await tx.run(putImportError, { importId: id, line, reason, row: storable(raw) });
    await appendAudit(tx, engine, {
      actor: systemActor('import'),
      action: 'import.rows_recorded',
      subject: { kind: 'import', id },
      changes: [
        { field: 'next_line', old: before.nextLine, new: progress.nextLine },
        { field: 'rows_accepted', old: before.rowsAccepted, new: progress.rowsAccepted },
        { field: 'rows_rejected', old: before.rowsRejected, new: progress.rowsRejected },
      ],
    });
    const { rowsAccepted, rowsRejected } = progress;
    announce(tx, engine, { topic: 'import', id, data: { status: 'running', rowsAccepted, rowsRejected } });
    return progress;
  });
}

/**
 * Reads a history file into memory, for whoever tries rules on it and keeps nothing.
 * @param now no row may lie after this instant
 * @throws PortcullisError `invalid_input` when mapping and file do not fit
 */
export async function readHistoryFile(
  path: string,
  mapping: ImportMapping,
  geo: Geo | null,
  now: number,
): Promise<{ readonly source: MemorySource; readonly bad: readonly BadRow[] }> {
  const mapper = quickMapper(mapping, now);
  const sink = new HistorySink(rowsPerSegment, geo, mapping.defaults.country ?? null);
  const operation = blankOperation();
  const segments: Segment[] = [];
  const bad: BadRow[] = [];
  for await (const rows of readRows(path, mapping.format, mapper.columns)) {
    for (const row of rows) {
      const reason = row.cells === null ? (row.problem ?? '') : mapper.read(row.cells, operation);
      if (reason === null) sink.add(operation, row.line);
      else bad.push({ line: row.line, reason, raw: row.raw });
      if (sink.full) segments.push(sink.take());
    }
  }
  if (sink.count > 0) segments.push(sink.take());
  return { source: new MemorySource(path, segments), bad };
}
