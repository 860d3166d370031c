import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldName } from '../../../src/main/engine/accounts/names.ts';
import { searchCustomers } from '../../../src/main/engine/accounts/search/search.ts';
import { parseSearchText } from '../../../src/main/engine/accounts/search/text.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { staff } from './fixtures.ts';

interface Person {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly createdAt: number;
}

/** Few letters, so that texts meet; with accents, other scripts and what SQL, LIKE and FTS5 hold special. */
const letters = fc.constantFrom(...'aAbBnN1 éÉłßσς王व', ...`%_\\"'*-.`);
const word = (from: number, to: number) => fc.string({ unit: letters, minLength: from, maxLength: to });
const idText = fc.string({ unit: fc.constantFrom(...'abAB1_-.@'), minLength: 1, maxLength: 5 });
const phoneText = fc.string({ unit: fc.constantFrom(...'149'), minLength: 6, maxLength: 9 });

const people = fc.uniqueArray(
  fc.record({
    id: fc.tuple(fc.constantFrom(...'abAB1'), idText).map((parts) => parts.join('')),
    name: fc.option(word(1, 9)),
    email: fc.option(fc.tuple(idText, fc.constantFrom('a.com', 'Ab.com', 'bnn.org')).map(([local, domain]) => `${local}@${domain}`)),
    phone: fc.option(phoneText.map((digits) => `+${digits}`)),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 25 },
);

const typed = fc.oneof(
  word(1, 5),
  idText,
  phoneText.map((digits) => digits.slice(0, 4)),
  fc.constantFrom('', ' ', 'ann', 'an', '+1', '0049', 'a.'),
);

const asciiLower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
/** By code point, as both databases compare text. */
const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The search as one would write it for ten people on paper. */
function naive(all: readonly Person[], text: string): string[] {
  const newest = (a: Person, b: Person) => b.createdAt - a.createdAt;
  const parsed = parseSearchText(text);
  if (parsed === null) return [...all].sort(newest).map(({ id }) => id);
  const begins = (key: (person: Person) => string | null, prefix: string | null) =>
    all
      .flatMap((person) => {
        const value = key(person);
        return prefix !== null && prefix !== '' && value?.startsWith(prefix) ? [{ person, value }] : [];
      })
      .sort((a, b) => compare(a.value, b.value) || compare(a.person.id, b.person.id))
      .map(({ person }) => person);
  const folded = (person: Person) => (person.name === null ? null : foldName(person.name));
  const named = parsed.inside
    ? all.filter((person) => folded(person)?.includes(parsed.folded)).sort(newest)
    : begins(folded, parsed.folded);
  const found = [
    ...begins(({ id }) => asciiLower(id), parsed.plain),
    ...begins(({ email }) => (email === null ? null : asciiLower(email)), parsed.plain),
    ...begins(({ phone }) => phone, parsed.phone),
    ...named,
  ];
  return [...new Set(found.map(({ id }) => id))];
}

describeOnBothStores('searching random customers', (openStore) => {
  it('finds the same customers in the same order as looking at each, on every page size', async () => {
    const engine = await createTestEngine(openStore);
    // Nobody types as much that is not there.
    engine.settings.apply('staff.searchMisses', { value: Number.MAX_SAFE_INTEGER, updatedAt: 1, updatedBy: null });
    const search = async (text: string, limit: number) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await searchCustomers(engine, staff('agent'), { text, limit, cursor });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return ids;
    };
    await fc.assert(
      fc.asyncProperty(
        people,
        fc.array(typed, { minLength: 5, maxLength: 15 }),
        fc.integer({ min: 1, max: 30 }),
        async (drawn, texts, limit) => {
          const all = drawn.map((person, index): Person => ({ ...person, createdAt: index }));
          await engine.store.write(async (tx) => {
            await tx.db.deleteFrom('accounts').execute();
            for (const { createdAt, ...person } of all) {
              await tx.db
                .insertInto('accounts')
                .values({
                  ...person,
                  kind: 'main',
                  status: 'active',
                  name_folded: person.name === null ? null : foldName(person.name),
                  identity_status: 'unverified',
                  identity_level: 0,
                  opened_at: 0,
                  created_at: createdAt,
                  updated_at: 0,
                })
                .execute();
            }
          });
          for (const text of texts) expect({ text, ids: await search(text, limit) }).toEqual({ text, ids: naive(all, text) });
        },
      ),
      { numRuns: 40 },
    );
  });
});
