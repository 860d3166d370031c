// End-to-end tests run with Chromium's real sandbox, which refuses the superuser. Where the caller is root, as on most build
// machines, they run as `nobody`, in the working copy if `nobody` can read it and otherwise in a copy made of hard links.
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cache, capture, isRoot, modules, root, toolEnv } from './project.mjs';

const USER = 'nobody';
const PARTS = [
  'node_modules',
  'out',
  'dist',
  'src',
  'scripts',
  'test',
  'resources',
  'docs',
  '.cache',
  'package.json',
  'playwright.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.node.json',
  'tsconfig.web.json',
  'tsconfig.e2e.json',
];

/**
 * A place to run the tests from and a way to run them. `variables` are added to their environment; paths into the working copy
 * become paths into the place.
 *
 * @returns {{ folder: string, results: string, command: (program: string, args: string[]) => [string, string[], object], remove: () => void }}
 */
export function prepareTestRun(variables) {
  const home = mkdtempSync(join(tmpdir(), 'portcullis-run-'));
  const results = join(home, 'results');
  for (const folder of [results, join(home, 'tmp'), join(home, 'runtime')]) mkdirSync(folder, { mode: 0o700 });
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  const env = toolEnv({ PORTCULLIS_TEST_RESULTS: results, ...variables });
  if (!isRoot()) return { folder: root, results, remove, command: (program, args) => [...withDisplay(program, args), { cwd: root, env }] };

  const uid = Number(capture('id', ['-u', USER]).stdout);
  const gid = Number(capture('id', ['-g', USER]).stdout);
  for (const folder of [home, results, join(home, 'tmp'), join(home, 'runtime')]) chownSync(folder, uid, gid);
  const folder = readableByUser(root) ? root : linkedCopy(join(home, 'copy'));
  // Nothing of root's session may reach the other user: its folders are not readable and its bus is not its own.
  const own = {
    PATH: `${join(folder, 'node_modules', '.bin')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    XDG_RUNTIME_DIR: join(home, 'runtime'),
    LANG: 'C.UTF-8',
    PORTCULLIS_TEST_RESULTS: results,
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.replace(root, `${folder}/`)])),
    ...(process.env.CI ? { CI: process.env.CI } : {}),
  };
  const command = (program, args) => {
    const [display, displayArgs] = withDisplay(program, args);
    // runuser sets HOME to the user's own, which for nobody does not exist.
    return ['runuser', ['-u', USER, '--', 'env', `HOME=${home}`, display, ...displayArgs], { cwd: folder, env: own }];
  };
  return { folder, results, command, remove };
}

/** A display of its own: tests never show windows on the person's, and windows never lose the focus to it. */
function withDisplay(program, args) {
  return process.platform === 'linux' ? ['xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', program, ...args]] : [program, args];
}

function readableByUser(folder) {
  const reads = (path) => capture('runuser', ['-u', USER, '--', 'test', '-r', path]).status === 0;
  return [join(folder, 'package.json'), join(modules, '.bin', 'playwright'), join(cache), join(folder, 'out', 'main', 'index.js')].every(
    reads,
  );
}

/** Hard links cost no space and next to no time; across file systems cp makes real copies. */
function linkedCopy(target) {
  mkdirSync(target);
  const present = PARTS.filter((part) => capture('test', ['-e', join(root, part)]).status === 0);
  const linked = capture('cp', ['-al', ...present, target]);
  if (linked.status !== 0) {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    const copied = capture('cp', ['-a', ...present, target]);
    if (copied.status !== 0) throw new Error(`could not copy the working copy for the tests: ${copied.stderr}`);
  }
  chmodSync(target, 0o755);
  return target;
}
