import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { programFolder } from '../compose/root.ts';
import type { Engine } from '../engine/engine.ts';
import type { StoreTarget } from '../store/open.ts';

/** Where a command says things, and what it knows of its surroundings. */
export interface Surroundings {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal;
}

export interface Command {
  /** Everything there is to know about it, for `portcullis NAME --help`. */
  readonly usage: string;
  /** @returns the exit code. @throws UsageError when the command line makes no sense */
  run(args: readonly string[], around: Surroundings): Promise<number>;
}

/** The command line cannot be understood; its message and the usage go to the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Options that say where the data is. */
export const targetOptions = {
  workspace: { type: 'string' },
  'database-url': { type: 'string' },
  demo: { type: 'boolean', default: false },
} as const;

export const targetUsage = `  --workspace DIR       a folder on this machine (SQLite); made when there is none
  --database-url URL    a PostgreSQL database; or set PORTCULLIS_DATABASE_URL
  --demo                the demo workspace: seeded customers and simulated traffic`;

type OptionsConfig = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** `parseArgs` whose complaints are usage errors. */
export function parse<O extends OptionsConfig>(args: readonly string[], options: O, positionals = 0) {
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds advice on positional arguments after the first sentence, which fits no command here.
    throw new UsageError(error instanceof Error ? (/^.*?(?=\. To specify|$)/s.exec(error.message)?.[0] ?? error.message) : String(error));
  }
  if (parsed.positionals.length > positionals) throw new UsageError(`Unexpected argument: ${parsed.positionals[positionals]}`);
  return parsed;
}

export interface TargetValues {
  readonly workspace?: string | undefined;
  readonly 'database-url'?: string | undefined;
  readonly demo?: boolean | undefined;
}

/** Where the data is; exactly one place must be named, in the arguments or by the environment. */
export function targetOf(values: TargetValues, { env, cwd }: Pick<Surroundings, 'env' | 'cwd'>): { target: StoreTarget; demo: boolean } {
  const { workspace, demo = false } = values;
  const databaseUrl = values['database-url'] ?? (workspace === undefined && !demo ? env.PORTCULLIS_DATABASE_URL : undefined);
  if (workspace !== undefined && databaseUrl !== undefined) throw new UsageError('Give --workspace or --database-url, not both.');
  if (databaseUrl !== undefined) {
    if (demo) throw new UsageError('The demo runs on a workspace, not on a database.');
    // Not by the URL parser: it refuses the address of a database behind a Unix socket.
    if (!/^postgres(ql)?:\/\/\S+$/.test(databaseUrl)) throw new UsageError('--database-url must be a postgres:// URL.');
    return { target: { databaseUrl }, demo: false };
  }
  if (workspace !== undefined) return { target: { workspace: resolve(cwd, workspace) }, demo };
  if (demo) return { target: { workspace: join(homedir(), '.portcullis', 'demo') }, demo };
  throw new UsageError('Say where the data is: --workspace DIR, --database-url URL, or --demo.');
}

/** Opens the engine for one command, without background jobs, and closes it afterwards. */
export async function withEngine<T>(values: TargetValues, around: Surroundings, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { target, demo } = targetOf(values, around);
  const [{ openEngine }, { createLogger, toLog }] = await Promise.all([import('../compose/engine.ts'), import('../adapters/pino-log.ts')]);
  const log = toLog(createLogger({ level: 'warn', destination: { write: (line) => around.err(line.trimEnd()) } }));
  const { engine, close } = await openEngine({ target, demo, log, folder: programFolder(), env: around.env });
  try {
    return await work(engine);
  } finally {
    await close();
  }
}
