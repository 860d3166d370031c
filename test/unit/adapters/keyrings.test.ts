import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvKeyring } from '../../../src/main/adapters/env-keyring.ts';
import { KeyFile, keyFileName } from '../../../src/main/adapters/key-file.ts';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';
import { createSealer } from '../../../src/main/engine/sealing.ts';

const random = new SystemRandom();
const base64 = (fill: number, length = 32): string => Buffer.alloc(length, fill).toString('base64');

describe('the key file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-keys-'));
    file = join(folder, keyFileName);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made readable by its owner alone, and read again as it was', async () => {
    const made = await new KeyFile(file, random).create();
    expect(made).toHaveLength(1);
    expect(made[0]?.key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(await new KeyFile(file, random).keys()).toEqual(made);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['root.key']);
  });

  it('is one file when two processes make it at the same moment', async () => {
    const [one, two] = await Promise.all([new KeyFile(file, random).create(), new KeyFile(file, random).create()]);
    expect(one).toEqual(two);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['root.key']);
  });

  it('gets another key by rotation and keeps the former ones', async () => {
    const keyFile = new KeyFile(file, random);
    const [first] = await keyFile.create();
    const sealed = createSealer(await keyFile.keys(), random).seal('secret', 'context');
    const id = await keyFile.rotate();
    const keys = await keyFile.keys();
    expect(keys.map((root) => root.id)).toEqual([first?.id, id]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const sealer = createSealer(keys, random);
    expect(sealer.keyId).toBe(id);
    expect(sealer.openText(sealed, 'context')).toBe('secret');
  });

  it('says where it must be put when it is missing, as after a restore', async () => {
    await expect(new KeyFile(file, random).keys()).rejects.toMatchObject({
      name: 'RootKeysRefused',
      message: expect.stringContaining(`belongs to this database at ${file}`),
    });
  });

  it('is refused when others can read it', async () => {
    await new KeyFile(file, random).create();
    for (const mode of [0o640, 0o604, 0o620, 0o610]) {
      chmodSync(file, mode);
      await expect(new KeyFile(file, random).keys()).rejects.toThrow('chmod 600');
    }
  });

  it('is refused when it is a link to somewhere else', async () => {
    await new KeyFile(file, random).create();
    const link = join(folder, 'link.key');
    symlinkSync(file, link);
    await expect(new KeyFile(link, random).keys()).rejects.toThrow('plain file');
  });

  it('is not replaced silently when it is missing, empty or damaged', async () => {
    await expect(new KeyFile(file, random).keys()).rejects.toMatchObject({ code: 'root_keys_refused' });
    await new KeyFile(file, random).create();
    for (const content of ['', '# nothing\n', 'no colon', `a:${base64(1, 31)}`, `a:${base64(1)}\na:${base64(2)}`]) {
      writeFileSync(file, content);
      await expect(new KeyFile(file, random).keys()).rejects.toThrow(file);
    }
    expect(readFileSync(file, 'utf8')).toContain('a:');
  });
});

describe('the keyring of the environment', () => {
  it('reads several keys, newest last', async () => {
    const keyring = new EnvKeyring({ PORTCULLIS_ROOT_KEYS: ` old:${base64(1)} , new:${base64(2)}` });
    expect((await keyring.keys()).map((root) => [root.id, root.key[0]])).toEqual([
      ['old', 1],
      ['new', 2],
    ]);
  });

  it('refuses what is missing or malformed, without repeating it', async () => {
    for (const text of [undefined, '', ',', base64(3), `a:${base64(3, 16)}`, `a b:${base64(3)}`, `a:${base64(3)},a:${base64(4)}`]) {
      const error: Error = await new EnvKeyring({ PORTCULLIS_ROOT_KEYS: text }).keys().then(
        () => new Error('accepted'),
        (refusal: Error) => refusal,
      );
      expect(error.message).toContain('PORTCULLIS_ROOT_KEYS');
      expect(error.message).not.toContain(base64(3).slice(0, 12));
    }
  });
});
