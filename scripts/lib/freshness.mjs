// Whether `out` was built from the sources as they are now.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { out, root } from './project.mjs';

const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json', 'package.json'];
const STAMP = join(out, '.sources');

function* filesIn(path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(inside);
    else yield inside;
  }
}

/** A digest of the names and contents of everything the build reads, and of `further` files and folders. */
export function digestOfSources(further = []) {
  const hash = createHash('sha256');
  for (const source of [...SOURCES, ...further]) {
    const files = source.includes('.') ? [source] : filesIn(source);
    for (const file of files) {
      const content = readFileSync(join(root, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

export function buildIsFresh() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digestOfSources();
}

/** Remembers what was built. Takes the digest from before the build, so that an edit during it makes the build stale. */
export function markBuilt(digest) {
  writeFileSync(STAMP, digest);
}
