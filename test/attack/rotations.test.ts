import { expect, it } from 'vitest';
import { linkedToCustomer } from '../../src/main/engine/cases/neighbours/neighbours.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { makeCustomer, once, operation, platform, staff, withdrawal } from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { publish } from '../support/policy.ts';
import { describeOnBothStores } from '../support/store.ts';

const rule = (id: string, when: string) => ({ id, name: id, when, outcome: 'deny', reason: id, tags: [], enabled: true });

const network = '2001:db8:5:6';
/** Ever another address of one /64, written in ever another way. */
const addressOf = (index: number): string => `${index % 2 === 0 ? network : '2001:0DB8:5:0006'}:${index + 1}:ffff::${index + 7}`;

const hex = '52908400098527886e0f7030069857d2e4169ee7';
/** Ever another spelling of one destination. */
const destinationOf = (index: number): string => {
  const capitals = [...hex].map((letter, at) => ((index >> (at % 4)) & 1 ? letter.toUpperCase() : letter)).join('');
  return [`0x${capitals}`, `0X00${capitals}`, `ethereum:0x${capitals}`, `ethereum:pay-0x${capitals}@1?value=${index}`][index % 4] ?? '';
};

describeOnBothStores('whoever has another address, or another spelling, for every try', (openStore) => {
  it('RT-02 is counted as one within an IPv6 /64 by every window, by rules and by who is linked to whom', async () => {
    const engine = await createTestEngine(openStore);
    const [one, other] = [await makeCustomer(engine), await makeCustomer(engine)];
    const guess = (index: number, from = addressOf(index)) =>
      submitOperation(
        engine,
        platform,
        operation({
          accountId: (index % 2 === 0 ? one : other).id,
          kind: 'login',
          client: 'web',
          device: { id: `machine-${index}` },
          address: from,
          credentialResult: 'wrong_password',
        }),
        once(),
      );
    const rules = [rule('spray', 'count("login_failed", "1h", "address") >= 6'), rule('hopping', 'distinct("address", "login", "1h") > 1')];
    await publish(engine, 'rules', { rules: [...rules, rule('sprayed', 'address_failed_10m >= 6 && address_accounts_1h == 2')] });

    for (let index = 0; index < 6; index += 1) expect((await guess(index)).decision.reasons).toEqual(['The password was refused']);
    expect((await guess(6)).decision.reasons).toEqual(expect.arrayContaining(['spray', 'sprayed']));
    // The next /64 is somebody else's, and an honest customer whose address changes daily comes from one place.
    const next = (await guess(0, '2001:db8:5:7::1')).decision.reasons;
    for (const hit of ['spray', 'sprayed', 'hopping']) expect(next).not.toContain(hit);
    expect((await guess(0, '2001:db8:5:7::2')).decision.reasons).toContain('hopping');

    const shared = (await linkedToCustomer(engine, staff('senior_agent'), one.id)).links;
    expect(shared).toContainEqual(expect.objectContaining({ kind: 'address', total: 2 }));
    // What is shown and kept is the address itself.
    const kept = await engine.store.read((tx) => tx.db.selectFrom('operations').select('address').distinct().execute());
    expect(kept.map(({ address }) => address)).toEqual(expect.arrayContaining([addressOf(0), addressOf(1)]));
  });

  it('RT-02 is counted as one destination by every window, however it is spelled', async () => {
    const engine = await createTestEngine(openStore);
    const [one, other] = [await makeCustomer(engine), await makeCustomer(engine)];
    await publish(engine, 'rules', {
      rules: [
        rule('gathered', 'sum("withdrawal", "24h", "destination") >= 400.0'),
        rule('mule', 'destination_accounts_30d >= 2 && count("withdrawal", "24h", "destination") >= 4'),
        rule('scattered', 'distinct("destination", "withdrawal", "24h") > 1'),
      ],
    });
    const send = (index: number) =>
      submitOperation(
        engine,
        platform,
        withdrawal(index % 2 === 0 ? one : other, { destination: { address: destinationOf(index), network: 'Ethereum' } }),
        once(),
      );
    for (let index = 0; index < 4; index += 1) expect((await send(index)).decision.reasons).not.toContain('gathered');
    const { operation: fifth, decision } = await send(4);
    expect(decision.reasons).toEqual(expect.arrayContaining(['gathered', 'mule']));
    expect(decision.reasons).not.toContain('scattered');
    expect(fifth.canonicalText).toContain(`To: ${destinationOf(4)}`);
  });
});
