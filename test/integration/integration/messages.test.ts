import { expect, it } from 'vitest';
import { MailOutbox } from '../../../src/main/adapters/mail-outbox.ts';
import { SmsOutbox } from '../../../src/main/adapters/sms-outbox.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { sendMessages } from '../../../src/main/engine/outbox/send.ts';
import { forgetSent, readSent } from '../../../src/main/engine/outbox/sent.ts';
import { type Customer, makeCustomer, once, operation, platform, sentCode } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** Asks for a code, as a customer without other factors does. @returns the operation, and which way the code goes */
async function askForCode(engine: TestEngine, customer: Customer): Promise<{ operationId: string; channel: 'mail' | 'sms' }> {
  const { app } = customer;
  const input = {
    accountId: customer.id,
    kind: 'security_setting_change',
    client: app.client,
    device: { id: app.deviceId },
    sessionId: app.sessionId,
  };
  const submitted = await submitOperation(engine, platform, operation(input), once());
  const operationId = submitted.operation.id;
  await beginStep(engine, app, { id: operationId, position: 0 });
  return { operationId, channel: submitted.decision.steps[0] === 'email_code' ? 'mail' : 'sms' };
}

describeOnBothStores('mail and SMS', (openStore) => {
  it('SI-01 SI-03 sends a code that completes the step, and keeps it readable on the demo workspace only', async () => {
    const engine = await createTestEngine(openStore, { demo: true });
    const customer = await makeCustomer(engine);
    const { operationId, channel } = await askForCode(engine, customer);
    const [row] = await engine.store.read((tx) => tx.db.selectFrom('outbox').selectAll().where('topic', '=', 'code').execute());
    const code = await sentCode(engine, customer.id);
    expect(row?.payload).not.toContain(code);
    const ports = { mail: new MailOutbox(engine), sms: new SmsOutbox(engine) };
    expect(await sendMessages(engine, channel, ports)).toMatchObject({ sent: 1 });
    expect(await sendMessages(engine, channel, ports)).toMatchObject({ sent: 0 });
    const [message] = await readSent(engine, channel === 'mail' ? `${customer.id}@example.com` : '+4915112345678');
    expect(message?.text).toContain(code);
    expect(message?.text).toContain('a change of your security settings');
    expect(await readSent({ ...engine, demo: false })).toEqual([]);
    expect(await readSent(engine, 'somebody@else.example')).toEqual([]);
    const stored = await engine.store.read((tx) => tx.db.selectFrom('sent_messages').selectAll().execute());
    expect(Buffer.from(stored[0]?.message_sealed ?? []).includes(code)).toBe(false);
    const completed = await completeStep(engine, customer.app, { id: operationId, position: 0, code });
    expect(completed.passed).toBe(true);
    engine.clock.advance(25 * 3_600_000);
    expect(await forgetSent(engine)).toBe(1);
    await engine.close();
  });

  it('tries again when the provider fails, without keeping what it said, and gives a stale message up', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { channel } = await askForCode(engine, customer);
    let calls = 0;
    const failing = {
      send: async () => {
        calls += 1;
        throw new Error(`no mailbox ${customer.id}@example.com`);
      },
    };
    const ports = { mail: failing, sms: failing };
    expect(await sendMessages(engine, channel, ports)).toMatchObject({ sent: 0 });
    expect(await sendMessages(engine, channel, ports)).toMatchObject({ sent: 0 });
    expect(calls).toBe(1);
    const row = () => engine.store.read((tx) => tx.db.selectFrom('outbox').selectAll().where('topic', '=', 'code').executeTakeFirst());
    expect((await row())?.last_error).toBe('Error');
    engine.clock.advance(6_000);
    await sendMessages(engine, channel, ports);
    expect(calls).toBe(2);
    engine.clock.advance(20 * 60_000);
    await sendMessages(engine, channel, ports);
    expect(calls).toBe(2);
    expect(await row()).toBeUndefined();
    expect(JSON.stringify(engine.log.entries)).not.toContain('example.com');
    await engine.close();
  });
});
