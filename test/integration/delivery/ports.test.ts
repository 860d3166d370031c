import { HttpSms } from '../../../src/main/adapters/http-sms.ts';
import { MailOutbox } from '../../../src/main/adapters/mail-outbox.ts';
import { SmsOutbox } from '../../../src/main/adapters/sms-outbox.ts';
import { SmtpMail } from '../../../src/main/adapters/smtp-mail.ts';
import { readSent } from '../../../src/main/engine/outbox/sent.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { createTestEngine } from '../../support/engine.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { FakeMessages } from '../../support/messages.ts';
import { startSmsServer } from '../../support/sms-server.ts';
import { temporaryWorkspace } from '../../support/store.ts';
import { describeMessagePort } from './contract.ts';

const email = 'somebody@example.org';
const phone = '+4915112345678';

/** The body of a plain-text message, as its reader sees it. */
function bodyOf(source: string): string {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').trimEnd();
  const encoding = /^content-transfer-encoding: (.+)$/im.exec(head)?.[1]?.trim();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

for (const to of [email, phone]) {
  describeMessagePort(`the tests’ own fake, to ${to}`, to, async () => {
    const fake = new FakeMessages();
    return {
      send: (message, key) => fake.send(message, key),
      delivered: async () => [...fake.taken].map(([key, message]) => ({ key, ...message })),
      failOnce: () => fake.failOnce(),
      refuseOnce: () => fake.refuseOnce(),
      close: async () => undefined,
    };
  });
}

describeMessagePort('mail by SMTP', email, async () => {
  const certificates = await makeCertificates();
  const server = await startMailServer(certificates);
  const mail = new SmtpMail({
    url: `smtp://portcullis:p%40ss%20word@localhost:${server.port}`,
    from: 'Example <no-reply@example.com>',
    ca: certificates.ca,
  });
  return {
    send: ({ to, text }, key) => mail.send({ to, subject: 'A message', text }, key),
    delivered: async () =>
      server.taken.map(({ to, source }) => ({
        to: to[0] ?? '',
        text: bodyOf(source),
        key: /^message-id: <(.+)@example\.com>$/im.exec(source)?.[1] ?? '',
      })),
    failOnce: () => server.failNext(451),
    refuseOnce: () => server.failNext(554),
    async close() {
      mail.close();
      await server.close();
    },
  };
});

describeMessagePort('SMS by HTTP', phone, async () => {
  const server = await startSmsServer();
  const sms = new HttpSms({ url: server.url, token: 'secret-token' });
  let refused = 0;
  return {
    send: (message, key) => sms.send(message, key),
    delivered: async () =>
      server.calls.slice(refused).map(({ body: { to, text }, headers }) => ({ to, text, key: String(headers['idempotency-key']) })),
    failOnce() {
      refused += 1;
      server.failNext(503);
    },
    refuseOnce() {
      refused += 1;
      server.failNext(400);
    },
    close: () => server.close(),
  };
});

for (const [name, channel, to] of [
  ['mail', 'mail', email],
  ['SMS', 'sms', phone],
] as const) {
  describeMessagePort(`${name} in the embedded outbox`, to, async () => {
    const place = temporaryWorkspace();
    const engine = await createTestEngine(() => openStore(place.target), { demo: true });
    const port = channel === 'mail' ? new MailOutbox(engine) : new SmsOutbox(engine);
    return {
      send: (message, key) => port.send({ ...message, subject: 'A message' }, key),
      async delivered() {
        const rows = await engine.store.read((tx) =>
          tx.db.selectFrom('sent_messages').select('event_id').orderBy('event_id', 'desc').execute(),
        );
        const messages = await readSent(engine);
        return messages.map((message, index) => ({ to: message.to, text: message.text, key: rows[index]?.event_id ?? '' }));
      },
      async close() {
        await engine.close();
        await place.remove();
      },
    };
  });
}
