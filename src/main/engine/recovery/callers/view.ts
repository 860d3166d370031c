import type { CallerRow } from '../../../../shared/contract/console/recovery.ts';
import type { CallerVerification } from '../../../../shared/contract/recovery.ts';
import type { AccountId, CallerMethod, CallerStatus, CallerVerificationId, DeviceResetId } from '../../../../shared/vocabulary/index.ts';
import type { StaffActor } from '../../actor.ts';
import type { StoredCaller } from './store.ts';

/** Wrong numbers or codes before a verification is given up: a guesser has 3 chances in 90. */
export const callerTries = 3;

export const presentCaller = (caller: StoredCaller): CallerVerification => ({
  id: caller.id as CallerVerificationId,
  method: caller.method as CallerMethod,
  status: caller.status as CallerStatus,
  canonicalText: caller.canonical_text,
  canonicalHash: caller.canonical_hash,
  createdAt: caller.created_at,
  expiresAt: caller.expires_at,
  answeredAt: caller.answered_at,
  triesLeft: Math.max(0, callerTries - caller.tries),
});

/** As staff see it. The number is for the agent's mouth alone: nobody else could tie it to the conversation. */
export const callerRow = (actor: StaffActor, caller: StoredCaller): CallerRow => ({
  ...presentCaller(caller),
  accountId: caller.account_id as AccountId,
  resetId: caller.reset_id as DeviceResetId | null,
  askedBy: caller.asked_by,
  number: caller.status === 'pending' && caller.asked_by === actor.staffId ? caller.number : null,
});
