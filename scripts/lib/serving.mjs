// The headless server, from the build when it is fresh and from the sources otherwise: both are the same program.
import { join } from 'node:path';
import { buildIsFresh } from './freshness.mjs';
import { node, out, root, run } from './project.mjs';

/** Runs the server in the foreground and resolves to its exit code. */
export function serve(args) {
  const program = buildIsFresh() ? join(out, 'main', 'server.js') : join(root, 'src', 'main', 'server.ts');
  return run(node(), ['--enable-source-maps', program, ...args]);
}
