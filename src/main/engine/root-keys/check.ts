import { timingSafeEqual } from 'node:crypto';
import type { Store } from '../../store/store.ts';
import type { Sealer } from '../sealing.ts';
import { recordedKeys, recordKey } from './store.ts';

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/**
 * Compares the keyring with the one that the database was used with, and records keys that are new. Started with other keys, Portcullis
 * would find no customer by phone, open no authenticator, and seal new secrets under a key that the old ones were not sealed under.
 * @returns what is wrong, for the operator, or null
 */
export async function rootKeyProblem(store: Store, sealer: Pick<Sealer, 'checks'>): Promise<string | null> {
  return store.write(async (tx) => {
    const recorded = await tx.all(recordedKeys, {});
    for (const { id, check } of recorded) {
      const given = sealer.checks.find((key) => key.id === id);
      if (given === undefined) return `Root key ${id}, under which this database holds sealed values, is missing from the keyring.`;
      if (!same(given.value, check))
        return `Root key ${id} is not the one that this database was made with: its name is the same, its bytes are not.`;
    }
    const [first] = recorded;
    if (first !== undefined && first.id !== sealer.checks[0]?.id)
      return `Root key ${first.id} must stay the first of the keyring: look-ups hang on it.`;
    const known = new Set(recorded.map(({ id }) => id));
    for (const [place, { id, value }] of sealer.checks.filter((key) => !known.has(key.id)).entries()) {
      await tx.run(recordKey, { id, position: recorded.length + place, check: value });
    }
    return null;
  });
}
