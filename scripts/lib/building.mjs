// One build of main process, preload and renderer, made only when the sources have changed.
import { rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { buildIsFresh, digestOfSources, markBuilt } from './freshness.mjs';
import { capture, fail, out, say, tool } from './project.mjs';

/** Builds into `out` what is stale. Returns the builder's own words when it fails. */
export function tryBuild({ force = false } = {}) {
  if (!force && buildIsFresh()) return undefined;
  const began = performance.now();
  const digest = digestOfSources();
  rmSync(out, { recursive: true, force: true });
  const done = capture(tool('electron-vite'), ['build', '--logLevel', 'warn']);
  // The bundler colours every letter by itself, terminal or not.
  if (done.status !== 0) return `the build failed\n${stripVTControlCharacters(done.stdout + done.stderr)}`;
  markBuilt(digest);
  say(`built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return undefined;
}

/** As `tryBuild`, for scripts that can do nothing without: it ends them. */
export function build(options) {
  const problem = tryBuild(options);
  if (problem) fail(problem);
}
