import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Import, type ImportMapping, importMappingSchema } from '../../shared/contract/console/index.ts';
import { invalidInputFrom } from '../api/errors.ts';
import { programFolder } from '../compose/root.ts';
import { importFile } from '../engine/imports/imports.ts';
import { previewHistory } from '../engine/imports/preview.ts';
import { type Command, parse, type Surroundings, targetOptions, targetUsage, UsageError, withEngine } from './command.ts';

const SHOWN_ERRORS = 20;
const PROGRESS_EVERY_MS = 1_000;

/** A mapping's file, or the name of one that comes with the program. */
export async function readMapping(name: string, { cwd }: Pick<Surroundings, 'cwd'>): Promise<ImportMapping> {
  const file = /^[a-z0-9-]+$/.test(name) ? join(programFolder(), 'resources', 'mappings', `${name}.json`) : resolve(cwd, name);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`There is no mapping ${file}.`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not valid JSON.`);
  }
  const parsed = importMappingSchema.safeParse(json);
  if (!parsed.success) throw invalidInputFrom(parsed.error.issues);
  return parsed.data;
}

const percent = (progress: number): string => `${(progress * 100).toFixed(1)} %`;

function report(done: Import, around: Surroundings): void {
  const rate = done.rowsPerSecond === null ? '' : `, ${Math.round(done.rowsPerSecond)} rows per second`;
  around.err(`${percent(done.progress)}: ${done.rowsAccepted} rows imported, ${done.rowsRejected} rejected${rate}`);
}

export const importHistory: Command = {
  usage: `portcullis import FILE [--mapping FILE|NAME] [target]

  --mapping FILE|NAME   how columns become fields; a JSON file, or the name of a mapping that comes with the program.
                        Without it the mapping is guessed from the file and printed.
  --backtest-only       reads the rows straight into columns for backtests, many times as fast; nothing else sees them
${targetUsage}

An import that was interrupted goes on where it stopped when the same command runs again.`,

  async run(args, around) {
    const { values, positionals } = parse(
      args,
      { ...targetOptions, mapping: { type: 'string' }, 'backtest-only': { type: 'boolean', default: false } },
      1,
    );
    const [file] = positionals;
    if (file === undefined) throw new UsageError('Name the file to import.');
    const filePath = resolve(around.cwd, file);
    return withEngine(values, around, async (engine) => {
      const given =
        values.mapping === undefined ? await guess(filePath, engine.clock.now(), around) : await readMapping(values.mapping, around);
      const mapping: ImportMapping = values['backtest-only'] ? { ...given, purpose: 'backtest' } : given;
      const started = performance.now();
      let told = started;
      const finished = await importFile(engine, { filePath, mapping, signal: around.interrupted }, (progress) => {
        if (performance.now() - told < PROGRESS_EVERY_MS) return;
        told = performance.now();
        report(progress, around);
      });
      const { import: done, alreadyFinished, errors } = finished;
      for (const { line, reason } of errors.slice(0, SHOWN_ERRORS)) around.err(`line ${line}: ${reason}`);
      if (done.rowsRejected > SHOWN_ERRORS) around.err(`… and ${done.rowsRejected - SHOWN_ERRORS} more; the console lists them.`);
      if (alreadyFinished) around.err('This file was imported with this mapping before; nothing was done.');
      const seconds = (performance.now() - started) / 1_000;
      around.out(
        JSON.stringify({
          id: done.id,
          status: done.status,
          rowsAccepted: done.rowsAccepted,
          rowsRejected: done.rowsRejected,
          rowsPerSecond: done.rowsPerSecond === null ? null : Math.round(done.rowsPerSecond),
          seconds: Number(seconds.toFixed(1)),
        }),
      );
      return done.status === 'finished' ? 0 : 1;
    });
  },
};

async function guess(filePath: string, now: number, around: Surroundings): Promise<ImportMapping> {
  const { suggestion } = await previewHistory(filePath, now);
  if (suggestion === null) throw new UsageError('The columns of this file do not tell what they are: give a --mapping.');
  around.err(`Guessed mapping: ${JSON.stringify(suggestion)}`);
  return suggestion;
}
