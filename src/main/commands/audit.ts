import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemActor } from '../engine/actor.ts';
import { type AuditExport, exportAudit } from '../engine/audit/export.ts';
import type { Engine } from '../engine/engine.ts';
import { type Command, parse, type Surroundings, targetOptions, targetUsage, UsageError, withEngine } from './command.ts';

const exportOptions = {
  ...targetOptions,
  format: { type: 'string', default: 'ndjson' },
  account: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

function formatOf(text: string): AuditExport['format'] {
  if (text === 'ndjson' || text === 'csv') return text;
  throw new UsageError('--format must be ndjson or csv.');
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`${option} must be a time such as 2026-03-01T00:00:00Z.`);
  return time;
}

async function* texts(engine: Engine, input: AuditExport): AsyncGenerator<string, void, undefined> {
  for await (const { text } of exportAudit(engine, systemActor('command-line'), input)) yield text;
}

async function exportTrail(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parse(args, exportOptions, 1);
  const [file] = positionals;
  if (file === undefined) throw new UsageError('Name the file to write.');
  const path = resolve(around.cwd, file);
  const filter = { accountId: values.account, from: timeOf('--from', values.from), to: timeOf('--to', values.to) };
  const input: AuditExport = { format: formatOf(values.format), filter };
  // Never over another file, and for nobody else's eyes: who did what from which address is personal data too.
  await withEngine(values, around, (engine) =>
    pipeline(Readable.from(texts(engine, input)), createWriteStream(path, { flags: 'wx', mode: 0o600 })),
  );
  around.err(`The export is complete: ${path}`);
  return 0;
}

async function printKeys(args: readonly string[], around: Surroundings): Promise<number> {
  const { values } = parse(args, targetOptions);
  const keys = await withEngine(values, around, async (engine) => engine.sealer.publicKeys);
  for (const [id, key] of Object.entries(keys)) around.out(`${id}\t${key}`);
  return 0;
}

const actions: Readonly<Record<string, typeof exportTrail>> = { export: exportTrail, keys: printKeys };

export const audit: Command = {
  usage: `portcullis audit export FILE [--format ndjson|csv] [--account ID] [--from TIME] [--to TIME] [target]
portcullis audit keys [target]

${targetUsage}

An NDJSON export is checked anywhere by: node docs/verify-audit.mjs FILE --key KEY
\`audit keys\` prints the public keys; give them to the auditor by another way than the file.`,

  async run([action = '', ...args], around) {
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run === undefined) throw new UsageError('Say what to do with the audit trail: export or keys.');
    return run(args, around);
  },
};
