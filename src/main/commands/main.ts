import { programFolder, programVersion } from '../compose/root.ts';
import { type Command, type Surroundings, UsageError } from './command.ts';

interface Entry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loaded when it is asked for: most of the program is of no use to most commands. */
  readonly load: () => Promise<Command>;
}

const serve: Entry = {
  name: 'serve',
  summary: 'Run the server: the APIs, the console and the background work',
  load: async () => (await import('./serve.ts')).serve,
};

const entries: readonly Entry[] = [
  serve,
  {
    name: 'import',
    summary: 'Run a CSV or NDJSON history file through the engine as of its own time',
    load: async () => (await import('./import.ts')).importHistory,
  },
  {
    name: 'backtest',
    summary: 'Replay a rule set over recorded history and hold it to limits',
    load: async () => (await import('./backtest.ts')).backtest,
  },
  {
    name: 'rules',
    summary: 'Check, export and import rule sets as files',
    load: async () => (await import('./rules.ts')).rules,
  },
  {
    name: 'backup',
    summary: 'Copy a workspace’s database to a file, also while it is in use',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'restore',
    summary: 'Put a backup in the place of a workspace’s database',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'keys',
    summary: 'Make, list and revoke the keys of platform servers',
    load: async () => (await import('./keys.ts')).keys,
  },
  {
    name: 'verify',
    summary: 'Recompute the audit trail and name the first entry that does not fit',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'audit',
    summary: 'Export the audit trail with its proof, and print the keys that check it',
    load: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'simulate',
    summary: 'Let simulated customers and attackers loose on a server and check what must always hold',
    load: async () => (await import('./simulate.ts')).simulate,
  },
];

const help = (version: string): string => `Portcullis ${version}: an account-security engine

portcullis COMMAND [options]

${entries.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

  --help      this text; after a command, what that command takes
  --version   the version

Without a command, options go to \`serve\`.`;

/**
 * Runs what the command line asks for.
 * @returns the exit code
 * @throws UsageError when it cannot be understood; whatever the command throws
 */
export async function main(args: readonly string[], around: Surroundings): Promise<number> {
  const [first = '--help', ...rest] = args;
  if (['--help', '-h', 'help'].includes(first)) {
    around.out(help(programVersion(programFolder())));
    return 0;
  }
  if (['--version', '-v'].includes(first)) {
    around.out(programVersion(programFolder()));
    return 0;
  }
  const named = entries.find(({ name }) => name === first);
  const entry = named ?? (first.startsWith('-') ? serve : undefined);
  if (entry === undefined) throw new UsageError(`There is no command ${first}. Run: portcullis --help`);
  const command = await entry.load();
  const own = named === undefined ? args : rest;
  if (own.includes('--help') || own.includes('-h')) {
    around.out(command.usage);
    return 0;
  }
  return command.run(own, around);
}
