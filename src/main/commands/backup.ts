import { resolve } from 'node:path';
import { keyFileName } from '../adapters/key-file.ts';
import { backUp } from '../store/backup.ts';
import { type Command, parse, targetOf, targetOptions, targetUsage, UsageError } from './command.ts';

export const backup: Command = {
  usage: `portcullis backup FILE [target]

${targetUsage}

The file holds no root keys: keep those (${keyFileName} in the workspace, or your keyring) apart from it.
For PostgreSQL use its own tools, such as pg_dump.`,

  async run(args, around) {
    const { values, positionals } = parse(args, targetOptions, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError('Name the file to write.');
    const path = resolve(around.cwd, file);
    await backUp(targetOf(values, around).target, path);
    around.err(`The backup is complete: ${path}`);
    return 0;
  },
};
