import { maskEmail, maskPhone } from '../../accounts/masking.ts';
import { PortcullisError } from '../../errors.ts';
import type { StoredOperation } from '../../operations/store.ts';
import type { StepInHand, StepMethod } from '../method.ts';
import { isRightCode, resendPause, type SentCode, sendCode } from './code.ts';
import { letCodeOut, noteRight, noteWrong, requireUnlocked } from './guard.ts';
import { contactOf } from './store.ts';

/**
 * SI-04: the operation, what it is, the step, and where the code went. A code for a log-in is none for a withdrawal, and one that went to a
 * former address is none at all.
 */
const purposeOf = ({ operation, position }: StepInHand, to: string | null): string =>
  [operation.kind, operation.id, position, to ?? ''].join('\0');

/** What moves where, for the message, so that the code cannot be talked out of somebody for another amount or address. */
function subjectOf(operation: StoredOperation): string | null {
  if (operation.amount === null || operation.asset === null) return null;
  const { destination } = operation;
  if (destination === null) return `${operation.amount} ${operation.asset}`;
  const shown = destination.length <= 14 ? destination : `${destination.slice(0, 6)}…${destination.slice(-6)}`;
  return `${operation.amount} ${operation.asset} to ${shown}`;
}

function parse(data: string): SentCode | null {
  const value = JSON.parse(data) as Partial<SentCode>;
  return value.hash === undefined ? null : (value as SentCode);
}

/** Email and phone codes (SI-01): six digits, stored hashed, single use, limited in tries, in number and in pace. */
function codeMethod(
  kind: 'email_code' | 'phone_code',
  channel: 'mail' | 'sms',
  field: 'email' | 'phone',
  mask: (text: string) => string,
): StepMethod {
  return {
    kind,
    async begin(tx, engine, _actor, step) {
      const { operation, ownerId } = step;
      const to = (await tx.first(contactOf, { id: ownerId }))?.[field] ?? null;
      if (to === null)
        throw new PortcullisError('step_refused', `No ${field} is bound to the account any more.`, { reason: 'contact_gone' });
      const source = await requireUnlocked(tx, engine, { ownerId, item: kind, operation });
      const last = parse(step.data);
      const wait = last === null ? 0 : resendPause(engine, last);
      if (wait > 0) throw new PortcullisError('rate_limited', 'A code was sent a moment ago.', { retryAfterMs: wait });
      await letCodeOut(tx, engine, { accountId: ownerId, destination: to, source });
      const sent = await sendCode(tx, engine, {
        purpose: purposeOf(step, to),
        channel,
        accountId: operation.account_id,
        to,
        before: last,
        message: { topic: 'code', operationKind: operation.kind, subject: subjectOf(operation) },
      });
      return { prompt: null, sentTo: mask(to), data: JSON.stringify(sent) };
    },
    async accept(tx, engine, step, { code }) {
      if (code === undefined) return null;
      const { operation, ownerId } = step;
      const guess = { ownerId, item: kind, operation };
      const sent = parse(step.data);
      if (sent === null) throw new PortcullisError('step_refused', 'No code was sent for this step yet.', { reason: 'not_begun' });
      if (engine.clock.now() >= sent.expiresAt) throw new PortcullisError('expired', 'The code has expired; ask for a new one.');
      await requireUnlocked(tx, engine, guess);
      const bound = (await tx.first(contactOf, { id: ownerId }))?.[field] ?? null;
      if (bound === null || !isRightCode(engine, sent, purposeOf(step, bound), code)) {
        await noteWrong(tx, engine, guess);
        return null;
      }
      await noteRight(tx, engine, guess, bound);
      return { factorId: null };
    },
  };
}

export const emailCodeMethod = codeMethod('email_code', 'mail', 'email', maskEmail);
export const phoneCodeMethod = codeMethod('phone_code', 'sms', 'phone', maskPhone);
