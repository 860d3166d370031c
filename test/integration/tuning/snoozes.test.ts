import { expect, it } from 'vitest';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { endRuleSnooze, listSnoozes, snoozeRule } from '../../../src/main/engine/tuning/snoozes/snoozes.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const hour = 3_600_000;
const content = { rules: [{ id: 'everything', name: 'all', when: 'true', score: 25, reason: 'Because', tags: [], enabled: true }] };
const wish = (engine: TestEngine, accountId: AccountId) => ({
  accountId,
  ruleId: 'everything',
  expiresAt: engine.clock.now() + hour,
  reason: 'a known traveller',
});

describeOnBothStores('a rule that is off for one account', (openStore) => {
  it('RT-10 counts for others, and for it again once the snooze expires or is ended', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', content);
    const [one, other] = [await makeCustomer(engine), await makeCustomer(engine)];
    const scoreOf = async (customer: typeof one) => (await submitOperation(engine, platform, withdrawal(customer), once())).decision.score;
    const snooze = await snoozeRule(engine, analyst, wish(engine, one.id));
    expect([await scoreOf(one), await scoreOf(other)]).toEqual([0, 25]);
    await expect(snoozeRule(engine, analyst, wish(engine, one.id))).rejects.toMatchObject({ code: 'conflict' });
    engine.clock.advance(hour);
    expect(await scoreOf(one)).toBe(25);
    expect((await listSnoozes(engine, analyst, one.id)).items).toMatchObject([
      { id: snooze.id, active: false, reason: 'a known traveller' },
    ]);
    const again = await snoozeRule(engine, analyst, wish(engine, one.id));
    expect(await scoreOf(one)).toBe(0);
    await endRuleSnooze(engine, analyst, { id: again.id, reason: 'back home' });
    expect(await scoreOf(one)).toBe(25);
  });

  it('RT-10 needs an account, a live rule and an end', async () => {
    const engine = await createTestEngine(openStore);
    const { id } = await makeCustomer(engine);
    const good = { ...wish(engine, id), ruleId: 'account_guessing' };
    await expect(snoozeRule(engine, analyst, { ...good, ruleId: 'none' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(snoozeRule(engine, analyst, { ...good, accountId: 'nobody' as AccountId })).rejects.toMatchObject({ code: 'not_found' });
    for (const expiresAt of [engine.clock.now(), engine.clock.now() + 91 * 24 * hour]) {
      await expect(snoozeRule(engine, analyst, { ...good, expiresAt })).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });
});
