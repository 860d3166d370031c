import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { appendAudit } from '../../../src/main/engine/audit/append.ts';
import { checkpointAudit } from '../../../src/main/engine/audit/checkpoint.ts';
import { type AuditExport, exportAudit } from '../../../src/main/engine/audit/export.ts';
import { listAudit } from '../../../src/main/engine/audit/list.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { createSealer } from '../../../src/main/engine/sealing.ts';
import { appendMany } from '../../support/audit.ts';
import { createTestEngine } from '../../support/engine.ts';
import { SeededRandom } from '../../support/ports.ts';
import { describeOnBothStores } from '../../support/store.ts';

const run = promisify(execFile);
const system = systemActor('test');

async function textOf(engine: Engine, input: AuditExport): Promise<string> {
  let text = '';
  for await (const piece of exportAudit(engine, system, input)) text += piece.text;
  return text;
}

describeOnBothStores('an export of the audit trail', (openStore) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-export-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the stand-alone script as an auditor would. */
  async function verify(text: string, ...options: string[]): Promise<{ code: number; said: string }> {
    const file = join(folder, 'trail.ndjson');
    writeFileSync(file, text);
    return run(process.execPath, ['docs/verify-audit.mjs', file, ...options]).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
    );
  }

  async function filled(): Promise<Engine> {
    const engine = await createTestEngine(openStore);
    for (const account of ['acc-1', 'acc-2', 'acc-3']) {
      await appendMany(engine, 3, account);
      await checkpointAudit(engine);
      engine.clock.advance(1_000);
    }
    return engine;
  }

  it('AU-02 is proved whole by a script that shares no code with the engine', async () => {
    const engine = await filled();
    const text = await textOf(engine, { format: 'ndjson' });
    const own = await verify(text);
    expect(own).toMatchObject({ code: 0 });
    expect(own.said).toContain('Sound: 10 entries');
    const pinned = await verify(text, '--key', engine.sealer.publicKeys[engine.sealer.keyId] ?? '');
    expect(pinned).toMatchObject({ code: 0 });
    expect((await listAudit(engine, system, { action: 'audit.exported', limit: 5 })).items).toHaveLength(1);
  });

  it('AU-02 shows any change to an exported line', async () => {
    const engine = await filled();
    const lines = (await textOf(engine, { format: 'ndjson' })).trimEnd().split('\n');
    const entries = lines.flatMap((line, index) => (line.includes('"type":"entry"') ? [index] : []));
    // A second entry of its chain: lines of different chains may stand in any order.
    const place = entries.find((index) => lines[index]?.includes('"seq":2,')) ?? 0;
    const changed = lines.with(place, lines[place]?.replace('test.happened', 'test.imagined') ?? '');
    const missing = lines.toSpliced(place, 1);
    const swapped = lines.with(place, lines[place - 1] ?? '').with(place - 1, lines[place] ?? '');
    const cut = lines.toSpliced(entries.at(-1) ?? 0, 1);
    for (const bad of [changed, missing, swapped, cut]) {
      const { code, said } = await verify(`${bad.join('\n')}\n`);
      expect(said).toContain('Not sound.');
      expect(code).toBe(1);
    }
    expect((await verify('{"type":"something else"}\n')).code).toBe(2);
  });

  it('AU-02 is not taken for genuine when somebody else signed it', async () => {
    const engine = await filled();
    const stranger = createSealer([{ id: 'test-1', key: new Uint8Array(32).fill(9) }], new SeededRandom('stranger'));
    const text = await textOf(engine, { format: 'ndjson' });
    const { code, said } = await verify(text, '--key', stranger.publicKeys['test-1'] ?? '');
    expect(said).toContain('signature');
    expect(code).toBe(1);
  });

  it('AU-02 can be of one account, each entry still proved', async () => {
    const engine = await filled();
    const text = await textOf(engine, { format: 'ndjson', filter: { accountId: 'acc-2' } });
    expect(text.match(/"type":"entry"/gu)).toHaveLength(3);
    expect(text).not.toContain('acc-1');
    const { code, said } = await verify(text);
    expect(code).toBe(0);
    expect(said).toContain('filtered');
    expect((await verify(text.replace('t1', 't7'))).code).toBe(1);
  });

  it('AU-02 is sealed: entries cannot be left out of a filtered one, hashed anew or cut off unseen', async () => {
    const engine = await filled();
    const sealKey = engine.sealer.publicKeys[engine.sealer.keyId] ?? '';
    const text = await textOf(engine, { format: 'ndjson', filter: { accountId: 'acc-2' } });
    const lines = text.trimEnd().split('\n');
    const last = lines.findLastIndex((line) => line.includes('"type":"entry"'));
    for (const forged of [lines.toSpliced(last, 1), lines.slice(0, -1), [...lines, lines[last] ?? '']]) {
      const { code, said } = await verify(`${forged.join('\n')}\n`, '--key', sealKey);
      expect(said).toContain('seal');
      expect(code).toBe(1);
    }
    const whole = (await textOf(engine, { format: 'ndjson' })).trimEnd().split('\n');
    const withoutCheckpoints = whole.filter((line) => !line.includes('"type":"checkpoint"'));
    expect(withoutCheckpoints.length).toBeLessThan(whole.length);
    expect((await verify(`${withoutCheckpoints.join('\n')}\n`, '--key', sealKey)).code).toBe(1);
  });

  it('AU-02 keeps no word of a search in the trail, which could be a name', async () => {
    const engine = await filled();
    await textOf(engine, { format: 'ndjson', filter: { text: 'Ada Example' } });
    const [entry] = (await listAudit(engine, system, { action: 'audit.exported', limit: 5 })).items;
    expect(entry?.changes).toContainEqual({ field: 'text', old: null, new: 'given' });
    expect(JSON.stringify(entry)).not.toContain('Ada');
  });

  it('AU-02 comes as CSV that no spreadsheet runs', async () => {
    const engine = await createTestEngine(openStore);
    const reason = '=HYPERLINK("https://evil.example","click"), and a "quote"';
    await engine.store.write((tx) =>
      appendAudit(tx, engine, { actor: system, action: 'test.noted', subject: { kind: 'test', id: 't1' }, reason }),
    );
    const rows = parse(await textOf(engine, { format: 'csv' }), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ action: 'test.noted', reason: `'${reason}`, at: '2026-01-15T12:00:00.000Z', accountId: '' });
    expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/u);
  });
});
