import { spawn } from 'node:child_process';

/** Executable of the packaged app, as `npm run package` makes it. */
export function packagedApp(): string {
  const path = process.env.PORTCULLIS_PACKAGED;
  if (path === undefined) throw new Error('PORTCULLIS_PACKAGED names no packaged app: start these tests by `npm run test:e2e`');
  return path;
}

export interface PackagedRun {
  readonly output: string;
  readonly code: number | null;
}

/**
 * Runs the packaged app as a person's desktop would. Once it prints `until`, it is asked to end, or `signal` is
 * sent; without that line it is left to
 * end by itself.
 */
export function runPackaged(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  until?: string,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<PackagedRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(packagedApp(), args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += String(text);
        if (until !== undefined && output.includes(until)) child.kill(signal);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ output, code }));
  });
}
