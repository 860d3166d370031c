// Where things lie, and the two ways every script runs another program.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const modules = join(root, 'node_modules');
export const out = join(root, 'out');
export const cache = join(root, '.cache');

/** One line for the person at the terminal. */
export function say(line) {
  process.stdout.write(`portcullis: ${line}\n`);
}

/** Ends the script with a reason and a failing exit code. */
export function fail(line) {
  process.stderr.write(`portcullis: ${line}\n`);
  process.exit(1);
}

/** The Node of node_modules (24) where the platform package put one, else the one that runs this script. */
export function node() {
  const own = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  return existsSync(own) ? own : process.execPath;
}

/** The environment for our tools: node_modules/.bin first, so that every child finds the same Node. */
export function toolEnv(extra = {}) {
  return { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`, ...extra };
}

/** Path of a program that a dependency brings. */
export function tool(name) {
  return join(modules, '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** Runs a program with our terminal and resolves to its exit code (128 + n when signal n ended it). */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: toolEnv(), ...options });
    const pass = (signal) => child.kill(signal);
    process.once('SIGINT', pass);
    process.once('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Runs a program quietly: `{ status, stdout, stderr }`. A missing program gives status -1. */
export function capture(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20, env: toolEnv(), ...options });
  return { status: done.error ? -1 : (done.status ?? -1), stdout: done.stdout ?? '', stderr: done.stderr ?? String(done.error ?? '') };
}

/** As {@link capture}, while other things go on: `{ status, printed }`. */
export function captureBeside(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: toolEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
    child.once('error', (cause) => resolve({ status: -1, printed: String(cause) }));
    child.once('close', (status) => resolve({ status: status ?? -1, printed }));
  });
}

/** Runs npm itself by the Node that npm was started with, so that no shell has to find it. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js')
    ? capture(process.env.npm_node_execpath ?? process.execPath, [cli, ...args], options)
    : capture('npm', args, options);
}

/** True for the superuser, whom Chromium's sandbox refuses to run as. */
export function isRoot() {
  return process.getuid?.() === 0;
}
