import { readFileSync } from 'node:fs';
import { HttpSms } from '../adapters/http-sms.ts';
import { MailOutbox } from '../adapters/mail-outbox.ts';
import { SmsOutbox } from '../adapters/sms-outbox.ts';
import type { Engine } from '../engine/engine.ts';
import type { Mail, Sms } from '../engine/ports.ts';

export interface MessagePorts {
  readonly mail: Mail;
  readonly sms: Sms;
  close(): void;
}

/** Where the environment names mail and SMS providers; `usage` of the command line tells of it. */
export const messagesUsage = `  PORTCULLIS_SMTP_URL       smtps://user:password@host:465, or smtp:// for STARTTLS; without it mail is kept in the outbox
  PORTCULLIS_SMTP_FROM      the sender of mail, such as "Example <no-reply@example.com>"
  PORTCULLIS_SMTP_CA        a file with certificates (PEM) to trust besides the system's
  PORTCULLIS_SMS_URL        where SMS are posted as JSON; without it SMS are kept in the outbox
  PORTCULLIS_SMS_TOKEN      the bearer token for it`;

/** Whether mail of this workspace goes to anybody. */
export const sendsMail = (engine: Pick<Engine, 'demo'>, env: Readonly<Record<string, string | undefined>>): boolean =>
  !engine.demo && (env.PORTCULLIS_SMTP_URL ?? '') !== '';

/**
 * The mail and SMS providers that the environment names, and the embedded outbox for what it does not. A demo sends nothing to anybody:
 * its customers are made up, and their addresses may be somebody's.
 * @throws Error that people can act on, when one is named and cannot be used
 */
export async function messagePorts(engine: Engine, env: Readonly<Record<string, string | undefined>>): Promise<MessagePorts> {
  const named = (name: string) => (engine.demo || env[name] === '' ? undefined : env[name]);
  const url = named('PORTCULLIS_SMTP_URL');
  const from = named('PORTCULLIS_SMTP_FROM');
  if (url !== undefined && from === undefined) throw new Error('PORTCULLIS_SMTP_URL needs PORTCULLIS_SMTP_FROM, the sender of mail.');
  const caFile = named('PORTCULLIS_SMTP_CA');
  const ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
  const smtp =
    url === undefined || from === undefined ? undefined : new (await import('../adapters/smtp-mail.ts')).SmtpMail({ url, from, ca });
  const smsUrl = named('PORTCULLIS_SMS_URL');
  const sms = smsUrl === undefined ? undefined : new HttpSms({ url: smsUrl, token: named('PORTCULLIS_SMS_TOKEN') ?? '' });
  return { mail: smtp ?? new MailOutbox(engine), sms: sms ?? new SmsOutbox(engine), close: () => smtp?.close() };
}
