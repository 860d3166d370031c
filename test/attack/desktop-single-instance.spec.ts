import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../e2e/support/desktop-test.ts';
import { type Desktop, launchDesktop, runToEnd } from '../e2e/support/electron.ts';
import { putKeyFile } from '../e2e/support/workspace.ts';

/** Everything in the workspace but the profile of Chromium: the engine's own files. */
function engineFiles(workspace: string): string[] {
  return readdirSync(workspace).filter((name) => name !== 'desktop');
}

test.describe('one process a workspace', () => {
  test('a second start ends before it opens the database and brings the first window forward', async ({ workspace }) => {
    // No demo: its simulated platform keeps books of its own in the workspace and would write them meanwhile.
    await putKeyFile(workspace);
    const first = await launchDesktop({ workspace, demo: false });
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    // With the first process's files out of sight, whatever the second one opened would have to appear anew.
    const hidden = join(workspace, 'desktop', randomUUID());
    const names = engineFiles(workspace);
    for (const name of names) await rename(join(workspace, name), `${hidden}-${name}`);
    const second = await runToEnd({ workspace, demo: false });
    expect(engineFiles(workspace)).toEqual([]);
    for (const name of names) await rename(`${hidden}-${name}`, join(workspace, name));
    expect(second.code).toBe(0);
    expect(second.output).toContain('already open');
    expect(second.output).not.toContain('Portcullis is open');
    await expect.poll(() => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())).toBe(false);
    await first.close();
  });

  test('two workspaces are open side by side', async ({ workspace }) => {
    const left = await launchDesktop({ workspace: join(workspace, 'left'), demo: true });
    const right = await launchDesktop({ workspace: join(workspace, 'right'), demo: true });
    const profile = (desktop: Desktop) =>
      desktop.app.evaluate(({ app, BrowserWindow }) => [app.getPath('userData'), BrowserWindow.getAllWindows()[0]?.isVisible()]);
    await expect.poll(() => profile(left)).toEqual([join(workspace, 'left', 'desktop'), true]);
    await expect.poll(() => profile(right)).toEqual([join(workspace, 'right', 'desktop'), true]);
    await right.close();
    await left.close();
  });
});
