import { expect, it } from 'vitest';
import { openSupportCase, readNewDeviceLogin } from '../../../src/main/engine/new-device/view.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { expireDue } from '../../../src/main/engine/verification/expire.ts';
import { type Customer, completeSteps, makeCustomer, platform, sentCode } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { type LogIn, type LogInFrom, logInFrom } from '../../support/new-device.ts';
import { describeOnBothStores } from '../../support/store.ts';

const codes = (guidance: readonly { readonly code: string }[]) => guidance.map(({ code }) => code);

/** Completes the first step from an address. */
async function enterCode(engine: TestEngine, customer: Customer, login: LogIn, address: string | null) {
  const { actor, operation } = login;
  await beginStep(engine, actor, { id: operation.id, position: 0 });
  return completeStep(engine, { ...actor, address }, { id: operation.id, position: 0, code: await sentCode(engine, customer.id) });
}

async function started(engine: TestEngine, from: LogInFrom = {}) {
  const customer = await makeCustomer(engine, { verified: false });
  return { customer, login: await logInFrom(engine, customer.id, from) };
}

describeOnBothStores('on the way of a log-in from a new device', (openStore) => {
  it('ND-05 takes a code from the same /24, and fails the step from another with the advice to use the app', async () => {
    const engine = await createTestEngine(openStore);
    const near = await started(engine);
    expect(await enterCode(engine, near.customer, near.login, '198.51.100.254')).toMatchObject({ passed: true });
    const far = await started(engine);
    const refused = await enterCode(engine, far.customer, far.login, '198.51.101.7');
    expect(refused).toMatchObject({ passed: false, attemptsLeft: 0, advice: { code: 'do_everything_in_app' } });
    expect(refused.operation).toMatchObject({ status: 'denied', finishReason: 'Completed from another network than the log-in' });
    await engine.close();
  });

  it('ND-05 can ask for the very same address', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('device.sameNetwork', { value: 'address', updatedAt: 1, updatedBy: null });
    const same = await started(engine);
    expect(await enterCode(engine, same.customer, same.login, '198.51.100.7')).toMatchObject({ passed: true });
    const other = await started(engine);
    expect(await enterCode(engine, other.customer, other.login, '198.51.100.8')).toMatchObject({ passed: false });
    await engine.close();
  });

  it('ND-05 takes the first step for the place where the platform named none', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login } = await started(engine, { address: null });
    expect(await enterCode(engine, customer, login, '203.0.113.5')).toMatchObject({ passed: true });
    const { actor, operation } = login;
    await beginStep(engine, actor, { id: operation.id, position: 1 });
    const code = await sentCode(engine, customer.id);
    expect(await completeStep(engine, { ...actor, address: '198.51.100.7' }, { id: operation.id, position: 1, code })).toMatchObject({
      passed: false,
      advice: { code: 'do_everything_in_app' },
    });
    await engine.close();
  });

  it('ND-07 ND-12 guides by what failed so far, with the app’s links', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('app.downloadIos', { value: 'https://apps.example.com/ios', updatedAt: 1, updatedBy: null });
    engine.settings.apply('app.minVersionIos', { value: '3.10', updatedAt: 1, updatedBy: null });
    const { customer, login } = await started(engine, { client: 'ios', device: 'new-phone', appVersion: '3.9.2' });
    const { actor, operation } = login;
    const first = await readNewDeviceLogin(engine, actor, operation.id);
    expect(first.downloads).toEqual([{ os: 'ios', url: 'https://apps.example.com/ios', minimumVersion: '3.10' }]);
    expect(codes(first.guidance)).toEqual(['update_app']);
    await beginStep(engine, actor, { id: operation.id, position: 0 });
    for (let guess = 0; guess < 2; guess += 1) {
      await completeStep(engine, actor, {
        id: operation.id,
        position: 0,
        code: (await sentCode(engine, customer.id)) === '000000' ? '1'.repeat(6) : '000000',
      });
    }
    const second = await readNewDeviceLogin(engine, actor, operation.id);
    expect(second.failures).toBe(2);
    expect(codes(second.guidance)).toEqual(['update_app', 'check_permissions']);
    await engine.close();
  });

  it('ND-07 begins anew after a log-in that succeeded', async () => {
    const engine = await createTestEngine(openStore);
    const { customer } = await started(engine);
    engine.clock.advance(16 * 60_000);
    await expireDue(engine);
    const retry = await logInFrom(engine, customer.id);
    expect((await readNewDeviceLogin(engine, retry.actor, retry.operation.id)).failures).toBe(1);
    await completeSteps(engine, customer, retry.actor, retry.operation.id);
    expect((await readOperation(engine, platform, retry.operation.id)).operation.status).toBe('authorized');
    engine.clock.advance(31 * 86_400_000);
    const later = await logInFrom(engine, customer.id);
    expect(await readNewDeviceLogin(engine, later.actor, later.operation.id)).toMatchObject({ failures: 0, guidance: [] });
    await engine.close();
  });

  it('ND-10 opens one support case from an attempt that failed, and none before', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login } = await started(engine);
    await expect(openSupportCase(engine, login.actor, login.operation.id)).rejects.toMatchObject({ data: { reason: 'not_failed_yet' } });
    expect((await readNewDeviceLogin(engine, login.actor, login.operation.id)).support).toEqual({ mayOpen: false, caseId: null });
    await enterCode(engine, customer, login, '203.0.113.5');
    const retry = await logInFrom(engine, customer.id);
    expect((await readNewDeviceLogin(engine, retry.actor, retry.operation.id)).support).toEqual({ mayOpen: true, caseId: null });
    const { caseId } = await openSupportCase(engine, retry.actor, retry.operation.id);
    expect(await openSupportCase(engine, retry.actor, retry.operation.id)).toEqual({ caseId });
    expect((await readNewDeviceLogin(engine, retry.actor, retry.operation.id)).support).toEqual({ mayOpen: true, caseId });
    const cases = await engine.store.read((tx) => tx.db.selectFrom('cases').select(['kind', 'operation_id']).execute());
    expect(cases).toEqual([{ kind: 'recovery', operation_id: retry.operation.id }]);
    await engine.close();
  });

  it('ND-09 shows nothing of an attempt to another session, or of what is no log-in from a new device', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login } = await started(engine);
    await expect(readNewDeviceLogin(engine, customer.web, login.operation.id)).rejects.toMatchObject({ code: 'not_found' });
    const stranger = await makeCustomer(engine);
    await expect(readNewDeviceLogin(engine, stranger.web, login.operation.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openSupportCase(engine, stranger.web, login.operation.id)).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });
});
