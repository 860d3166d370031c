// The Debian packages that the tests need: a browser, a display without a screen, and the libraries Electron links to.
import { existsSync } from 'node:fs';
import { capture, isRoot, run, say } from './project.mjs';

/** Each package with a file that proves it present, so that the usual case costs no dpkg call. */
const NEEDED = {
  chromium: '/usr/bin/chromium',
  xvfb: '/usr/bin/Xvfb',
  xauth: '/usr/bin/xauth',
  'libgtk-3-0': '/usr/lib/x86_64-linux-gnu/libgtk-3.so.0',
  libnss3: '/usr/lib/x86_64-linux-gnu/libnss3.so',
  libasound2: '/usr/lib/x86_64-linux-gnu/libasound.so.2',
  libgbm1: '/usr/lib/x86_64-linux-gnu/libgbm.so.1',
  libnotify4: '/usr/lib/x86_64-linux-gnu/libnotify.so.4',
  'libsecret-1-0': '/usr/lib/x86_64-linux-gnu/libsecret-1.so.0',
  libxss1: '/usr/lib/x86_64-linux-gnu/libXss.so.1',
};

/** From Debian 13 on, some libraries carry a suffix for 64-bit time. */
function nameHere(name) {
  const known = (candidate) => capture('apt-cache', ['show', '--no-all-versions', candidate]).status === 0;
  return known(name) || !known(`${name}t64`) ? name : `${name}t64`;
}

/** Installs what is missing when we may. Returns a reason in words when something stays missing. */
export async function ensureSystemPackages() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const missing = () => Object.keys(NEEDED).filter((name) => !existsSync(NEEDED[name]));
  if (missing().length === 0) return undefined;
  if (!existsSync('/usr/bin/apt-get')) return `the end-to-end tests need ${missing().join(', ')} (this is no Debian: install their like)`;
  if (!isRoot()) return `the end-to-end tests need: sudo apt-get install --no-install-recommends ${missing().join(' ')}`;
  say(`installing Debian packages: ${missing().join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const names = missing().map(nameHere);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return missing().length === 0 ? undefined : `apt-get could not install ${missing().join(', ')}`;
}
