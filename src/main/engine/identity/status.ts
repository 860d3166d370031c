import type { IdentityStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { updateVerification } from '../accounts/store.ts';
import { loadAccount } from '../accounts/view.ts';
import { type Actor, actorId } from '../actor.ts';
import { type AuditChange, appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { suspendFor } from '../factors/trusted-device/suspend.ts';
import { move } from '../machine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { EpochMs } from '../ports.ts';
import { eventFor, identityMoves } from './machine.ts';
import { insertMove, lastMove } from './store.ts';

/** What a verification can come to. */
export interface IdentityResult {
  readonly status: IdentityStatus;
  readonly level: number;
  readonly faceEnrolled: boolean;
}

interface Identity {
  readonly identityStatus: string;
  readonly identityLevel: number;
  readonly identityVerifiedAt: EpochMs | null;
  readonly faceEnrolledAt: EpochMs | null;
}

/** What an account's identity becomes by a result; times tell since when something holds, so what holds already keeps its time. */
export function applyVerification(before: Identity, result: IdentityResult, now: EpochMs): Identity {
  const stays = before.identityStatus === 'verified' ? before.identityVerifiedAt : null;
  return {
    identityStatus: result.status,
    identityLevel: result.level,
    identityVerifiedAt: result.status === 'verified' ? (stays ?? now) : null,
    faceEnrolledAt: result.faceEnrolled ? (before.faceEnrolledAt ?? now) : null,
  };
}

/** TD-02: what a trusted device rests on, as far as identity goes. */
const carriesTrustedDevice = (identity: Identity): boolean => identity.identityStatus === 'verified' && identity.faceEnrolledAt !== null;

/**
 * Moves an account's verification by its machine, with its history, audit entry and webhook; the only place where it changes. When the
 * account loses what a trusted device rests on, the device is suspended (TD-21). A later good result does not bring it back by itself:
 * whoever could make a verification pass must not get an approving phone with it.
 *
 * @throws PortcullisError `not_found`, `conflict` for a move that the machine does not know
 */
export async function settleIdentity(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  accountId: string,
  result: IdentityResult,
  reason: string | null,
): Promise<void> {
  const now = engine.clock.now();
  const before = await loadAccount(tx, accountId as Parameters<typeof loadAccount>[1]);
  const from = before.identityStatus as IdentityStatus;
  const event = eventFor[result.status];
  if (from !== result.status) move(identityMoves, 'verification', from, event);
  const after = applyVerification(before, result, now);
  const changes = (Object.keys(after) as (keyof Identity)[]).flatMap((field): AuditChange[] =>
    before[field] === after[field] ? [] : [{ field, old: before[field], new: after[field] }],
  );
  if (changes.length > 0) {
    await tx.run(updateVerification, { id: accountId, ...after, now });
    await appendAudit(tx, engine, {
      actor,
      action: 'account.verification_recorded',
      accountId,
      subject: { kind: 'account', id: accountId },
      ...(reason === null ? {} : { reason }),
      changes,
    });
    if (from !== result.status || before.identityLevel !== result.level) {
      const seq = ((await tx.first(lastMove, { accountId }))?.seq ?? 0) + 1;
      const who = { actorKind: actor.kind, actorId: actorId(actor) };
      await tx.run(insertMove, { accountId, seq, at: now, event, from, to: result.status, level: result.level, ...who, reason });
    }
    const changed = changes.map(({ field }) => field);
    await enqueue(tx, engine, { channel: 'webhook', topic: 'account.updated', accountId, payload: { accountId, changed } });
    announce(tx, engine, { topic: 'account', id: accountId, accountId, data: { change: 'verification_recorded' } });
  }
  if (!carriesTrustedDevice(after)) {
    const lost = after.identityStatus === 'verified' ? 'the enrolled face' : 'identity verification';
    await suspendFor(tx, engine, actor, accountId, lost);
  }
}
