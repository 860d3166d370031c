import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type RunningConsole, test } from './support/console-test.ts';

/** Lets a download go to a file without asking anybody, in whichever shell. @returns when it is complete, with its suggested name */
function nextDownload({ page, desktop }: RunningConsole, file: string): Promise<string> {
  if (desktop === null) {
    return page.waitForEvent('download').then(async (download) => {
      await download.saveAs(file);
      return download.suggestedFilename();
    });
  }
  return desktop.app.evaluate(
    ({ session }, path) =>
      new Promise<string>((resolve) => {
        session.defaultSession.once('will-download', (_event, item) => {
          item.setSavePath(path);
          item.once('done', () => resolve(item.getFilename()));
        });
      }),
    file,
  );
}

test('AU-02 is exported to a file that the stand-alone script verifies', async ({ running }) => {
  const { page, workspace } = running;
  await page.getByRole('button', { name: 'Sign in as Auditor ' }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(page.getByRole('grid', { name: 'Audit entries' }).getByRole('row').nth(1)).toBeVisible();
  const file = join(workspace, 'trail.ndjson');
  const saved = nextDownload(running, file);
  await page.keyboard.press('d');
  expect(await saved).toMatch(/^portcullis-audit-.*Z\.ndjson$/);
  await expect(page.getByText(/The whole trail was saved as portcullis-audit/)).toBeVisible();
  expect(execFileSync(process.execPath, ['docs/verify-audit.mjs', file], { encoding: 'utf8' })).toContain('Sound:');
  expect((await readFile(file, 'utf8')).startsWith('{"type":"header"')).toBe(true);
});
