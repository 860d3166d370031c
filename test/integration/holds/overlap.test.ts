import fc from 'fast-check';
import { expect, it } from 'vitest';
import { getCustomer } from '../../../src/main/engine/accounts/customer/detail.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { endCase } from '../../../src/main/engine/cases/close.ts';
import { raiseCase } from '../../../src/main/engine/cases/raise.ts';
import { activeHolds, startHold } from '../../../src/main/engine/holds/holds.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { holdSettings } from '../../../src/main/engine/settings/catalogue.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { type CaseId, type HoldCause, holdCauses } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { trailOf } from '../../support/passkeys.ts';
import { agent, senior } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;
const actor = systemActor('test');

const openCase = (engine: TestEngine, accountId: string) =>
  engine.store.write((tx) => raiseCase(tx, engine, { accountId, kind: 'suspicious_activity', title: 'Not me', actor })) as Promise<CaseId>;

const start = (engine: TestEngine, accountId: string, cause: HoldCause, caseId?: string) =>
  engine.store.write((tx) => startHold(tx, engine, { accountId, cause, actor, caseId }));

/** The end of a case, as a use-case writes it. @returns how many holds ended with it */
const close = (engine: TestEngine, id: string, reason: string): Promise<number> =>
  engine.store.write((tx) => endCase(tx, engine, senior, id, { outcome: 'dismissed', reason }));

describeOnBothStores('holds that overlap', (openStore) => {
  it('WH-02 are in force until the last of them ends, whatever began when, to the millisecond', async () => {
    const engine = await createTestEngine(openStore);
    const timed = holdCauses.filter((cause) => cause !== 'not_me');
    const aHold = fc.record({
      cause: fc.constantFrom(...timed),
      length: fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * MINUTE),
      pause: fc.integer({ min: 0, max: 40 }).map((minutes) => minutes * MINUTE),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aHold, { minLength: 1, maxLength: 5 }), async (plan) => {
        const customer = await makeCustomer(engine);
        let last = 0;
        for (const { cause, length, pause } of plan) {
          engine.clock.advance(pause);
          await setSetting(engine, actor, { name: holdSettings[cause], value: length, reason: 'a test' });
          await start(engine, customer.id, cause);
          last = Math.max(last, engine.clock.now() + length);
          expect((await readMe(engine, customer.web)).held?.endsAt).toBe(last);
        }
        engine.clock.moveTo(last - 1);
        expect((await readMe(engine, customer.web)).held?.endsAt).toBe(last);
        engine.clock.advance(1);
        expect((await readMe(engine, customer.web)).held).toBeNull();
      }),
      { numRuns: 12 },
    );
    await engine.close();
  });

  it('WH-02 are shown to staff with their end and reasons as to the customer', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    await start(engine, customer.id, 'password_reset');
    engine.clock.advance(MINUTE);
    await start(engine, customer.id, 'contact_changed');
    const { held } = await readMe(engine, customer.web);
    expect((await getCustomer(engine, agent, { id: customer.id })).held).toEqual(held);
    expect(held?.causes).toEqual(['contact_changed', 'password_reset']);
    expect(held?.reason).toContain('the password was reset');
    await engine.close();
  });

  it('WH-01 ends “not me” with its case, by a reason, and with nothing else', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const [mine, other] = [await openCase(engine, customer.id), await openCase(engine, customer.id)];
    await start(engine, customer.id, 'not_me', mine);
    await start(engine, customer.id, 'password_reset', mine);
    expect((await readMe(engine, customer.web)).held?.endsAt).toBeNull();
    expect(await close(engine, other, 'a duplicate')).toBe(0);
    expect((await readMe(engine, customer.web)).held?.causes).toContain('not_me');
    const decide = async () => (await submitOperation(engine, platform, withdrawal(customer), once())).decision.outcome;
    expect(await decide()).toBe('hold');

    expect(await close(engine, mine, 'it was the customer after all')).toBe(1);
    const { held } = await readMe(engine, customer.web);
    expect(held?.causes).toEqual(['password_reset']);
    expect(held?.endsAt).toBe(engine.clock.now() + 24 * 60 * MINUTE);
    expect(await decide()).toBe('hold');
    await expect(close(engine, mine, 'again')).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { closedBy: senior.staffId } },
    });
    const trail = await trailOf(engine, customer.id);
    expect(trail).toContainEqual({ action: 'case.closed', reason: 'it was the customer after all' });
    expect(trail).toContainEqual({ action: 'hold.ended', reason: 'its case was closed' });
    await engine.close();
  });

  it('WH-01 closes a case once when two people do at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const id = await openCase(engine, customer.id);
    await start(engine, customer.id, 'not_me', id);
    const closed = await Promise.allSettled(Array.from({ length: 6 }, () => close(engine, id, 'done')));
    expect(closed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const holds = await engine.store.read((tx) => activeHolds(tx, customer.id, customer.id, engine.clock.now()));
    expect(holds).toEqual([]);
    await engine.close();
  });
});
