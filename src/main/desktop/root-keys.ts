import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { keyFileName } from '../adapters/key-file.ts';
import { createSafeStorageKeyring, sealedKeyFileName } from '../adapters/safe-storage.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import type { RootKey } from '../engine/ports.ts';

export interface WorkspaceKeys {
  readonly workspace: string;
  readonly demo: boolean;
  /** The database's file name; once it exists, a missing key is an error and never made anew. */
  readonly databaseFile: string;
}

/**
 * Where the desktop finds a workspace's root keys: in the system's keychain. Undefined leaves it to the workspace's key file, which
 * the demo uses, having no secrets, so that it opens in either shell; and a workspace that was made by the headless server.
 */
export function desktopRootKeys({ workspace, demo, databaseFile }: WorkspaceKeys): (() => Promise<readonly RootKey[]>) | undefined {
  if (demo || existsSync(join(workspace, keyFileName))) return undefined;
  const keyring = createSafeStorageKeyring({
    safeStorage,
    file: join(workspace, sealedKeyFileName),
    random: new SystemRandom(),
    platform: process.platform,
    demo,
  });
  const isNew = ![databaseFile, sealedKeyFileName].some((name) => existsSync(join(workspace, name)));
  return () => (isNew ? keyring.create() : keyring.keys());
}
