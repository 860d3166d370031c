import { resolve } from 'node:path';
import { keyFileName } from '../adapters/key-file.ts';
import { restore as restoreBackup } from '../store/backup.ts';
import { type Command, parse, targetOf, targetOptions, UsageError } from './command.ts';

export const restore: Command = {
  usage: `portcullis restore FILE --workspace DIR [--overwrite]

  --workspace DIR       the workspace; nobody may have it open
  --overwrite           replace the database that is there

What was sealed opens only with the root keys of the workspace the backup came from: put them at ${keyFileName}.
Sessions, open operations and codes in use end when the workspace is opened next. Keys, staff and devices that were removed since the backup
was made are back: remove them again.`,

  async run(args, around) {
    const { values, positionals } = parse(args, { ...targetOptions, overwrite: { type: 'boolean', default: false } }, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError('Name the backup’s file.');
    const { target } = targetOf(values, around);
    if (!('workspace' in target)) throw new UsageError('Restore goes into a workspace: --workspace DIR.');
    const version = restoreBackup(resolve(around.cwd, file), target.workspace, { overwrite: values.overwrite });
    around.err(`Restored into ${target.workspace} (database version ${version}).`);
    return 0;
  },
};
