import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { TestCertificates } from './certificates.ts';

/** What a real SMTP server took. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly source: string;
}

export interface MailServer {
  readonly taken: TakenMail[];
  /** How often a message's content was handed over, taken or not. */
  readonly offers: () => number;
  /** Answers the next messages with these codes; 0 breaks the connection off after the message came. */
  failNext(...codes: readonly number[]): void;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts an SMTP server on this machine. @param options.secure TLS from the first byte instead of STARTTLS */
export async function startMailServer(
  certificates: TestCertificates,
  options: Pick<SMTPServerOptions, 'secure' | 'disabledCommands' | 'hideSTARTTLS'> = {},
): Promise<MailServer> {
  const taken: TakenMail[] = [];
  const failures: number[] = [];
  let offers = 0;
  const server = new SMTPServer({
    cert: certificates.cert,
    key: certificates.key,
    authMethods: ['PLAIN', 'LOGIN'],
    ...options,
    onAuth({ username, password }, _session, done) {
      if (username === 'portcullis' && password === 'p@ss word') done(null, { user: username });
      else done(Object.assign(new Error('no such user'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('nobody@')) done(Object.assign(new Error(`no mailbox ${address}`), { responseCode: 550 }));
      else if (address.startsWith('busy@')) done(Object.assign(new Error(`${address} is busy`), { responseCode: 450 }));
      else done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        offers += 1;
        const { mailFrom, rcptTo } = session.envelope;
        const code = failures.shift();
        if (code === 0) {
          done(Object.assign(new Error('breaking off'), { responseCode: 421 }));
          return;
        }
        if (code !== undefined) {
          done(Object.assign(new Error('not now'), { responseCode: code }));
          return;
        }
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user,
          source: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  // Clients that break off during the tests are part of them.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    taken,
    offers: () => offers,
    failNext: (...codes) => void failures.push(...codes),
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
