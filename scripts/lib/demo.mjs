// The demo workspace of a working copy.
import { join } from 'node:path';
import { cache } from './project.mjs';

/** Lies in the cache folder: it can be deleted at any time and is made anew. */
export const demoWorkspace = join(cache, 'demo');
