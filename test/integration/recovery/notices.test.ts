import { expect, it } from 'vitest';
import { sendMessages } from '../../../src/main/engine/outbox/send.ts';
import { askCaller } from '../../../src/main/engine/recovery/callers/ask.ts';
import { requestReset } from '../../../src/main/engine/recovery/request.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { FakeMessages } from '../../support/messages.ts';
import { agent, reason } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;

/** A provider that is down, then up again. @returns what it took in the end */
async function through(engine: TestEngine, downFor: number): Promise<string[]> {
  const mail = new FakeMessages();
  const ports = { mail, sms: new FakeMessages() };
  for (let passed = 0; passed < downFor; passed += MINUTE) {
    mail.failOnce();
    mail.failOnce();
    await sendMessages(engine, 'mail', ports);
    engine.clock.advance(MINUTE);
  }
  const up = new FakeMessages();
  for (let minutes = 0; minutes < 31; minutes += 1) {
    await sendMessages(engine, 'mail', { ...ports, mail: up });
    engine.clock.advance(MINUTE);
  }
  return [...up.taken.values()].map(({ text }) => text);
}

describeOnBothStores('notices of recovery', (openStore) => {
  it('RC-05 reach the customer after an hour of a provider’s being down, while a link to be used at once is dropped', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { id } = await requestReset(engine, customer.web, { targets: ['sessions'], reason });
    await askCaller(engine, agent, { accountId: customer.id, method: 'email', resetId: id });
    const texts = await through(engine, 60 * MINUTE);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('Support was asked to reset all sessions');
    expect(texts[0]).toContain('portcullis://link/cancel.');
    await engine.close();
  });
});
