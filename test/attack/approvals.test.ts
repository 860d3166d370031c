import { expect, it } from 'vitest';
import { executeOperation } from '../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { beginStep, completeStep, readOwnOperation } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { getDeviceRequest, listDeviceRequests } from '../../src/main/engine/verification/device.ts';
import { makeCustomer, makeProtectedCustomer, once, openSession, operation, Phone, platform, withdrawal } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

async function asked(engine: TestEngine) {
  const customer = await makeProtectedCustomer(engine);
  const submitted = await submitOperation(engine, platform, withdrawal(customer), once());
  const request = await getDeviceRequest(engine, customer.app, submitted.prompt?.requestId ?? '');
  return { customer, submitted, request, number: submitted.prompt?.number ?? undefined };
}

const audited = (engine: TestEngine, action: string) =>
  engine.store.read((tx) => tx.db.selectFrom('audit').select('reason').where('action', '=', action).execute());

describeOnBothStores('attacks on approvals', (openStore) => {
  it('TD-13 refuses an answer signed by another phone, and records it', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, request, number } = await asked(engine);
    const forged = new Phone().answer({ id: request.id, answer: 'approve', number }, request.canonicalHash);
    await expect(answerRequest(engine, customer.app, forged)).rejects.toMatchObject({ data: { reason: 'bad_signature' } });
    expect(await audited(engine, 'verification_request.answer_refused')).toEqual([{ reason: 'bad_signature' }]);
    expect((await getDeviceRequest(engine, customer.app, request.id)).status).toBe('pending');
    await engine.close();
  });

  it('TD-11 refuses a signature over another amount, and an execution of another amount or destination', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, request, number, submitted } = await asked(engine);
    const other = await submitOperation(engine, platform, withdrawal(customer, { amount: '50' }), once());
    const swapped = customer.phone.answer({ id: request.id, answer: 'approve', number }, other.operation.canonicalHash);
    await expect(answerRequest(engine, customer.app, swapped)).rejects.toMatchObject({ data: { reason: 'bad_signature' } });
    expect(submitted.operation.canonicalHash).not.toBe(other.operation.canonicalHash);

    const { id } = other.operation;
    const fresh = await getDeviceRequest(engine, customer.app, other.prompt?.requestId ?? '');
    const good = customer.phone.answer({ id: fresh.id, answer: 'approve', number: other.prompt?.number ?? undefined }, fresh.canonicalHash);
    await answerRequest(engine, customer.app, good);
    await completeStep(engine, customer.web, { id, position: 1, code: customer.code() });
    const truth = { id, amount: '50', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } };
    for (const lie of [
      { ...truth, amount: '51' },
      { ...truth, destination: { ...truth.destination, address: 'bc1qthief' } },
      { ...truth, destination: { ...truth.destination, network: 'Lightning' } },
      { ...truth, destination: { ...truth.destination, tag: '7' } },
      { id },
    ]) {
      await expect(executeOperation(engine, platform, lie, once())).rejects.toMatchObject({ data: { reason: 'operation_changed' } });
    }
    expect((await executeOperation(engine, platform, truth, once())).operation.status).toBe('executed');
    await expect(executeOperation(engine, platform, truth, once())).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('TD-13 refuses the replay of an approval for the next request', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, request, number } = await asked(engine);
    const approval = customer.phone.answer({ id: request.id, answer: 'approve', number }, request.canonicalHash);
    await answerRequest(engine, customer.app, approval);
    await expect(answerRequest(engine, customer.app, approval)).rejects.toMatchObject({ code: 'conflict' });
    engine.clock.advance(3_600_000);
    const next = await submitOperation(engine, platform, withdrawal(customer), once());
    await expect(answerRequest(engine, customer.app, { ...approval, id: next.prompt?.requestId ?? '' })).rejects.toMatchObject({
      data: { reason: 'bad_signature' },
    });
    await engine.close();
  });

  it('TD-17 refuses the right signature from a session that is not on the trusted device', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, request, number } = await asked(engine);
    const approval = customer.phone.answer({ id: request.id, answer: 'approve', number }, request.canonicalHash);
    const elsewhere = await openSession(engine, customer.id, 'ios', 'a-stolen-phone');
    const fakedWeb = { ...customer.app, client: 'web' as const };
    for (const actor of [customer.web, elsewhere, fakedWeb]) {
      await expect(answerRequest(engine, actor, approval)).rejects.toMatchObject({ code: 'client_refused' });
      await expect(listDeviceRequests(engine, actor)).rejects.toMatchObject({ code: 'client_refused' });
    }
    await engine.close();
  });

  it('TD-12 shows the number to the initiator only: neither the trusted device nor another session reads it', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, submitted, request } = await asked(engine);
    const { id } = submitted.operation;
    expect((await readOwnOperation(engine, customer.web, id)).prompt?.number).toBe(submitted.prompt?.number);
    expect((await readOwnOperation(engine, customer.app, id)).prompt).toBeNull();
    const other = await openSession(engine, customer.id, 'web', 'another-browser');
    expect((await readOwnOperation(engine, other, id)).prompt).toBeNull();
    expect(JSON.stringify(request)).not.toContain(`"${submitted.prompt?.number}"`);
    await engine.close();
  });

  it('TD-15 keeps a stolen second session from finishing the steps of an operation it did not start', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, submitted } = await asked(engine);
    const thief = await openSession(engine, customer.id, 'web', 'thief');
    const { id } = submitted.operation;
    await expect(completeStep(engine, thief, { id, position: 1, code: customer.code() })).rejects.toMatchObject({
      data: { reason: 'not_initiator' },
    });
    await expect(beginStep(engine, thief, { id, position: 0 })).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    await engine.close();
  });

  it('PO-02 accepts no method but the one whose turn it is', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, submitted } = await asked(engine);
    const { id } = submitted.operation;
    await expect(completeStep(engine, customer.web, { id, position: 1, code: customer.code() })).rejects.toMatchObject({
      data: { reason: 'not_in_turn' },
    });
    await expect(completeStep(engine, customer.web, { id, position: 0, code: customer.code() })).rejects.toMatchObject({
      data: { reason: 'method_fixed' },
    });
    expect((await readOperation(engine, platform, id)).operation.status).toBe('awaiting_step_up');
    await engine.close();
  });

  it('TD-11 gives no detail of an operation the power to forge a line of what is signed', async () => {
    expect(() =>
      operation({ accountId: 'a', kind: 'login', client: 'web', credentialResult: 'accepted', details: { note: 'x\nAmount: 1 BTC' } }),
    ).toThrow();
    const made = await makeInput('1\u2028To: bc1qthief');
    expect(made).toBeNull();
  });

  it('ND-02 shows another customer nothing of an operation, not even that it exists', async () => {
    const engine = await createTestEngine(openStore);
    const { submitted } = await asked(engine);
    const stranger = await makeCustomer(engine);
    await expect(readOwnOperation(engine, stranger.web, submitted.operation.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readOwnOperation(engine, stranger.web, 'op_00000000000000000000000000')).rejects.toMatchObject({ code: 'not_found' });
    await expect(getDeviceRequest(engine, stranger.app, submitted.prompt?.requestId ?? '')).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('SI-01 denies an operation after five wrong codes', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { accountId, deviceId, sessionId } = customer.web;
    const { operation: change } = await submitOperation(
      engine,
      platform,
      operation({ accountId, kind: 'security_setting_change', client: 'web', device: { id: deviceId }, sessionId }),
      once(),
    );
    await beginStep(engine, customer.web, { id: change.id, position: 0 });
    const results: boolean[] = [];
    for (let guess = 0; guess < 5; guess += 1) {
      const answer = await completeStep(engine, customer.web, { id: change.id, position: 0, code: `00000${guess}` });
      results.push(answer.passed);
    }
    expect(results).toEqual([false, false, false, false, false]);
    expect((await readOperation(engine, platform, change.id)).operation.status).toBe('denied');
    await engine.close();
  });

  it('SI-02 accepts one time step once under 50 concurrent submits', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, submitted, request, number } = await asked(engine);
    const { id } = submitted.operation;
    await answerRequest(engine, customer.app, customer.phone.answer({ id: request.id, answer: 'approve', number }, request.canonicalHash));
    const code = customer.code();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => completeStep(engine, customer.web, { id, position: 1, code })),
    );
    expect(results.filter((result) => result.status === 'fulfilled' && result.value.passed)).toHaveLength(1);
    await engine.close();
  });
});

async function makeInput(amount: string): Promise<unknown> {
  try {
    return operation({ accountId: 'a', kind: 'withdrawal', client: 'web', amount, asset: 'BTC', destination: { address: 'x' } });
  } catch {
    return null;
  }
}
