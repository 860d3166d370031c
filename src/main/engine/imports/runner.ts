import { setImmediate } from 'node:timers/promises';
import type { ImportMapping } from '../../../shared/contract/console/index.ts';
import type { IdKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { recordHistory } from '../operations/submit.ts';
import { countAnewFrom } from '../overview/tally.ts';
import type { Ids } from '../ports.ts';
import { writeFirstLabel } from '../tuning/labels/label.ts';
import { Counts } from '../tuning/trends/count.ts';
import { compileMapping, type MappedRow } from './mapping.ts';
import { type Row, readRows } from './rows.ts';
import { accountExists, advanceImport, firstOwnOperation, type ImportRow, insertHistoricAccount, putImportError } from './store.ts';
import { unrelatedRuns } from './unrelated.ts';

/** How far an import has come; what is told of it is always committed. */
export interface Progress {
  readonly nextLine: number;
  readonly byteOffset: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
}

/** Thrown out of a batch whose import somebody else stopped or moved on; the batch is rolled back. */
export class ImportTakenOver extends Error {
  override readonly name = 'ImportTakenOver';
}

/**
 * What one transaction may take, ms: so long a live decision that comes in between has to wait, since nobody else writes meanwhile. More on
 * PostgreSQL, where rows that have nothing in common are the cheaper the more of them there are.
 */
const LONGEST_BATCH_MS = { sqlite: 25, postgres: 250 } as const;
const [FEWEST_ROWS, MOST_ROWS] = [10, 100];
const LONGEST_SHOWN_ROW = 2_000;
const ANNOUNCE_EVERY_MS = 200;

interface PreparedRow {
  readonly row: Row;
  readonly mapped: MappedRow;
}

/**
 * Carries a file's rows through the engine, each as of its own time, from where the import stands to the file's end. A batch's rows and the
 * progress over them are one transaction, so that a process that dies at any moment has neither lost nor doubled a row when it goes on.
 * @param onProgress told after every committed batch
 * @param signal stops between two batches
 * @returns true at the end of the file, false when the signal stopped it
 * @throws PortcullisError `invalid_input` when mapping and file do not fit, ImportTakenOver, or what reading the file throws
 */
export async function runImport(
  engine: Engine,
  started: ImportRow,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const mapping = JSON.parse(started.mapping) as ImportMapping;
  const mapper = compileMapping(mapping, engine.clock.now());
  const batch = new BatchWriter(engine, started.id, mapping);
  let progress: Progress = started;
  let announcedAt = 0;
  const write = async (rows: readonly Row[]): Promise<void> => {
    const prepared = rows.map((row) => ({ row, mapped: row.cells === null ? { problem: row.problem ?? '' } : mapper.map(row.cells) }));
    const now = engine.clock.now();
    const tell = now - announcedAt >= ANNOUNCE_EVERY_MS;
    if (tell) announcedAt = now;
    progress = await batch.write(prepared, progress, tell);
    onProgress(progress);
  };

  const longest = LONGEST_BATCH_MS[engine.store.dialect];
  let size = FEWEST_ROWS;
  let waiting: Row[] = [];
  const from = { line: started.nextLine, offset: started.byteOffset };
  for await (const rows of readRows(started.filePath, mapping.format, mapper.columns, from)) {
    waiting = waiting.length === 0 ? rows : waiting.concat(rows);
    let done = 0;
    while (waiting.length - done >= size) {
      if (signal.aborted) return false;
      const began = engine.stopwatch();
      await write(waiting.slice(done, done + size));
      done += size;
      const fitting = Math.round((size * longest) / (engine.stopwatch() - began));
      size = Math.min(MOST_ROWS, size * 2, Math.max(FEWEST_ROWS, fitting));
      await setImmediate();
    }
    waiting = waiting.slice(done);
  }
  if (signal.aborted) return false;
  if (waiting.length > 0) await write(waiting);
  return true;
}

class BatchWriter {
  readonly #engine: Engine;
  readonly #importId: string;
  readonly #mapping: ImportMapping;
  /** Accounts that a committed batch has made sure of; an account is never deleted. */
  readonly #accounts = new Set<string>();
  /** When the engine's own record of an account began, as this import first saw it; null where it has none. */
  readonly #own = new Map<string, number | null>();

  constructor(engine: Engine, importId: string, mapping: ImportMapping) {
    this.#engine = engine;
    this.#importId = importId;
    this.#mapping = mapping;
  }

  /** @returns the progress over these rows, committed */
  async write(rows: readonly PreparedRow[], before: Progress, tell: boolean): Promise<Progress> {
    const after = await this.#engine.store.write(async (tx) => {
      const now = this.#engine.clock.now();
      let { rowsAccepted, rowsRejected } = before;
      const counts = new Counts();
      await this.#learnOwn(tx, rows);
      // PostgreSQL takes the statements of several rows without waiting for an answer to each; SQLite answers at once.
      for (const run of tx.dialect === 'postgres' ? unrelatedRuns(rows) : rows.map((row) => [row])) {
        const problems = await allOf(run.map(({ mapped }) => this.#one(tx, mapped, now, counts)));
        for (const [index, { row }] of run.entries()) {
          const problem = problems[index] ?? null;
          if (problem === null) rowsAccepted += 1;
          else {
            rowsRejected += 1;
            await tx.run(putImportError, { importId: this.#importId, line: row.line, reason: problem, row: storable(row.raw) });
          }
        }
      }
      const times = rows.flatMap(({ mapped }) => ('operation' in mapped ? [mapped.operation.at] : []));
      if (times.length > 0) await countAnewFrom(tx, Math.min(...times));
      await counts.write(tx);
      const next = rows.at(-1)?.row.next ?? { line: before.nextLine, offset: before.byteOffset };
      const progress: Progress = { nextLine: next.line, byteOffset: next.offset, rowsAccepted, rowsRejected };
      const moved = await tx.run(advanceImport, { id: this.#importId, fromLine: before.nextLine, ...progress, now });
      if (moved !== 1) throw new ImportTakenOver('The import was stopped, or another process carries it on');
      await appendAudit(tx, this.#engine, {
        actor: systemActor('import'),
        action: 'import.rows_recorded',
        subject: { kind: 'import', id: this.#importId },
        changes: [
          { field: 'next_line', old: before.nextLine, new: progress.nextLine },
          { field: 'rows_accepted', old: before.rowsAccepted, new: rowsAccepted },
          { field: 'rows_rejected', old: before.rowsRejected, new: rowsRejected },
        ],
      });
      if (tell) {
        announce(tx, this.#engine, { topic: 'import', id: this.#importId, data: { status: 'running', rowsAccepted, rowsRejected } });
      }
      return progress;
    });
    for (const { mapped } of rows) if ('operation' in mapped) this.#accounts.add(mapped.operation.input.accountId);
    return after;
  }

  /** @returns what kept the row out, or null */
  async #one(tx: WriteTx, mapped: MappedRow, now: number, counts: Counts): Promise<string | null> {
    if ('problem' in mapped) return mapped.problem;
    const { input, at, label, labelKnownAt } = mapped.operation;
    const historic: Engine = { ...this.#engine, clock: { now: () => at }, ids: reserved(this.#engine.ids) };
    if (this.#mapping.createAccounts) {
      if (!this.#accounts.has(input.accountId)) {
        await tx.run(insertHistoricAccount, { id: input.accountId, country: this.#mapping.defaults.country ?? null, openedAt: at, now });
      }
    } else if ((await tx.first(accountExists, { id: input.accountId })) === undefined) {
      return 'accountId: no such account';
    }
    const own = this.#own.get(input.accountId) ?? null;
    if (own !== null && at >= own) return `time: the engine keeps its own record of this account since ${new Date(own).toISOString()}`;
    try {
      const { id } = await recordHistory(tx, historic, input, counts, own === null);
      if (label !== null) {
        const known = { operationId: id, label, source: 'import', knownAt: labelKnownAt, actor: systemActor('import') } as const;
        await writeFirstLabel(tx, known, now);
      }
      return null;
    } catch (error) {
      // The engine refuses before it writes, so the rest of the batch stands.
      if (error instanceof PortcullisError) return error.message;
      throw error;
    }
  }

  /**
   * A past that is told afterwards must not speak for a customer who is here: whoever imports could make a thief's device a known one.
   * Asked once for each account, since nothing in a file is younger than the import.
   */
  async #learnOwn(tx: WriteTx, rows: readonly PreparedRow[]): Promise<void> {
    const accounts = new Set(rows.flatMap(({ mapped }) => ('operation' in mapped ? [mapped.operation.input.accountId] : [])));
    for (const accountId of accounts) {
      if (this.#own.has(accountId)) continue;
      this.#own.set(accountId, (await tx.first(firstOwnOperation, { accountId }))?.at ?? null);
    }
  }
}

/**
 * Ids of a row's operation and decision, taken when its turn comes: history is read in their order, and of rows that are recorded together
 * any may be the first to hear from the store.
 */
function reserved(ids: Ids): Ids {
  const kept = new Map<IdKind, string>((['operation', 'decision'] as const).map((kind) => [kind, ids.next(kind)]));
  return {
    next(kind) {
      const id = kept.get(kind) ?? ids.next(kind);
      kept.delete(kind);
      return id;
    },
  };
}

/** Waits for all, also when one fails: none may go on in a transaction that is over. @throws what the first in line threw */
async function allOf<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** PostgreSQL keeps no NUL in text, and a broken row may hold anything. */
export const storable = (raw: string): string => raw.slice(0, LONGEST_SHOWN_ROW).replaceAll('\0', '\uFFFD');
