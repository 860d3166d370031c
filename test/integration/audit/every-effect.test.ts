import { expect, it } from 'vitest';
import { freezeAccount } from '../../../src/main/engine/accounts/freeze.ts';
import { createKey } from '../../../src/main/engine/integration/keys.ts';
import { executeOperation } from '../../../src/main/engine/operations/finish.ts';
import { completeStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { endOwnSession } from '../../../src/main/engine/sessions/own.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { getDeviceRequest } from '../../../src/main/engine/verification/device.ts';
import { expireDue } from '../../../src/main/engine/verification/expire.ts';
import { breaking, noting, type Silent } from '../../support/audited-store.ts';
import { decide, hire, passUndo, reviewed } from '../../support/cases.ts';
import { makeCustomer, makeProtectedCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { enrolFace, withDocument } from '../../support/identity.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { approvedReset } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const HOUR = 3_600_000;

/** Writes that change nothing for anybody, by who makes them. */
const noEffect: Readonly<Record<string, string>> = {
  'engine/risk/live-policy.ts installBuiltInPolicy': 'what the program comes with, before there is anybody',
  'engine/factors/passkey/enrol.ts beginPasskey': 'a challenge, and the random name under which a browser keeps the account’s passkeys',
};

/** A withdrawal that the trusted device answers. */
async function answered(engine: TestEngine, answer: 'approve' | 'not_me') {
  const customer = await makeProtectedCustomer(engine);
  const { operation, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
  const request = await getDeviceRequest(engine, customer.app, prompt?.requestId ?? '');
  const said =
    answer === 'approve'
      ? { id: request.id, answer, number: prompt?.number ?? undefined }
      : { id: request.id, answer: 'reject' as const, reason: answer };
  await answerRequest(engine, customer.app, customer.phone.answer(said, request.canonicalHash));
  return { customer, operation };
}

describeOnBothStores('every effect', (openStore) => {
  it('AU-03 AU-01 commits with its entry in one transaction, on every road through the engine that this walks', async () => {
    const silent: Silent[] = [];
    const engine = await createTestEngine(async () => noting(await openStore(), silent));
    const { customer, operation } = await answered(engine, 'approve');
    await completeStep(engine, customer.web, { id: operation.id, position: 1, code: customer.code() });
    const truth = { id: operation.id, amount: '0.5', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } };
    await executeOperation(engine, platform, truth, once());
    await answered(engine, 'not_me');
    await addPasskey(engine, customer);
    await approvedReset(engine, customer, ['trusted_device', 'authenticator']);
    engine.clock.advance(24 * HOUR);
    await sweepRecovery(engine);
    const holder = await enrolFace(engine, await withDocument(engine, await makeCustomer(engine)));
    await endOwnSession(engine, holder.web, holder.app.sessionId);
    const { caseId } = await reviewed(engine);
    await decide(engine, await hire(engine, 'risk_lead', 7), caseId, 'approve');
    await passUndo(engine);
    await submitOperation(engine, platform, withdrawal(await makeProtectedCustomer(engine)), once());
    engine.clock.advance(HOUR);
    await expireDue(engine);
    await setSetting(engine, staff('administrator'), { name: 'code.maxTries', value: 4, reason: 'for the test' });
    await createKey(engine, staff('administrator'), { name: 'another', scopes: ['accounts:write'] });
    await freezeAccount(engine, staff('risk_lead'), { id: holder.id, reason: 'for the test' });

    // What tests themselves write passes no function of the engine.
    const unknown = silent.filter(({ writer }) => writer !== '' && noEffect[writer.split(' < ')[0] ?? ''] === undefined);
    expect(unknown).toEqual([]);
    expect(silent.some(({ writer }) => writer.startsWith('engine/factors/passkey/enrol.ts beginPasskey'))).toBe(true);
    const { entries } = await engine.store.read((tx) =>
      tx.db
        .selectFrom('audit')
        .select(({ fn }) => fn.countAll<number>().as('entries'))
        .executeTakeFirstOrThrow(),
    );
    expect(Number(entries)).toBeGreaterThan(60);
    await engine.close();
  });

  it('AU-03 does not happen whose entry cannot be written', async () => {
    const broken = { now: false };
    const engine = await createTestEngine(async () => breaking(await openStore(), broken));
    const customer = await makeProtectedCustomer(engine);
    const { prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    const request = await getDeviceRequest(engine, customer.app, prompt?.requestId ?? '');
    const yes = { id: request.id, answer: 'approve' as const, number: prompt?.number ?? undefined };
    const tables = [
      'accounts',
      'operations',
      'operation_steps',
      'verification_requests',
      'sessions',
      'factors',
      'settings',
      'outbox',
    ] as const;
    const everything = () =>
      engine.store.read(async (tx) => {
        const rows: unknown[] = [];
        for (const table of tables)
          rows.push((await tx.db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort());
        return rows;
      });
    const before = await everything();
    broken.now = true;
    const deeds = [
      () => submitOperation(engine, platform, withdrawal(customer), once()),
      () => answerRequest(engine, customer.app, customer.phone.answer(yes, request.canonicalHash)),
      () => endOwnSession(engine, customer.web, customer.app.sessionId),
      () => setSetting(engine, staff('administrator'), { name: 'code.maxTries', value: 4, reason: 'for the test' }),
      () => createKey(engine, staff('administrator'), { name: 'another', scopes: ['accounts:write'] }),
      () => freezeAccount(engine, staff('risk_lead'), { id: customer.id, reason: 'for the test' }),
    ];
    for (const deed of deeds) await expect(deed()).rejects.toThrow('the trail is full');
    expect(await everything()).toEqual(before);
    broken.now = false;
    await expect(deeds[1]?.()).resolves.toMatchObject({ status: 'approved' });
    await engine.close();
  });
});
