import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');

const IMPORTS = 'noRestrictedImports';

/** Each is one file that the rules must refuse, with the rule that does. */
const REFUSED: readonly (readonly [what: string, file: string, code: string, rule: string])[] = [
  [
    'the engine querying outside its store.ts files',
    'src/main/engine/a/use-case.ts',
    "export { q } from '../../store/prepared.ts';",
    IMPORTS,
  ],
  ['the engine importing the query builder', 'src/main/engine/b/use-case.ts', "export { sql } from 'kysely';", IMPORTS],
  ['the engine reaching up to the API', 'src/main/engine/c/use-case.ts', "export { q } from '../../api/console.ts';", IMPORTS],
  ['the engine choosing an adapter', 'src/main/engine/d/use-case.ts', "export { q } from '../../adapters/smtp.ts';", IMPORTS],
  ['the engine speaking HTTP', 'src/main/engine/e/store.ts', "export { fastify } from 'fastify';", IMPORTS],
  ['the engine opening a database', 'src/main/engine/f/store.ts', "export { Pool } from 'pg';", IMPORTS],
  ['the engine knowing Electron', 'src/main/engine/g/use-case.ts', "export { app } from 'electron';", IMPORTS],
  ['the engine loading the API late', 'src/main/engine/h/use-case.ts', "export const q = await import('../../api/console.ts');", IMPORTS],
  ['the engine reading the wall clock', 'src/main/engine/i/use-case.ts', 'export const at = Date.now();', 'noJsRestrictedProperties'],
  ['the engine making a date of now', 'src/main/engine/j/use-case.ts', 'export const at = new Date();', 'plugin'],
  ['the engine making a date of now without parentheses', 'src/main/engine/k/use-case.ts', 'export const at = new Date;', 'plugin'],
  ['the engine throwing dice', 'src/main/engine/l/use-case.ts', 'export const n = Math.random();', 'noJsRestrictedProperties'],
  ['the engine drawing random bytes', 'src/main/engine/m/use-case.ts', "export { randomBytes } from 'node:crypto';", IMPORTS],
  [
    'the engine drawing random bytes of the platform',
    'src/main/engine/n/store.ts',
    'export const id = crypto.randomUUID();',
    'noJsRestrictedProperties',
  ],
  ['the store reaching up to the engine', 'src/main/store/q.ts', "export { q } from '../engine/ports.ts';", IMPORTS],
  ['a migration leaning on application code', 'src/main/store/migrations/0009-q.ts', "export { q } from '../tables.ts';", IMPORTS],
  ['a migration leaning on a package', 'src/main/store/migrations/0010-q.ts', "export { sql } from 'kysely';", IMPORTS],
  ['the API reaching past the engine', 'src/main/api/q.ts', "export { q } from '../store/store.ts';", IMPORTS],
  ['the API knowing a transport', 'src/main/api/r.ts', "export { q } from '../http/server.ts';", IMPORTS],
  ['HTTP reaching past the engine', 'src/main/http/q.ts', "export { q } from '../store/store.ts';", IMPORTS],
  ['HTTP knowing the other shell', 'src/main/http/r.ts', "export { q } from '../desktop/window.ts';", IMPORTS],
  ['the desktop knowing the other shell', 'src/main/desktop/q.ts', "export { q } from '../http/server.ts';", IMPORTS],
  ['an adapter knowing Electron', 'src/main/adapters/q.ts', "export { safeStorage } from 'electron';", IMPORTS],
  ['the server knowing the desktop', 'src/main/server.ts', "export { q } from './desktop/window.ts';", IMPORTS],
  ['anything importing compose', 'src/main/api/s.ts', "export { q } from '../compose.ts';", IMPORTS],
  ['shared code importing a package', 'src/shared/q.ts', "export { q } from 'kysely';", IMPORTS],
  ['shared code importing Node', 'src/shared/contract/q.ts', "export { readFile } from 'node:fs';", IMPORTS],
  ['shared code reaching into a side of the wire', 'src/shared/r.ts', "export { q } from '../main/engine/ports.ts';", IMPORTS],
  ['the renderer reaching into the main process', 'src/renderer/console/q.ts', "export { q } from '../../main/engine/ports.ts';", IMPORTS],
  ['the renderer importing Node', 'src/renderer/console/r.ts', "export { readFile } from 'node:fs';", IMPORTS],
  ['the renderer importing Electron', 'src/renderer/console/s.ts', "export { ipcRenderer } from 'electron';", IMPORTS],
  ['a shared component knowing a page', 'src/renderer/ui/q.ts', "export { q } from '../console/main.tsx';", IMPORTS],
  [
    'a demo customer using the console’s contract',
    'src/renderer/demo/phone/q.ts',
    "export { q } from '../../../shared/contract/console/index.ts';",
    IMPORTS,
  ],
  ['a demo customer using the console’s parts', 'src/renderer/demo/phone/r.ts', "export { q } from '../../console/session.ts';", IMPORTS],
  ['a command knowing the desktop', 'src/main/commands/q.ts', "export { q } from '../desktop/window.ts';", IMPORTS],
  ['the preload importing a package', 'src/preload/q.ts', "export { z } from 'zod';", IMPORTS],
  ['the preload importing the renderer', 'src/preload/r.ts', "export { q } from '../renderer/ui/q.ts';", IMPORTS],
  ['a default export', 'src/main/api/t.ts', 'export default 1;', 'noDefaultExport'],
  ['an enum', 'src/main/api/u.ts', 'export enum Kind {\n  One,\n}', 'noEnum'],
  ['an any', 'src/main/api/v.ts', 'export const q = (value: any) => value;', 'noExplicitAny'],
  ['a promise nobody waits for', 'src/main/api/w.ts', 'async function q() {}\nexport function r() {\n  q();\n}', 'noFloatingPromises'],
  ['a file of thousands of lines', 'src/main/api/x.ts', `export const q = [\n${'  1,\n'.repeat(400)}];`, 'noExcessiveLinesPerFile'],
];

