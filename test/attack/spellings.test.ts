import { expect, it } from 'vitest';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { destinationSpelling } from '../../src/main/engine/risk/declared/spelling.ts';
import { operationInputSchema } from '../../src/shared/contract/operation.ts';
import { makeCustomer, once, platform, withdrawal } from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { publish } from '../support/policy.ts';
import { describeOnBothStores } from '../support/store.ts';

const rule = (id: string, when: string) => ({ id, name: id, when, outcome: 'deny', reason: 'Blocked', tags: [], enabled: true });

describeOnBothStores('a thief who writes a blocked address in another way', (openStore) => {
  it('RT-02 gets past no list by capitals, gaps, zeros or a scheme that change nothing about where the money goes', async () => {
    const engine = await createTestEngine(openStore);
    const entries = [
      '0x52908400098527886E0F7030069857D2E4169EE7',
      'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
      'DE89370400440532013000',
      '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
    ];
    const stolen = { id: 'stolen', name: 'Stolen', holds: 'destination', entries: entries.map((value) => ({ value })) };
    const proxies = { id: 'proxies', name: 'Proxies', holds: 'address', entries: [{ value: '2001:db8::7' }, { value: '203.0.113.9' }] };
    await publish(engine, 'lists', { lists: [stolen, proxies] });
    await publish(engine, 'rules', { rules: [rule('to_stolen', 'listed("stolen")'), rule('by_proxy', 'listed("proxies")')] });
    const customer = await makeCustomer(engine);
    const outcome = async (more: Record<string, unknown>) =>
      (await submitOperation(engine, platform, withdrawal(customer, more), once())).decision.outcome;

    for (const address of [
      '0x52908400098527886e0f7030069857d2e4169ee7',
      '0X52908400098527886E0F7030069857D2E4169EE7',
      '52908400098527886E0f7030069857D2e4169EE7'.replace(/^/u, '0x00'),
      'ethereum:0x52908400098527886E0F7030069857D2E4169EE7',
      'BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ',
      'bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
      'DE89 3704 0044 0532 0130 00',
      'de89370400440532013000',
      '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
    ])
      expect(await outcome({ destination: { address } }), address).toBe('deny');
    for (const address of ['2001:DB8:0:0::7', '2001:0db8::0007', '::ffff:203.0.113.9', '::ffff:cb00:7109'])
      expect(await outcome({ address }), address).toBe('deny');
    // Another address by a letter's case, where the case counts.
    for (const more of [
      { destination: { address: '3j98t1WpEZ73CNmQviecrnyiWrnqRhWNLy' } },
      { destination: { address: '0x52908400098527886e0f7030069857d2e4169ee8' } },
      { address: '2001:db8::8' },
    ])
      expect(await outcome(more), JSON.stringify(more)).not.toBe('deny');
    await engine.close();
  });
});

it('RT-02 takes no destination with gaps that nobody sees: at an end, or two in one place', () => {
  const takes = (address: string) =>
    operationInputSchema.safeParse({
      accountId: 'a',
      kind: 'withdrawal',
      client: 'web',
      amount: '1',
      asset: 'EUR',
      destination: { address },
    }).success;
  for (const address of [' DE89 3704', 'DE89 3704 ', 'DE89  3704']) expect(takes(address), JSON.stringify(address)).toBe(false);
  expect(takes('DE89 3704')).toBe(true);
});

it('RT-02 keeps apart what is another destination by its letters', () => {
  const [one, other] = ['4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T', '4nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T'];
  expect(destinationSpelling(one)).toBe(one);
  expect(destinationSpelling(other)).toBe(other);
  expect(destinationSpelling('Thief@Example.com')).toBe('thief@example.com');
});
