import type { DeviceResetDetail } from '../../../shared/contract/console/recovery.ts';
import type { DeviceReset, ResetWish } from '../../../shared/contract/recovery.ts';
import { type AccountId, type ResetSource, resetTargetPhrases } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { actorId, type CustomerActor, requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { raiseCase } from '../cases/raise.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { enrolledFactors } from '../factors/store.ts';
import { ownOperation } from '../operations/own.ts';
import { bindTargets, contentHash, type TargetContent } from './content.ts';
import { accountForRecovery, insertReset, openResetOf, requestsSince, type StoredReset } from './store.ts';
import { tell } from './transition.ts';
import { detailOf, loadReset, presentReset } from './view.ts';

/** Main accounts alone have factors. @throws PortcullisError `not_found`, `client_refused` */
async function requireMain(tx: WriteTx, accountId: string): Promise<void> {
  const account = await tx.first(accountForRecovery, { id: accountId });
  if (account === undefined) throw notFound('account');
  if (account.kind !== 'main') {
    throw new PortcullisError('client_refused', 'A sub-account has no factors of its own; ask for its main account.', {
      reason: 'sub_account',
    });
  }
}

/** A wish, bound to the factors that it means now. */
export async function bindWish(
  tx: WriteTx,
  accountId: string,
  { targets, passkeyIds }: Pick<ResetWish, 'targets' | 'passkeyIds'>,
): Promise<TargetContent[]> {
  return bindTargets(targets, await tx.all(enrolledFactors, { accountId }), passkeyIds);
}

/**
 * The customer asks support to reset factors that cannot be used any more (RC-01). Changes nothing by itself. From a session that only
 * completes its log-in, the request carries that log-in.
 * @throws PortcullisError `client_refused`, `step_refused`, `conflict` while one is open, `rate_limited`
 */
export async function requestReset(engine: Engine, actor: CustomerActor, wish: ResetWish): Promise<DeviceReset> {
  return engine.store.write(async (tx) => {
    const { accountId, limitedTo } = actor;
    await requireMain(tx, accountId);
    if (limitedTo !== undefined) {
      const { operation } = await ownOperation(tx, actor, limitedTo);
      if (operation.kind !== 'login') throw notFound('log-in');
    }
    const source = limitedTo === undefined ? 'session' : 'login';
    await requireRoom(tx, engine, accountId, source);
    const reset = await open(tx, engine, actor, accountId, wish, {
      source,
      operationId: limitedTo ?? null,
      requestedIn: actor.sessionId,
      author: null,
    });
    return presentReset(reset);
  });
}

/**
 * Whoever has a password can neither flood the customer with notices nor staff with cases; nor use up what the customer may ask for in a
 * complete session, which is counted apart.
 * @throws PortcullisError `rate_limited`
 */
async function requireRoom(tx: WriteTx, engine: Engine, accountId: string, source: ResetSource): Promise<void> {
  const now = engine.clock.now();
  const window = engine.settings.get('recovery.requestWindow');
  const recent = await tx.all(requestsSince, { accountId, source, since: now - window });
  const free = recent[engine.settings.get('recovery.maxRequests') - 1];
  if (free !== undefined) {
    throw new PortcullisError('rate_limited', 'There were enough requests for now.', { retryAfterMs: free.createdAt + window - now });
  }
}

/**
 * Staff start a reset on behalf of a customer who wrote from the bound address or is in contact (RC-01). They name what goes; they neither
 * set nor see a factor (RC-02), and cannot approve what they started (RC-04).
 * @throws PortcullisError `forbidden`, `not_found`, `client_refused`, `step_refused`, `conflict`
 */
export async function startReset(
  engine: Engine,
  actor: StaffActor,
  input: ResetWish & { readonly accountId: AccountId; readonly source: 'email' | 'call' },
): Promise<DeviceResetDetail> {
  requirePermission(actor, 'recovery.start');
  return engine.store.write(async (tx) => {
    await requireMain(tx, input.accountId);
    const reset = await open(tx, engine, actor, input.accountId, input, {
      source: input.source,
      operationId: null,
      requestedIn: null,
      author: actor.staffId,
    });
    return detailOf(tx, engine, actor, reset.id);
  });
}

async function open(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor | StaffActor,
  accountId: string,
  wish: ResetWish,
  from: {
    readonly source: ResetSource;
    readonly operationId: string | null;
    readonly requestedIn: string | null;
    readonly author: string | null;
  },
): Promise<StoredReset> {
  const earlier = await tx.first(openResetOf, { accountId });
  if (earlier !== undefined) throw conflict('A device reset is open already.', { id: earlier.id, status: earlier.status });
  const targets = await bindWish(tx, accountId, wish);
  const now = engine.clock.now();
  const id = engine.ids.next('deviceReset');
  const { reason } = wish;
  const caseId = await raiseCase(tx, engine, {
    accountId,
    kind: 'device_reset',
    title: `Reset ${targets.map(({ target }) => resetTargetPhrases[target]).join(', ')}`,
    operationId: from.operationId ?? undefined,
    actor,
    cause: id,
    subjectId: id,
    endsBy: now + engine.settings.get('recovery.reviewTtl'),
    features: [`source:${from.source}`, ...targets.map(({ target }) => `target:${target}`)],
  });
  await tx.run(insertReset, {
    id,
    accountId,
    caseId,
    ...from,
    requestedBy: actorId(actor),
    targets: JSON.stringify(targets),
    reason,
    contentHash: contentHash({ id, accountId, revision: 1, targets, reason, evidence: {} }),
    now,
    expiresAt: now + engine.settings.get('recovery.reviewTtl'),
  });
  const reset = await loadReset(tx, id);
  await appendAudit(tx, engine, {
    actor,
    action: 'device_reset.requested',
    accountId,
    subject: { kind: 'device_reset', id },
    changes: [
      { field: 'status', old: null, new: 'requested' },
      { field: 'source', old: null, new: from.source },
      { field: 'content', old: null, new: reset.content_hash },
      ...targets.map(({ target, factorIds }) => ({ field: target, old: null, new: factorIds.join(' ') || 'all' })),
    ],
  });
  await tell(tx, engine, reset);
  return reset;
}