/** Each is one file that the rules must let pass: the way the layers do meet. */
const ALLOWED: readonly (readonly [what: string, file: string, code: string])[] = [
  ['the engine naming the store’s types', 'src/main/engine/o/use-case.ts', "export type { WriteTx } from '../../store/store.ts';"],
  [
    'the engine’s store.ts files querying',
    'src/main/engine/p/store.ts',
    "export { query } from '../../store/prepared.ts';\nexport { sql } from 'kysely';",
  ],
  ['the engine using its own store.ts', 'src/main/engine/q/use-case.ts', "export { find } from './store.ts';"],
  ['the engine hashing', 'src/main/engine/r/use-case.ts', "export { createHash } from 'node:crypto';"],
  ['the engine making a date of a given time', 'src/main/engine/s/use-case.ts', 'export const at = (ms: number) => new Date(ms);'],
  ['the engine using shared words', 'src/main/engine/t/use-case.ts', "export { q } from '../../../shared/vocabulary/index.ts';"],
  [
    'shared code parsing',
    'src/shared/s.ts',
    "export { oc } from '@orpc/contract';\nexport { z } from 'zod';\nexport { q } from './vocabulary/index.ts';",
  ],
  ['a migration using its kit', 'src/main/store/migrations/0011-q.ts', "export type { Migration } from './kit.ts';"],
  ['the list of migrations', 'src/main/store/migrations/index.ts', "export { q } from './0001-foundation.ts';"],
  ['the API calling the engine', 'src/main/api/y.ts', "export { q } from '../engine/operations/submit.ts';"],
  ['the desktop using Electron', 'src/main/desktop/r.ts', "export { app } from 'electron';"],
  [
    'compose putting parts together',
    'src/main/compose.ts',
    "export { q } from './store/open.ts';\nexport { r } from './adapters/smtp.ts';",
  ],
  [
    'the preload using the shared bridge',
    'src/preload/s.ts',
    "export { ipcRenderer } from 'electron';\nexport { q } from '../shared/desktop-bridge.ts';",
  ],
  [
    'the renderer using a package',
    'src/renderer/console/t.ts',
    "export { useState } from 'react';\nexport { q } from '../../shared/contract/common.ts';",
  ],
];

interface BiomeReport {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly severity: string;
    readonly location: { readonly path: string | { readonly file: string } };
  }[];
}

describe('layers', () => {
  let folder: string;
  let found: ReadonlyMap<string, readonly string[]>;

  // One run over all snippets, each in the place that gives it its layer, under the very rules of this repository.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-layers-'));
    cpSync(join(repository, 'biome.json'), join(folder, 'biome.json'));
    cpSync(join(repository, 'scripts', 'lint'), join(folder, 'scripts', 'lint'), { recursive: true });
    for (const [, file, code] of [...REFUSED, ...ALLOWED]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${code}\n`);
    }
    const biome = join(repository, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const done = spawnSync(process.execPath, [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });
    const report = JSON.parse(done.stdout) as BiomeReport;
    const byFile = new Map<string, string[]>();
    for (const { category, severity, location } of report.diagnostics) {
      const file = typeof location.path === 'string' ? location.path : location.path.file;
      if (severity === 'error') byFile.set(file, [...(byFile.get(file) ?? []), category]);
    }
    found = byFile;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(REFUSED)('refuses %s', (_what, file, _code, rule) => {
    expect(found.get(file)?.join(' ')).toContain(rule);
  });

  it.each(ALLOWED)('lets pass %s', (_what, file) => {
    expect(found.get(file) ?? []).toEqual([]);
  });
});
