import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { csvLine } from '../../../shared/csv.ts';
import { type Actor, requirePermission } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { appendAudit } from './append.ts';
import type { StoredCheckpoint } from './checkpoint.ts';
import { type AuditFilter, allHeads, checkpointsAfter, entriesOfChain, type StoredEntry } from './store.ts';

const BATCH = 1_000;

export interface AuditExport {
  readonly format: 'ndjson' | 'csv';
  readonly filter?: AuditFilter;
}

/** A piece of an export, and how far it is: entries looked at, of those there are. */
export interface AuditPiece {
  readonly text: string;
  readonly read: number;
  readonly total: number;
}

/**
 * AU-02: the trail as text, piece by piece, with its proof. Entries come chain by chain in the chain's order, each with its hash and the hash
 * before it. NDJSON also carries the heads, the signed checkpoints and the public keys, and ends with a seal: a signature over every byte
 * before it, without which somebody could leave entries out of a filtered export, or hash a doctored one anew. `docs/verify-audit.mjs` checks
 * all of it with nothing but Node. CSV is for people and spreadsheets; its proof is the NDJSON of the same trail. The export itself is audited.
 * @throws PortcullisError `forbidden`
 */
export async function* exportAudit(engine: Engine, actor: Actor, input: AuditExport): AsyncGenerator<AuditPiece, void, undefined> {
  if (actor.kind !== 'system') requirePermission(actor, 'audit.export');
  const filter = input.filter ?? {};
  const complete = Object.values(filter).every((value) => value === undefined);
  const at = engine.clock.now();
  await engine.store.write((tx) =>
    appendAudit(tx, engine, {
      actor,
      action: 'audit.exported',
      subject: { kind: 'audit', id: complete ? 'all' : 'filtered' },
      changes: Object.entries({ format: input.format, ...filter }).flatMap(([field, value]) =>
        // What was searched for can be a person's name; the trail keeps that there was a search.
        value === undefined ? [] : [{ field, old: null, new: field === 'text' ? 'given' : value }],
      ),
    }),
  );
  const heads = await engine.store.read((tx) => tx.all(allHeads, {}));
  const total = heads.reduce((sum, { seq }) => sum + seq, 0);
  const write = input.format === 'csv' ? csvLines : ndjsonLines;
  const digest = createHash('sha256');
  let read = 0;
  const piece = (text: string): AuditPiece => {
    digest.update(text, 'utf8');
    return { text, read, total };
  };

  yield piece(input.format === 'csv' ? csvLine(csvColumns) : headerLine(engine, { exportedAt: at, complete, heads }));
  for (const { chain, seq: through } of heads) {
    for (let after = 0; after < through; after += BATCH) {
      const from = after;
      const until = Math.min(from + BATCH, through);
      const entries = await engine.store.read((tx) => entriesOfChain(tx, chain, from, until, filter));
      read += until - from;
      yield piece(write(entries));
      await nextTurn();
    }
  }
  if (input.format === 'csv') return;
  for await (const line of checkpointLines(engine)) yield piece(line);
  const said = JSON.stringify({ seals: 'portcullis-audit', exportedAt: at, complete, digest: digest.digest('hex') });
  yield { text: `${JSON.stringify({ type: 'seal', text: said, ...engine.sealer.sign(said) })}\n`, read, total };
}

const headerLine = (
  engine: Engine,
  about: { readonly exportedAt: number; readonly complete: boolean; readonly heads: readonly unknown[] },
) => `${JSON.stringify({ type: 'header', format: 'portcullis-audit', version: 1, ...about, publicKeys: engine.sealer.publicKeys })}\n`;

/** A line each; the numbers of a chain's entries are the keys that {@link auditHash} hashes, so a reader can hash them again. */
const ndjsonLines = (entries: readonly StoredEntry[]): string =>
  entries.map((entry) => `${JSON.stringify({ type: 'entry', ...entry })}\n`).join('');

async function* checkpointLines(engine: Engine): AsyncGenerator<string, void, undefined> {
  let after = 0;
  for (;;) {
    const from = after;
    const batch: StoredCheckpoint[] = await engine.store.read((tx) => tx.all(checkpointsAfter, { after: from, limit: BATCH }));
    for (const checkpoint of batch) yield `${JSON.stringify({ type: 'checkpoint', ...checkpoint })}\n`;
    if (batch.length < BATCH) return;
    after = batch.at(-1)?.id ?? 0;
  }
}

const csvColumns = [
  'chain',
  'seq',
  'at',
  'actorKind',
  'actorId',
  'action',
  'accountId',
  'subjectKind',
  'subjectId',
  'reason',
  'address',
  'changes',
  'previousHash',
  'hash',
] as const satisfies readonly (keyof StoredEntry)[];

const csvLines = (entries: readonly StoredEntry[]): string =>
  entries.map((entry) => csvLine(csvColumns.map((column) => csvText(entry[column], column)))).join('');

function csvText(value: string | number | null, column: string): string {
  if (value === null) return '';
  return column === 'at' ? new Date(value).toISOString() : String(value);
}
