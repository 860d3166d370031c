import { expect, it } from 'vitest';
import { labelOperation } from '../../../src/main/engine/operations/finish.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { runBacktest } from '../../../src/main/engine/tuning/backtest/run-backtest.ts';
import { getLabels, labelByStaff } from '../../../src/main/engine/tuning/labels/label.ts';
import { makeCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, lead } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const day = 86_400_000;

async function someOperation(engine: TestEngine): Promise<string> {
  const customer = await makeCustomer(engine);
  return (await submitOperation(engine, platform, withdrawal(customer), once())).operation.id;
}

describeOnBothStores('a label', (openStore) => {
  it('RT-08 of what became known later stands, whoever says it, and everything that was said stays to be read', async () => {
    const engine = await createTestEngine(openStore);
    const id = await someOperation(engine);
    engine.clock.advance(day);
    await labelByStaff(engine, analyst, { operationId: id, label: 'legitimate', reason: 'the customer was called' });
    engine.clock.advance(day);
    await labelOperation(engine, platform, { id, label: 'fraud' }, once());
    const shown = await getLabels(engine, analyst, id);
    expect(shown).toMatchObject({ label: 'fraud', staffLabel: 'legitimate' });
    expect(shown.events.map(({ source, label, by }) => [source, label, by])).toEqual([
      ['platform', 'fraud', platform.keyId],
      ['staff', 'legitimate', analyst.staffId],
    ]);
    engine.clock.advance(day);
    expect(await labelByStaff(engine, lead, { operationId: id, label: null, reason: 'not ours to say' })).toMatchObject({
      label: 'fraud',
      staffLabel: null,
    });
    const audited = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select(['action', 'changes']).where('action', '=', 'operation.labelled').execute(),
    );
    expect(audited).toHaveLength(3);
    expect(audited.some(({ changes }) => changes.includes('"old":"legitimate"'))).toBe(true);
  });

  it('IN-01 RT-08 is said once by a key, and since when it is known stays when the platform says it again', async () => {
    const engine = await createTestEngine(openStore);
    const id = await someOperation(engine);
    const key = once();
    const fraud = { id, label: 'fraud' } as const;
    const first = await labelOperation(engine, platform, fraud, key);
    const then = engine.clock.now();
    engine.clock.advance(day);
    expect(await labelOperation(engine, platform, fraud, key)).toEqual(first);
    expect(await labelOperation(engine, platform, fraud, once())).toEqual(first);
    await expect(labelOperation(engine, platform, { id, label: 'legitimate' }, { ...key, requestHash: 'other' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    expect((await getLabels(engine, analyst, id)).events.map(({ knownAt }) => knownAt)).toEqual([then]);
    // The platform knows of another time, and later contradicts staff again: both are news.
    await labelOperation(engine, platform, { ...fraud, knownAt: then - 1 }, once());
    await labelByStaff(engine, analyst, { operationId: id, label: 'legitimate', reason: 'the customer was called' });
    engine.clock.advance(day);
    await labelOperation(engine, platform, fraud, once());
    const shown = await getLabels(engine, analyst, id);
    expect(shown.label).toBe('fraud');
    expect(shown.events.map(({ source, knownAt }) => [source, knownAt])).toEqual([
      ['platform', engine.clock.now()],
      ['staff', then + day],
      ['platform', then - 1],
      ['platform', then],
    ]);
  });

  it('RT-08 is said by who decides reviews, once, of what exists', async () => {
    const engine = await createTestEngine(openStore);
    const id = await someOperation(engine);
    const say = (operationId: string, label: 'fraud' | null) => ({ operationId, label, reason: 'for the test' });
    await expect(labelByStaff(engine, staff('agent'), say(id, 'fraud'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(labelByStaff(engine, analyst, say('op_none', 'fraud'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(labelByStaff(engine, analyst, say(id, null))).rejects.toMatchObject({ code: 'conflict' });
    await labelByStaff(engine, analyst, say(id, 'fraud'));
    await expect(labelByStaff(engine, analyst, say(id, 'fraud'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('RT-08 is seen by a report of an earlier day as it stood then, even where it was said otherwise since', async () => {
    const engine = await createTestEngine(openStore);
    const [first, second] = [await someOperation(engine), await someOperation(engine)];
    engine.clock.advance(day);
    await labelOperation(engine, platform, { id: first, label: 'fraud' }, once());
    const then = engine.clock.now();
    engine.clock.advance(day);
    await labelOperation(engine, platform, { id: first, label: 'legitimate' }, once());
    await labelOperation(engine, platform, { id: second, label: 'fraud' }, once());
    const labelled = async (labelsKnownBy?: number) => (await runBacktest(engine, analyst, { labelsKnownBy })).labelled;
    expect(await labelled()).toEqual({ fraud: 1, legitimate: 1, none: 0 });
    expect(await labelled(then)).toEqual({ fraud: 1, legitimate: 0, none: 1 });
    expect(await labelled(then - 1)).toEqual({ fraud: 0, legitimate: 0, none: 2 });
  });
});
