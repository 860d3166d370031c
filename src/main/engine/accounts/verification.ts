import type { AccountId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { eraseEnrolledFace } from '../factors/face/erase.ts';
import { boundElsewhere } from '../identity/request.ts';
import { documentInUse, reportReuse } from '../identity/reuse.ts';
import { approveRequest, documentOf, rejectRequest } from '../identity/settle.ts';
import { type IdentityResult, settleIdentity } from '../identity/status.ts';
import { openRequestOf } from '../identity/store.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { type Account, loadAccount, viewAccount } from './view.ts';

export interface VerificationInput extends IdentityResult {
  readonly id: AccountId;
}

const REASON = 'recorded by the platform';

/**
 * Records the result of an identity verification that the platform carried out (FV-01). What the customer handed in and still waits for
 * staff is decided with it: a good result binds the document, a bad one refuses it. A platform that says that no face is enrolled
 * takes away the one that the engine knows.
 *
 * @throws PortcullisError `forbidden`, `not_found`, `idempotency_mismatch`, `conflict` for a move that verification does not know, or when
 *   another account uses the document that waits (ND-11)
 */
export async function recordVerification(
  engine: Engine,
  actor: PlatformActor,
  input: VerificationInput,
  idempotency: Idempotency,
): Promise<Account> {
  requireScope(actor, 'accounts:write');
  const { id, ...result } = input;
  const account = await engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async (): Promise<Account | null> => {
      await loadAccount(tx, id);
      if (!(await decideWaiting(tx, engine, actor, id, result))) return null;
      if (!result.faceEnrolled) await eraseEnrolledFace(tx, engine, actor, id, 'the platform says that no face is enrolled');
      await settleIdentity(tx, engine, actor, id, result, REASON);
      return viewAccount(tx, id, engine.clock.now());
    }),
  );
  if (account === null) throw documentInUse();
  return account;
}

/** Decides the request that waits for staff, if one does. @returns false when its document is in use on another account */
async function decideWaiting(
  tx: WriteTx,
  engine: Engine,
  actor: PlatformActor,
  accountId: string,
  result: IdentityResult,
): Promise<boolean> {
  const request = await tx.first(openRequestOf, { accountId });
  if (request === undefined) return true;
  if (result.status === 'rejected') await rejectRequest(tx, engine, actor, request, REASON);
  if (result.status !== 'verified') return true;
  const other = await boundElsewhere(tx, (await documentOf(tx, request)).numberHash, accountId);
  if (other !== null) {
    await reportReuse(tx, engine, actor, accountId, other);
    return false;
  }
  await approveRequest(tx, engine, actor, request, result.level, REASON);
  return true;
}
