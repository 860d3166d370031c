import type { Hold } from '../../../shared/contract/operation.ts';
import type { Held } from '../../../shared/contract/recovery.ts';
import type { HoldCause } from '../../../shared/vocabulary/index.ts';

/** Each cause in words that follow “Withdrawals are on hold because …”. */
const causePhrases: Readonly<Record<HoldCause, string>> = {
  trusted_device_removed: 'the trusted device was removed',
  authenticator_reset: 'the authenticator app was removed',
  contact_changed: 'the e-mail address or phone number was changed',
  passkey_removed: 'a passkey was removed without a step-up',
  password_reset: 'the password was reset',
  device_reset: 'support reset a device',
  identity_updated: 'identity data was updated',
  not_me: 'an operation was reported as not the customer’s own',
};

const lastFirst = (a: Hold, b: Hold): number => (b.endsAt ?? Number.POSITIVE_INFINITY) - (a.endsAt ?? Number.POSITIVE_INFINITY) || 0;

/** The moment from which no running hold is left; null while one waits for its case, and when none runs. */
export function holdsEnd(holds: readonly Pick<Hold, 'endsAt'>[]): number | null {
  let last = 0;
  for (const { endsAt } of holds) {
    if (endsAt === null) return null;
    last = Math.max(last, endsAt);
  }
  return holds.length === 0 ? null : last;
}

/**
 * What customer and staff are shown of holds that overlap (WH-02): the moment from which none is left, and every reason, the one that ends
 * last first. Pure.
 * @returns null when nothing is held.
 */
export function summarize(holds: readonly Hold[]): Held | null {
  if (holds.length === 0) return null;
  const causes = [...new Set([...holds].sort(lastFirst).map(({ cause }) => cause))];
  const endsAt = holdsEnd(holds);
  const until = endsAt === null ? ' They wait until support has closed the case.' : '';
  return {
    endsAt,
    causes,
    reason: `Withdrawals are on hold because ${causes.map((cause) => causePhrases[cause]).join(', and ')}.${until}`,
  };
}
