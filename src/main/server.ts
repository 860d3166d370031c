#!/usr/bin/env node
import { type Surroundings, UsageError } from './commands/command.ts';
import { main } from './commands/main.ts';
import { PortcullisError } from './engine/errors.ts';
import { StoreError } from './store/errors.ts';

const FAILED = 1;
const MISUSED = 64;

/** One Ctrl-C reaches a process more than once: from the terminal, and from the runner that passes it on. */
const SAME_SIGNAL_MS = 1_000;

/** The first signal asks for an orderly end, a second one ends at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!controller.signal.aborted) {
        first = performance.now();
        controller.abort(signal);
      } else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  return controller.signal;
}

/** What people are told of a failure: expected ones in a line, a defect with its stack. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof PortcullisError || error instanceof StoreError) return error.message;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const around: Surroundings = {
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  env: process.env,
  cwd: process.cwd(),
  interrupted: interruption(),
};

try {
  process.exitCode = await main(process.argv.slice(2), around);
} catch (error) {
  console.error(`portcullis: ${explain(error)}`);
  process.exitCode = error instanceof UsageError ? MISUSED : FAILED;
}
