import { expect, it } from 'vitest';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { signals } from '../../../src/main/engine/risk/signals/catalogue.ts';
import { alwaysThere, describeSignal, listSignals, personalSignals } from '../../../src/main/engine/tuning/signals/signals.ts';
import { makeCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { analyst, publish, submitted } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const rule = (id: string, when: string) => ({ id, name: `The rule ${id}`, when, score: 5, reason: id, tags: [], enabled: true });

describeOnBothStores('the signal catalogue', (openStore) => {
  it('RT-01 names every signal with who reads it, live or in a draft, and what rules declare themselves', async () => {
    const engine = await createTestEngine(openStore);
    const own = rule('own', 'known(amount_value) && amount_value > 5.0 && count("withdrawal", "1h") > 2');
    await publish(engine, 'rules', { rules: [own] });
    const { draft } = await submitted(engine, 'rules', { rules: [own, rule('new', 'asset == "BTC"')] });
    const { items } = await listSignals(engine, analyst);
    expect(items.filter(({ origin }) => origin === 'catalogue')).toHaveLength(signals.length);
    const one = (name: string) => items.find((item) => item.name === name);
    expect(one('amount_value')).toMatchObject({ missing: 'possible', readBy: [{ ruleId: 'own', draftId: null }] });
    expect(one('asset')?.readBy).toEqual([{ ruleId: 'new', name: 'The rule new', draftId: draft.id, draftName: 'A test' }]);
    expect(one('operation')).toMatchObject({ missing: 'never', personal: false, readBy: [] });
    expect(items.filter(({ origin }) => origin === 'window')).toMatchObject([{ type: 'int', readBy: [{ ruleId: 'own' }] }]);
    for (const name of [...alwaysThere, ...personalSignals]) expect(one(name), name).toBeDefined();
    await expect(listSignals(engine, staff('agent'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('RT-01 shows what a signal was in history, without showing what is one person’s', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    for (let i = 0; i < 30; i += 1) {
      const more = i % 3 === 0 ? {} : { referenceValue: `${i * 10}.00` };
      const input = withdrawal(customer, {
        destination: { address: `bc1qsecret${i < 25 ? 'shared' : i}` },
        referenceValue: undefined,
        ...more,
      });
      await submitOperation(engine, platform, input, once());
    }
    const amount = await describeSignal(engine, analyst, 'amount_value');
    expect(amount.distribution).toMatchObject({ rows: 30, missing: 10, numbers: { least: 10, most: 290 } });
    expect(amount.distribution?.numbers?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(20);
    const kinds = await describeSignal(engine, analyst, 'operation');
    expect(kinds.distribution).toMatchObject({ distinct: 1, top: [{ value: 'withdrawal', count: 30 }] });
    const trusted = await describeSignal(engine, analyst, 'has_trusted_device');
    expect(trusted.distribution?.top.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    const destination = await describeSignal(engine, analyst, 'destination');
    expect(destination.distribution?.top[0]).toEqual({ value: 'bc1qsecretshared', count: 25 });
    expect(destination.distribution?.top.slice(1).map(({ value }) => value)).toEqual(Array.from({ length: 5 }, () => 'bc1•••'));
    await expect(describeSignal(engine, analyst, 'nothing')).rejects.toMatchObject({ code: 'not_found' });
  });
});
