import { timingSafeEqual } from 'node:crypto';
import type { WriteTx } from '../../../store/store.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { enqueue } from '../../outbox/enqueue.ts';

/** What is kept of a code that was sent. */
export interface SentCode {
  readonly hash: string;
  readonly expiresAt: number;
  readonly sentAt: number;
  /** How many were sent for the same purpose, this one among them. */
  readonly sent: number;
}

/** SI-04: the hash covers what the code is for, so that it confirms nothing else. @param purpose names operation and step, or change */
const codeHash = (engine: Pick<Engine, 'sealer'>, purpose: string, code: string): string =>
  engine.sealer.lookup(`${purpose}\0${code}`, 'code');

/**
 * Makes a code of six digits and queues its message; in clear it is nowhere, not even in the outbox.
 * @param message.topic `code` for an operation's step, `code.contact` for a new address or number.
 */
export async function sendCode(
  tx: WriteTx,
  engine: Engine,
  input: {
    readonly purpose: string;
    readonly channel: 'mail' | 'sms';
    readonly accountId: string;
    readonly to: string;
    readonly before: SentCode | null;
    readonly message: { readonly topic: 'code' | 'code.contact' } & Readonly<Record<string, unknown>>;
  },
): Promise<SentCode> {
  const now = engine.clock.now();
  const code = String(engine.random.integer(1_000_000)).padStart(6, '0');
  const expiresAt = now + engine.settings.get('code.ttl');
  const { topic, ...about } = input.message;
  const sealed = Buffer.from(engine.sealer.seal(code, 'outbox.code')).toString('base64');
  await enqueue(tx, engine, {
    channel: input.channel,
    topic,
    accountId: input.accountId,
    payload: { ...about, to: input.to, sealed, expiresAt },
  });
  // Whoever waits for a code waits now: this is what wakes the sender on a server where nothing else happens.
  announce(tx, engine, { topic: 'account', id: input.accountId, accountId: input.accountId, data: { change: 'code_queued' } });
  return { hash: codeHash(engine, input.purpose, code), expiresAt, sentAt: now, sent: (input.before?.sent ?? 0) + 1 };
}

/** Whether a code is the one that was sent for a purpose; takes the same time wherever it differs. */
export function isRightCode(engine: Pick<Engine, 'sealer'>, sent: SentCode, purpose: string, code: string): boolean {
  const given = Buffer.from(codeHash(engine, purpose, code), 'hex');
  return timingSafeEqual(given, Buffer.from(sent.hash, 'hex'));
}

/** The pause that a further code of the same purpose has to wait still, ms; it doubles with each. */
export const resendPause = (engine: Pick<Engine, 'settings' | 'clock'>, last: SentCode): number =>
  Math.max(0, last.sentAt + engine.settings.get('code.resendAfter') * 2 ** Math.min(last.sent - 1, 6) - engine.clock.now());
