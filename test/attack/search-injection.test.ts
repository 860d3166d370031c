import { expect, it } from 'vitest';
import { searchCustomers } from '../../src/main/engine/accounts/search/search.ts';
import { put, staff } from '../integration/accounts/fixtures.ts';
import { createTestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

const hostile = [
  '%',
  '_',
  '%%%',
  '___',
  'a%a',
  '\\',
  '\\\\%',
  "'",
  "''' OR 1=1 --",
  '" OR name_folded MATCH "anna',
  '"',
  '""',
  '"""',
  'anna" OR "bob',
  'anna OR bob',
  'anna AND bob',
  'anna NOT bob',
  'NEAR(anna bob)',
  'name_folded:anna',
  '{name_folded}: anna',
  'anna*',
  '^anna',
  '-anna',
  '+anna',
  '(((',
  ')))',
  'anna)',
  '; DROP TABLE accounts',
  '\u0000anna\u0000',
  '\ud800abc',
  '\u{10FFFF}\u{10FFFF}\u{10FFFF}',
  '$1 $2',
  '?1?',
  ':text',
  '[a-z][a-z][a-z]',
  '.*.*.*',
  'é'.repeat(60),
  'a'.repeat(120),
];

describeOnBothStores('attacks through the search box', (openStore) => {
  it('reads every text as a text: nothing in it widens the search, and nothing fails', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { name: 'Anna Weiss', email: 'anna@example.com', phone: '+491701234567' });
    await put(engine, 'acc-2', { name: 'Bob Underwood', email: 'bob@example.com' });
    const found: Record<string, string[]> = {};
    for (const text of hostile) {
      const page = await searchCustomers(engine, staff('agent'), { text, limit: 10 });
      found[text] = page.items.map(({ id }) => id);
    }
    // A control character is a blank to the search, so what stands between two is an honest search for that name.
    expect(found['\u0000anna\u0000']).toEqual(['acc-1']);
    const others = Object.entries(found).filter(([text, ids]) => text !== '\u0000anna\u0000' && ids.length > 0);
    expect(others).toEqual([]);
  });

  it('finds such a text where somebody’s name holds it', async () => {
    const engine = await createTestEngine(openStore);
    const line = hostile.filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text) && text.trim() === text);
    for (const [index, text] of line.entries()) await put(engine, `acc-${index}`, { name: `xx ${text} xx` });
    for (const [index, text] of line.entries()) {
      const page = await searchCustomers(engine, staff('agent'), { text: `x ${text} x`, limit: 10 });
      expect(page.items.map(({ id }) => id)).toEqual([`acc-${index}`]);
    }
  });

  it('takes a cursor for a place and nothing else', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { name: 'Anna' });
    await put(engine, 'acc-2', { name: 'Anna' });
    for (const cursor of ['name.nobody', 'email.acc-2']) {
      const page = await searchCustomers(engine, staff('agent'), { text: 'anna', cursor, limit: 10 });
      expect(page.items.length).toBeLessThanOrEqual(2);
    }
    const forged = ['rowid.1', 'name', '.acc-1', 'all.acc-1', 'name_folded.acc-1', '__proto__.x'];
    for (const cursor of [...forged, "name.' OR 1=1 --", 'name.acc-1" OR "', 'id.%']) {
      await expect(searchCustomers(engine, staff('agent'), { text: 'anna', cursor, limit: 10 })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
  });
});
