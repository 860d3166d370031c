import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpSms } from '../../../src/main/adapters/http-sms.ts';
import { MailOutbox } from '../../../src/main/adapters/mail-outbox.ts';
import { SmtpMail, smtpTransport } from '../../../src/main/adapters/smtp-mail.ts';
import { messagePorts } from '../../../src/main/compose/messages.ts';
import { PermanentFailure, TransientFailure } from '../../../src/main/engine/outbox/failure.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { makeCertificates, type TestCertificates } from '../../support/certificates.ts';
import { createTestEngine } from '../../support/engine.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';
import { startSmsServer } from '../../support/sms-server.ts';
import { temporaryWorkspace } from '../../support/store.ts';

const message = { to: 'somebody@example.org', subject: 'Your code', text: 'A code.' };

describe('mail by SMTP', () => {
  let certificates: TestCertificates;
  const servers: MailServer[] = [];
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  async function started(...[options]: Parameters<typeof startMailServer> extends [unknown, ...infer R] ? R : never) {
    const server = await startMailServer(certificates, options);
    servers.push(server);
    return server;
  }

  const open = (server: MailServer, scheme = 'smtp', user = 'portcullis:p%40ss%20word', ca: string | undefined = certificates.ca) =>
    new SmtpMail({ url: `${scheme}://${user}@localhost:${server.port}`, from: 'Example <no-reply@example.com>', ca });

  it('SI-03 goes out encrypted by STARTTLS, signed in, as an automatic message', async () => {
    const server = await started();
    const mail = open(server);
    await mail.send(message, 'evt_1');
    expect(server.taken).toMatchObject([{ secure: true, user: 'portcullis', from: 'no-reply@example.com', to: ['somebody@example.org'] }]);
    expect(server.taken[0]?.source).toMatch(/^auto-submitted: auto-generated$/im);
    expect(server.taken[0]?.source).toMatch(/^from: Example <no-reply@example.com>$/im);
    mail.close();
  });

  it('SI-03 goes out by TLS from the first byte', async () => {
    const server = await started({ secure: true });
    const mail = open(server, 'smtps');
    await mail.send(message, 'evt_1');
    expect(server.taken).toMatchObject([{ secure: true }]);
    mail.close();
  });

  it('SI-03 waits rather than go out in clear, to a server with another’s certificate, or with a refused password', async () => {
    const clear = await started({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const strange = await started();
    const refused = await started();
    for (const mail of [
      open(clear),
      open(strange, 'smtp', undefined, (await makeCertificates()).ca),
      open(refused, 'smtp', 'portcullis:wrong'),
    ]) {
      await expect(mail.send(message, 'evt_1')).rejects.toBeInstanceOf(TransientFailure);
      mail.close();
    }
    expect([clear, strange, refused].map((server) => server.offers())).toEqual([0, 0, 0]);
  });

  it('SI-03 tells mailboxes that are busy from those that are not there', async () => {
    const server = await started();
    const mail = open(server);
    await expect(mail.send({ ...message, to: 'busy@example.org' }, 'evt_1')).rejects.toBeInstanceOf(TransientFailure);
    await expect(mail.send({ ...message, to: 'nobody@example.org' }, 'evt_2')).rejects.toBeInstanceOf(PermanentFailure);
    server.failNext(0);
    await expect(mail.send(message, 'evt_3')).rejects.toBeInstanceOf(TransientFailure);
    await mail.send(message, 'evt_3');
    expect(server.taken).toHaveLength(1);
    mail.close();
  });

  it('SI-03 lets no recipient or subject add a header or a recipient', async () => {
    const server = await started();
    const mail = open(server);
    await mail.send({ to: 'a@example.org', subject: 'Code\r\nBcc: thief@example.org', text: '.\r\nQUIT\r\n' }, 'evt_1');
    expect(server.taken[0]?.to).toEqual(['a@example.org']);
    expect(server.taken[0]?.source).not.toMatch(/^bcc:/im);
    await expect(
      mail.send({ ...message, to: 'a@example.org, thief@example.org' }, 'evt_2').catch(() => undefined),
    ).resolves.toBeUndefined();
    expect(server.taken.flatMap(({ to }) => to)).not.toContain('thief@example.org');
    mail.close();
  });

  it('SI-03 is set up by a URL that asks for TLS unless the server is this machine', () => {
    expect(smtpTransport({ url: 'smtp://mail.example.com' })).toMatchObject({ port: 587, secure: false, requireTLS: true });
    expect(smtpTransport({ url: 'smtps://mail.example.com' })).toMatchObject({ port: 465, secure: true });
    expect(smtpTransport({ url: 'smtp://localhost:2525?tls=none' })).toMatchObject({ requireTLS: false, ignoreTLS: true });
    for (const url of ['smtp://mail.example.com?tls=none', 'https://mail.example.com', 'nonsense', 'smtps://localhost?tls=none']) {
      expect(() => smtpTransport({ url })).toThrow();
    }
    expect(() => new SmtpMail({ url: 'smtp://localhost', from: 'nobody' })).toThrow('sender');
  });
});

describe('SMS by HTTP', () => {
  it('SI-03 posts JSON with the token and a key, and follows no redirect with them', async () => {
    const server = await startSmsServer();
    const sms = new HttpSms({ url: server.url, token: 'secret-token' });
    await sms.send({ to: '+4915112345678', text: 'A code.' }, 'evt_1');
    expect(server.calls[0]).toMatchObject({
      headers: { authorization: 'Bearer secret-token', 'idempotency-key': 'evt_1', 'content-type': 'application/json' },
      body: { to: '+4915112345678', text: 'A code.', reference: 'evt_1' },
    });
    server.failNext(302);
    await expect(sms.send({ to: '+49', text: 'x' }, 'evt_2')).rejects.toBeInstanceOf(TransientFailure);
    expect(server.calls).toHaveLength(2);
    await server.close();
  });

  it('SI-03 tells what may pass from what never will', async () => {
    const server = await startSmsServer();
    const sms = new HttpSms({ url: server.url, token: 'secret-token' });
    for (const status of [0, 401, 403, 408, 429, 500, 503]) {
      server.failNext(status);
      await expect(sms.send({ to: '+49', text: 'x' }, 'evt_1')).rejects.toBeInstanceOf(TransientFailure);
    }
    for (const status of [400, 404, 422]) {
      server.failNext(status);
      await expect(sms.send({ to: '+49', text: 'x' }, 'evt_1')).rejects.toBeInstanceOf(PermanentFailure);
    }
    await server.close();
    await expect(sms.send({ to: '+49', text: 'x' }, 'evt_1')).rejects.toBeInstanceOf(TransientFailure);
  });

  it('SI-03 takes a token to nobody but over https or on this machine', () => {
    for (const url of ['http://sms.example.com', 'ftp://localhost', 'nonsense', 'http://localhost.example.com']) {
      expect(() => new HttpSms({ url, token: 't' })).toThrow();
    }
    expect(() => new HttpSms({ url: 'https://sms.example.com', token: '' })).toThrow('token');
  });
});

describe('the providers that the environment names', () => {
  it('SI-03 are used when named, the outbox else, and nobody’s on the demo workspace', async () => {
    const place = temporaryWorkspace();
    const engine = await createTestEngine(() => openStore(place.target));
    const env = { PORTCULLIS_SMTP_URL: 'smtps://mail.example.com', PORTCULLIS_SMTP_FROM: 'no-reply@example.com' };
    const named = await messagePorts(engine, { ...env, PORTCULLIS_SMS_URL: 'https://sms.example.com', PORTCULLIS_SMS_TOKEN: 't' });
    expect(named.mail).toBeInstanceOf(SmtpMail);
    expect(named.sms).toBeInstanceOf(HttpSms);
    named.close();
    expect((await messagePorts(engine, {})).mail).toBeInstanceOf(MailOutbox);
    expect((await messagePorts({ ...engine, demo: true }, env)).mail).toBeInstanceOf(MailOutbox);
    await expect(messagePorts(engine, { PORTCULLIS_SMTP_URL: 'smtps://mail.example.com' })).rejects.toThrow('PORTCULLIS_SMTP_FROM');
    await expect(messagePorts(engine, { PORTCULLIS_SMS_URL: 'https://sms.example.com' })).rejects.toThrow('token');
    await engine.close();
    await place.remove();
  });
});
