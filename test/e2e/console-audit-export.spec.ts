import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type RunningConsole, test } from './support/console-test.ts';
import { pressTogether } from './support/keys.ts';

/** Lets a download go to a file without asking anybody, in whichever shell. @returns how to wait for it, with its suggested name */
async function nextDownload({ page, desktop }: RunningConsole, file: string): Promise<() => Promise<string>> {
  if (desktop === null) {
    const coming = page.waitForEvent('download');
    return async () => {
      const download = await coming;
      await download.saveAs(file);
      return download.suggestedFilename();
    };
  }
  await desktop.app.evaluate(({ session }, path) => {
    const saved = new Promise<string>((resolve) => {
      session.defaultSession.once('will-download', (_event, item) => {
        item.setSavePath(path);
        item.once('done', () => resolve(item.getFilename()));
      });
    });
    Reflect.set(globalThis, 'savedDownload', saved);
  }, file);
  return () => desktop.app.evaluate(() => Reflect.get(globalThis, 'savedDownload') as Promise<string>);
}

test('AU-02 is exported to a file that the stand-alone script verifies', async ({ running }) => {
  const { page, workspace } = running;
  await page.getByRole('button', { name: 'Sign in as Auditor ' }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
  await pressTogether(page, 'g', 'u');
  await expect(page.getByRole('grid', { name: 'Audit entries' }).getByRole('row').nth(1)).toBeVisible();
  const file = join(workspace, 'trail.ndjson');
  const saved = await nextDownload(running, file);
  await page.keyboard.press('d');
  expect(await saved()).toMatch(/^portcullis-audit-.*Z\.ndjson$/);
  await expect(page.getByText(/The whole trail was saved as portcullis-audit/)).toBeVisible();
  expect(execFileSync(process.execPath, ['docs/verify-audit.mjs', file], { encoding: 'utf8' })).toContain('Sound:');
  expect((await readFile(file, 'utf8')).startsWith('{"type":"header"')).toBe(true);
});
