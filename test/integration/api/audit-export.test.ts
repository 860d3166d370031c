import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seedDemoStaff } from '../../../src/main/engine/staff/demo.ts';
import type { Role } from '../../../src/shared/vocabulary/index.ts';
import { connectConsole } from '../../support/console.ts';
import { startServer, type TestServer } from '../../support/server.ts';

async function signedIn(server: TestServer, role: Role) {
  await seedDemoStaff(server.engine);
  const { client } = await connectConsole(server);
  await client.session.demoSignIn({ role });
  return client;
}

it('AU-02 exports the trail from the console, piece by piece, and the stand-alone script verifies the file', async () => {
  const server = await startServer({ demo: true });
  await server.session('acc-1');
  const client = await signedIn(server, 'auditor');
  let file = '';
  let read = 0;
  for await (const piece of await client.audit.export({ format: 'ndjson', filter: {} })) {
    file += piece.text;
    expect(piece.read).toBeGreaterThanOrEqual(read);
    expect(piece.read).toBeLessThanOrEqual(piece.total);
    read = piece.read;
  }
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-export-'));
  writeFileSync(join(folder, 'trail.ndjson'), file);
  const key = server.engine.sealer.publicKeys[server.engine.sealer.keyId] ?? '';
  const said = execFileSync(process.execPath, ['docs/verify-audit.mjs', join(folder, 'trail.ndjson'), '--key', key], { encoding: 'utf8' });
  expect(said).toContain('Sound:');
  rmSync(folder, { recursive: true });

  let sheet = '';
  for await (const { text } of await client.audit.export({ format: 'csv', filter: { accountId: 'acc-1' as never } })) sheet += text;
  expect(sheet.split('\r\n').length).toBeGreaterThan(2);
});

it('AU-02 is exported by those who may, and a refusal is on record', async () => {
  const server = await startServer({ demo: true });
  const client = await signedIn(server, 'agent');
  const read = async () => {
    for await (const _ of await client.audit.export({ format: 'csv' })) throw new Error('a piece came out');
  };
  await expect(read()).rejects.toMatchObject({ code: 'forbidden' });
  const auditor = await signedIn(server, 'auditor');
  const { items } = await auditor.audit.list({ action: 'access.denied' });
  expect(items[0]).toMatchObject({ subjectId: 'audit.export' });
});
