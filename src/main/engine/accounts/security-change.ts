import { type AccountId, type HoldCause, nativeClients } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { enrolledFactors } from '../factors/store.ts';
import { startHold } from '../holds/holds.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { EpochMs } from '../ports.ts';
import { endAllSessions } from '../sessions/end-all.ts';
import { liveSessionsOf } from '../sessions/store.ts';
import { updateSecurityTimes } from './store.ts';
import { type Account, loadAccount, viewAccount } from './view.ts';

/** Sessions of the trusted device that go on when the password is reset; an app has one. */
const MOST_KEPT = 100;

/** What the platform can have changed by itself; each is also the cause of the hold it starts. */
export type SecurityChange = Extract<HoldCause, 'password_reset' | 'contact_changed'>;

export interface SecurityChangeInput {
  readonly id: AccountId;
  readonly change: SecurityChange;
}

/**
 * Takes note of a security change that the platform made by itself and starts its withdrawal hold (WH-01). A password that was reset ends the
 * account's sessions but for the trusted device's, with what was begun in them: who else is logged in may be why (OWASP ASVS 4.0.3, 3.3.3).
 * @throws PortcullisError `forbidden`, `not_found`, `idempotency_mismatch`
 */
export async function recordSecurityChange(
  engine: Engine,
  actor: PlatformActor,
  input: SecurityChangeInput,
  idempotency: Idempotency,
): Promise<Account> {
  requireScope(actor, 'accounts:write');
  const { id, change } = input;
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const now = engine.clock.now();
      const before = await loadAccount(tx, id);
      const field = change === 'password_reset' ? 'passwordChangedAt' : 'contactChangedAt';
      const times = { passwordChangedAt: before.passwordChangedAt, contactChangedAt: before.contactChangedAt };
      await tx.run(updateSecurityTimes, { id, ...times, [field]: now, now });
      await appendAudit(tx, engine, {
        actor,
        action: `account.${change}`,
        accountId: id,
        subject: { kind: 'account', id },
        changes: [{ field, old: before[field], new: now }],
      });
      if (change === 'password_reset') await endOtherSessions(tx, engine, actor, id);
      await startHold(tx, engine, { accountId: id, cause: change, actor });
      await enqueue(tx, engine, {
        channel: 'webhook',
        topic: 'account.updated',
        accountId: id,
        payload: { accountId: id, changed: [field] },
      });
      announce(tx, engine, { topic: 'account', id, accountId: id, data: { change } });
      return viewAccount(tx, id, now);
    }),
  );
}

/**
 * The sessions of the app on the trusted device, which go on: there the customer answers for what others begin, and says that it was not them
 * when it was not they who reset the password.
 */
async function trustedSessions(tx: WriteTx, accountId: AccountId, now: EpochMs): Promise<string[]> {
  const trusted = (await tx.all(enrolledFactors, { accountId })).find(
    ({ kind, status }) => kind === 'trusted_device' && status === 'active',
  );
  if (trusted === undefined) return [];
  const sessions = await tx.all(liveSessionsOf, { accountId, now, activeSince: 0, limit: MOST_KEPT });
  return sessions
    .filter(({ deviceId, client }) => deviceId === trusted.deviceId && (nativeClients as readonly string[]).includes(client))
    .map(({ id }) => id);
}

async function endOtherSessions(tx: WriteTx, engine: Engine, actor: PlatformActor, accountId: AccountId): Promise<void> {
  const reason = 'the password was reset';
  const kept = await trustedSessions(tx, accountId, engine.clock.now());
  const ended = await endAllSessions(tx, engine, actor, accountId, reason, kept);
  if (ended === 0) return;
  await appendAudit(tx, engine, {
    actor,
    action: 'customer.sessions_ended',
    accountId,
    subject: { kind: 'account', id: accountId },
    reason,
    changes: [{ field: 'liveSessions', old: ended + kept.length, new: kept.length }],
  });
}
