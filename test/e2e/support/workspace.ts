import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository: the app that the tests start. */
export const repository = join(import.meta.dirname, '..', '..', '..');

/** A folder of its own for one test. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'portcullis-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/**
 * Puts a key file into a workspace that is still empty, as the headless server makes one. The desktop app then needs no keychain,
 * which test machines do not have and without which it opens no real workspace.
 */
export async function putKeyFile(workspace: string): Promise<void> {
  await mkdir(join(workspace, 'keys'), { recursive: true, mode: 0o700 });
  await writeFile(join(workspace, 'keys', 'root.key'), `test:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
}
