import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../e2e/support/desktop-test.ts';
import { runPackaged } from '../e2e/support/packaged.ts';

test.describe('the workspace’s keys', () => {
  test('are not entrusted to a keychain that is none: a real workspace then does not open, and nothing is made', async ({ workspace }) => {
    // The refusal stands in a dialog that nobody here can close, so the app is killed once it has said why.
    const { output } = await runPackaged(['--password-store=basic', '--workspace', workspace], {}, 'no keychain', 'SIGKILL');
    expect(output).toContain('KeychainUnavailableError');
    expect(output).not.toContain('Portcullis is open');
    for (const name of ['keys', 'portcullis.db']) expect(existsSync(join(workspace, name))).toBe(false);
  });
});
