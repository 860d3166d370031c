import { expect, it } from 'vitest';
import type { RootKey } from '../../../src/main/engine/ports.ts';
import { rootKeyProblem } from '../../../src/main/engine/root-keys/check.ts';
import { createSealer } from '../../../src/main/engine/sealing.ts';
import { SeededRandom } from '../../support/ports.ts';
import { describeOnBothStores } from '../../support/store.ts';

const random = new SeededRandom('root keys');
const key = (id: string, byte: number): RootKey => ({ id, key: new Uint8Array(32).fill(byte) });
const keyring = (...roots: readonly RootKey[]) => createSealer(roots, random);

describeOnBothStores('root keys', (openStore) => {
  it('are taken as they come by a new database, and known again', async () => {
    const store = await openStore();
    expect(await rootKeyProblem(store, keyring(key('a', 1)))).toBeNull();
    expect(await rootKeyProblem(store, keyring(key('a', 1)))).toBeNull();
    await store.close();
  });

  it('may be rotated: a newer one is recorded beside the former', async () => {
    const store = await openStore();
    await rootKeyProblem(store, keyring(key('a', 1)));
    expect(await rootKeyProblem(store, keyring(key('a', 1), key('b', 2)))).toBeNull();
    expect(await rootKeyProblem(store, keyring(key('a', 1)))).toContain('Root key b');
    await store.close();
  });

  it('are refused when one has the right name and other bytes', async () => {
    const store = await openStore();
    await rootKeyProblem(store, keyring(key('a', 1)));
    expect(await rootKeyProblem(store, keyring(key('a', 2)))).toContain('not the one');
    await store.close();
  });

  it('are refused when they belong to another database, and none of them is recorded', async () => {
    const store = await openStore();
    await rootKeyProblem(store, keyring(key('a', 1)));
    expect(await rootKeyProblem(store, keyring(key('z', 9)))).toContain('missing');
    expect(await rootKeyProblem(store, keyring(key('b', 2), key('a', 1)))).toContain('must stay the first');
    expect(await rootKeyProblem(store, keyring(key('a', 1)))).toBeNull();
    await store.close();
  });
});
