import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UploadFolder } from '../../src/main/adapters/upload-folder.ts';
import { fileTrouble } from '../../src/main/engine/imports/trouble.ts';

describe('files that staff upload', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'portcullis-uploads-'));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  const chunk = new TextEncoder().encode('a,b\n');
  const begin = async (uploads: UploadFolder, owner: string) =>
    (await uploads.append({ owner, uploadId: null, fileName: 'a.csv', offset: 0, chunk, maxBytes: 100 })).uploadId;

  it('cannot fill the disk by beginning again and again, and keep what an import reads', async () => {
    const folder = join(place, 'uploads');
    const uploads = new UploadFolder(folder);
    await uploads.prepare();
    const imported = await begin(uploads, 'mallory');
    uploads.take('mallory', imported);
    for (let times = 0; times < 30; times += 1) await begin(uploads, 'mallory');
    await begin(uploads, 'alice');
    expect(readdirSync(folder)).toHaveLength(7);
    expect(readdirSync(folder)).toContain(`${imported}.upload`);
  });

  it('RT-09 are forgotten after a week, also by a server that is never started anew', async () => {
    const folder = join(place, 'uploads');
    const uploads = new UploadFolder(folder);
    await uploads.prepare();
    const imported = await begin(uploads, 'alice');
    const { filePath } = uploads.take('alice', imported);
    const weekAgo = Date.now() / 1_000 - 7 * 86_400;
    utimesSync(filePath, weekAgo + 60, weekAgo + 60);
    await begin(uploads, 'bob');
    expect(readdirSync(folder)).toContain(`${imported}.upload`);
    utimesSync(filePath, weekAgo - 60, weekAgo - 60);
    await begin(uploads, 'bob');
    expect(readdirSync(folder)).not.toContain(`${imported}.upload`);
    expect(() => uploads.find('alice', imported)).toThrow('upload');
  });

  it('RT-09 tell nobody at the console where the server keeps them when one cannot be read', async () => {
    for (const [file, code] of [
      [join(place, 'gone.csv'), 'ENOENT'],
      [place, 'EISDIR'],
    ] as const) {
      const error: unknown = await readFile(file).catch((met: unknown) => met);
      const told = fileTrouble(error);
      expect(told).toMatch(new RegExp(`^${code}: [a-z ]+$`, 'u'));
      expect(told).not.toContain(tmpdir());
    }
    expect(fileTrouble(new Error(`a defect at ${place}`))).toBeNull();
  });

  it('lie in a folder of our own that nobody else reads, never behind a link', async () => {
    const open = join(place, 'open');
    await mkdir(open, { mode: 0o777 });
    await new UploadFolder(open).prepare();
    expect(statSync(open).mode & 0o777).toBe(0o700);
    const link = join(place, 'link');
    symlinkSync(open, link);
    await expect(new UploadFolder(link).prepare()).rejects.toThrow('somebody else');
  });
});
