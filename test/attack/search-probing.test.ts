import { expect, it } from 'vitest';
import { searchCustomers } from '../../src/main/engine/accounts/search/search.ts';
import { put, staff } from '../integration/accounts/fixtures.ts';
import { auditActions } from '../support/audit-actions.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz.@';
const secret = 'zyxel.wong@victim.org';
const agent = staff('agent');

const find = async (engine: TestEngine, text: string, by = agent) =>
  (await searchCustomers(engine, by, { text, limit: 10 })).items.map(({ id }): string => id);

async function open(openStore: Parameters<typeof createTestEngine>[0]): Promise<TestEngine> {
  const engine = await createTestEngine(openStore);
  await put(engine, 'acc-victim', { name: 'Zoe Wong', email: secret, phone: '+85261234567' });
  await put(engine, 'acc-other', { name: 'Anna Weiss', email: 'anna@example.com' });
  return engine;
}

describeOnBothStores('an agent who reads a masked address letter by letter', (openStore) => {
  it('ST-03 AU-02 gets a few letters of it, and the trail says who tried', async () => {
    const engine = await open(openStore);
    let known = 'zyx';
    for (let letters = 0; letters < secret.length; letters += 1) {
      for (const letter of alphabet) {
        if (!(await find(engine, known + letter)).includes('acc-victim')) continue;
        known += letter;
        break;
      }
    }
    expect(secret.startsWith(known)).toBe(true);
    expect(known.length).toBeLessThan(secret.length / 2);
    const { actions, text } = await auditActions(engine);
    expect(actions.filter((action) => action === 'customers.search_narrowed')).toHaveLength(1);
    expect(text).not.toContain('zyxel');
    // Two letters at a time, or going on from a text that found nothing, is no way around it.
    expect(await find(engine, `${secret.slice(0, -1)}`)).toEqual([]);
    expect(await find(engine, 'Zoe')).toEqual([]);
    // What the customer says on the phone is still found, from end to end, and so is everything for a colleague.
    for (const whole of [secret, 'acc-victim', '+85261234567', 'Zoe Wong']) expect(await find(engine, whole)).toEqual(['acc-victim']);
    expect(await find(engine, 'zyx', staff('senior_agent'))).toEqual(['acc-victim']);
    engine.clock.advance(3_600_000);
    expect(await find(engine, 'zyx')).toEqual(['acc-victim']);
  });

  it('ST-03 keeps nobody from typing what is not there: it counts once, however long', async () => {
    const engine = await open(openStore);
    const misses = engine.settings.get('staff.searchMisses');
    for (let customer = 0; customer < misses - 1; customer += 1) {
      const typed = `${String.fromCodePoint(0x4e00 + customer)}#nobody@example.com`;
      for (let end = typed.indexOf('#'); end <= typed.length; end += 4) await find(engine, typed.slice(0, end));
    }
    expect(await find(engine, 'ann')).toEqual(['acc-other']);
    await find(engine, 'this is one too many');
    expect(await find(engine, 'ann')).toEqual([]);
  });
});
