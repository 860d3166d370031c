import { createTransport, type NodemailerError, type SMTPPoolOptions } from 'nodemailer';
import { PermanentFailure, TransientFailure } from '../engine/outbox/failure.ts';
import type { Mail, MailMessage } from '../engine/ports.ts';

const SECOND = 1_000;
/** The whole conversation must end before the outbox lends the message to somebody else. */
const DEADLINE_MS = 45 * SECOND;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

export interface SmtpOptions {
  /** `smtps://user:password@host:465` for TLS from the first byte, `smtp://user:password@host:587` for STARTTLS. */
  readonly url: string;
  /** What stands in From, such as `Example <no-reply@example.com>`; its domain also stands in each Message-ID. */
  readonly from: string;
  /** Certificates to trust besides the system's, PEM. */
  readonly ca?: string | undefined;
}

/** Reads the URL. Nothing goes over the network in clear, except to this machine with `?tls=none`. @throws Error that people can act on */
export function smtpTransport({ url, ca }: Pick<SmtpOptions, 'url' | 'ca'>): SMTPPoolOptions {
  if (!URL.canParse(url)) throw new Error('The SMTP address must be a URL such as smtps://user:password@mail.example.com:465.');
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw new Error('The SMTP address must begin with smtp:// or smtps://.');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw new Error('The SMTP address names no host.');
  const plain = searchParams.get('tls') === 'none';
  if (plain && !(protocol === 'smtp:' && LOOPBACK.has(host))) throw new Error('tls=none is for a mail server on this machine only.');
  const secure = protocol === 'smtps:';
  return {
    host,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: 10 * SECOND,
    greetingTimeout: 10 * SECOND,
    socketTimeout: 30 * SECOND,
    dnsTimeout: 10 * SECOND,
  };
}

/** The address in a From line. @throws Error when there is none */
function addressOf(from: string): string {
  const address = /^(?:[^<>]*<)?([^\s<>@]+@[^\s<>@]+)>?$/.exec(from.trim())?.[1];
  if (address === undefined) throw new Error('The sender must be an e-mail address, or a name with one: Example <no-reply@example.com>.');
  return address;
}

/**
 * Whether a refusal is about the message. A refused log-in or a broken connection is not: the operators mend that, and the message waits
 * (RFC 5321, section 4.2.1).
 */
const isForGood = ({ code, responseCode = 0 }: NodemailerError): boolean =>
  (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode === 0 ? code === 'EENVELOPE' : responseCode >= 500 && responseCode < 600);

/** Hands mail to an SMTP server (RFC 5321) over TLS, several at a time over connections that are used again (SI-03). */
export class SmtpMail implements Mail {
  readonly #transport: ReturnType<typeof openPool>;
  readonly #from: string;
  readonly #domain: string;

  /** @throws Error when the URL or the sender cannot be used */
  constructor(options: SmtpOptions) {
    this.#from = options.from;
    this.#domain = addressOf(options.from).replace(/^.*@/, '');
    this.#transport = openPool(smtpTransport(options));
  }

  /**
   * Resolves when the server has taken responsibility for the message. The Message-ID is made of the key, so a message that has to be sent
   * again, because its acknowledgement was lost, is the same message to whoever receives it.
   * @throws PermanentFailure, TransientFailure
   */
  async send({ to, subject, text }: MailMessage, key: string): Promise<void> {
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${key}@${this.#domain}>`,
        // RFC 3834: nobody's holiday notice answers a code.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
    } catch (error) {
      const { code = 'ESMTP', responseCode } = error as NodemailerError;
      const words = responseCode === undefined ? code : `${code} ${responseCode}`;
      throw isForGood(error as NodemailerError) ? new PermanentFailure(words) : new TransientFailure(words);
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#transport.close();
  }
}

// The outbox sends again by itself, and counts it.
const openPool = (options: SMTPPoolOptions) => createTransport({ ...options, pool: true, maxConnections: 5, maxRequeues: 0 });
