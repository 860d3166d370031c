import { expect, it } from 'vitest';
import { SmtpMail } from '../../../src/main/adapters/smtp-mail.ts';
import { enqueue } from '../../../src/main/engine/outbox/enqueue.ts';
import { sendMessages } from '../../../src/main/engine/outbox/send.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { FakeMessages } from '../../support/messages.ts';
import { describeOnBothStores, type OpenStore } from '../../support/store.ts';

const SECOND = 1_000;

async function withMailServer(openStore: OpenStore) {
  const engine = await createTestEngine(openStore);
  const certificates = await makeCertificates();
  const server = await startMailServer(certificates);
  const mail = new SmtpMail({
    url: `smtp://portcullis:p%40ss%20word@localhost:${server.port}`,
    from: 'no-reply@example.com',
    ca: certificates.ca,
  });
  return {
    engine,
    server,
    ports: { mail, sms: new FakeMessages() },
    async close() {
      mail.close();
      await server.close();
      await engine.close();
    },
  };
}

const queue = (engine: TestEngine, count: number) =>
  engine.store.write(async (tx) => {
    for (let index = 0; index < count; index += 1) {
      await enqueue(tx, engine, { channel: 'mail', topic: 'phone.changed', payload: { to: `customer-${index}@example.org` } });
    }
  });

const waiting = (engine: TestEngine) =>
  engine.store.read((tx) => tx.db.selectFrom('outbox').select(['event_id', 'attempts', 'last_error']).execute());

describeOnBothStores('mail on its way out of the outbox', (openStore) => {
  it('SI-03 goes out once by a real server, also when two servers send at once', async () => {
    const { engine, server, ports, close } = await withMailServer(openStore);
    const { clock, random, store, policy, settings } = engine;
    const second = await createTestEngine(openStore, { clock, random, store, policy, settings, close: async () => undefined });
    await queue(engine, 15);
    const sent = await Promise.all([sendMessages(engine, 'mail', ports), sendMessages(second, 'mail', ports)]);
    expect(sent.reduce((sum, result) => sum + result.sent, 0)).toBe(15);
    expect(server.taken.flatMap(({ to }) => to).sort()).toEqual(
      Array.from({ length: 15 }, (_, index) => `customer-${index}@example.org`).sort(),
    );
    expect(await waiting(engine)).toEqual([]);
    await close();
  });

  it('SI-03 is tried again after a temporary failure, as the same message, and never after it was taken', async () => {
    const { engine, server, ports, close } = await withMailServer(openStore);
    await queue(engine, 1);
    const [row] = await waiting(engine);
    server.failNext(451, 0);
    await sendMessages(engine, 'mail', ports);
    expect(await waiting(engine)).toMatchObject([{ attempts: 1, last_error: 'TransientFailure' }]);
    engine.clock.advance(5 * SECOND - 1);
    await sendMessages(engine, 'mail', ports);
    expect(server.offers()).toBe(1);
    engine.clock.advance(1);
    await sendMessages(engine, 'mail', ports);
    expect(server.offers()).toBe(2);
    engine.clock.advance(20 * SECOND);
    expect(await sendMessages(engine, 'mail', ports)).toMatchObject({ sent: 1 });
    engine.clock.advance(600 * SECOND);
    await sendMessages(engine, 'mail', ports);
    expect(server.offers()).toBe(3);
    expect(server.taken).toHaveLength(1);
    expect(server.taken[0]?.source).toContain(`<${row?.event_id}@example.com>`);
    await close();
  });

  it('SI-03 is given up at once when it is refused for good, without its address in the log', async () => {
    const { engine, server, ports, close } = await withMailServer(openStore);
    await engine.store.write((tx) =>
      enqueue(tx, engine, { channel: 'mail', topic: 'phone.changed', payload: { to: 'nobody@example.org' } }),
    );
    await sendMessages(engine, 'mail', ports);
    expect(await waiting(engine)).toEqual([]);
    expect(server.taken).toEqual([]);
    expect(engine.log.entries.at(-1)).toMatchObject({ level: 'error', fields: { kind: 'PermanentFailure' } });
    expect(JSON.stringify(engine.log.entries)).not.toContain('example.org');
    await close();
  });

  it('SI-03 is taken over by another server when the one that took it died', async () => {
    const engine = await createTestEngine(openStore);
    await queue(engine, 1);
    let letGo: (() => void) | undefined;
    const stuck = { send: () => new Promise<void>((resolve) => (letGo = resolve)) };
    const dying = sendMessages(engine, 'mail', { mail: stuck, sms: stuck });
    await expect.poll(() => letGo !== undefined).toBe(true);
    const fake = new FakeMessages();
    const ports = { mail: fake, sms: fake };
    engine.clock.advance(120 * SECOND - 1);
    expect(await sendMessages(engine, 'mail', ports)).toMatchObject({ sent: 0 });
    engine.clock.advance(1);
    expect(await sendMessages(engine, 'mail', ports)).toMatchObject({ sent: 1 });
    letGo?.();
    await dying;
    expect([...fake.taken.values()].map(({ to }) => to)).toEqual(['customer-0@example.org']);
    await engine.close();
  });
});
