import type { Operation } from '../../../shared/contract/operation.ts';
import { type Label, moneyKinds } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { ownerOf } from '../accounts/owner/store.ts';
import { type Actor, type PlatformActor, requireScope, type StaffActor, systemActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { activeHolds, holdsEnd } from '../holds/holds.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { sessionOfLogin } from '../sessions/store.ts';
import { sweep } from '../sweep/sweep.ts';
import { isSaidAlready, labelAs } from '../tuning/labels/label.ts';
import { isStillSigned } from '../verification/evidence.ts';
import { settle } from '../verification/settle.ts';
import { pendingOfOperation } from '../verification/store.ts';
import { sameDecimal } from './canonical.ts';
import { presentOperation } from './present.ts';
import type { StoredOperation } from './store.ts';
import { expiredOperations, operationById, stepsOf, unspentAuthorizations } from './store.ts';
import { transition } from './transition.ts';
import { textSaysWhatIsStored } from './unchanged.ts';

async function loadOperation(tx: ReadTx, id: string): Promise<StoredOperation> {
  const operation = await tx.first(operationById, { id });
  if (operation === undefined) throw notFound('operation');
  return operation;
}

/** What the platform is about to carry out, compared with what was decided and signed. */
export interface Execution {
  readonly id: string;
  readonly amount?: string | undefined;
  readonly asset?: string | undefined;
  readonly destination?: { readonly address: string; readonly network?: string | undefined; readonly tag?: string | undefined } | undefined;
  readonly details?: Readonly<Record<string, string>> | undefined;
}

/** Operations of which the details are the substance: what an API key may do stands nowhere else. */
const detailed: readonly string[] = ['api_key_create', 'api_key_edit'];

/** Whether the further lines are those that were decided. Where they are the substance they must be said again. */
function sameDetails({ kind, details }: StoredOperation, given: Execution['details']): boolean {
  const { tag: _, ...decided } = JSON.parse(details) as Readonly<Record<string, string>>;
  const names = Object.keys(decided);
  if (given === undefined) return names.length === 0 || !detailed.includes(kind);
  return Object.keys(given).length === names.length && names.every((name) => Object.hasOwn(given, name) && given[name] === decided[name]);
}

/** The fields of an execution that differ from the authorized operation (TD-11). */
function executionDifferences(operation: StoredOperation, execution: Execution): string[] {
  const details = JSON.parse(operation.details) as { readonly tag?: string };
  const differs = {
    amount:
      operation.amount === null
        ? execution.amount !== undefined
        : execution.amount === undefined || !sameDecimal(operation.amount, execution.amount),
    asset: (execution.asset ?? null) !== operation.asset,
    'destination.address': (execution.destination?.address ?? null) !== operation.destination,
    'destination.network': (execution.destination?.network ?? null) !== operation.asset_network,
    'destination.tag': (execution.destination?.tag ?? null) !== (details.tag ?? null),
    details: !sameDetails(operation, execution.details),
    canonicalText: !textSaysWhatIsStored(operation),
  };
  return Object.entries(differs).flatMap(([field, different]) => (different ? [field] : []));
}

/** Whose holds count for an account, and whether it or its main account was frozen since the decision. */
async function standing(tx: ReadTx, accountId: string): Promise<{ readonly ownerId: string; readonly frozen: boolean }> {
  const account = await tx.first(ownerOf, { id: accountId });
  const ownerId = account?.mainAccountId ?? accountId;
  const owner = ownerId === accountId ? account : await tx.first(ownerOf, { id: ownerId });
  return { ownerId, frozen: account?.status === 'frozen' || owner?.status === 'frozen' };
}

/**
 * The last gate before money moves: an authorized operation is carried out once, unchanged and still bearing its
 * approval's signature (TD-11), for no frozen account and under no hold (WH-04).
 * @throws PortcullisError `forbidden` (scope, frozen account), `not_found`, `conflict`, `held`, `expired`
 */
export async function executeOperation(
  engine: Engine,
  actor: PlatformActor,
  input: Execution,
  idempotency: Idempotency,
): Promise<{ readonly operation: Operation }> {
  requireScope(actor, 'operations:write');
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const operation = await loadOperation(tx, input.id);
      if (operation.status !== 'authorized')
        throw conflict(`The operation is ${operation.status.replaceAll('_', ' ')}, not authorized.`, { status: operation.status });
      const now = engine.clock.now();
      if (now >= operation.expires_at) throw new PortcullisError('expired', 'The authorization has expired; submit the operation again.');
      const changed = executionDifferences(operation, input);
      if (changed.length === 0 && !(await isStillSigned(tx, operation))) changed.push('signature');
      if (changed.length > 0) {
        throw new PortcullisError('conflict', 'What is about to be carried out is not what was authorized.', {
          reason: 'operation_changed',
          issues: changed.map((path) => ({ path, message: 'differs from the authorized operation' })),
          current: { status: operation.status },
        });
      }
      const { ownerId, frozen } = await standing(tx, operation.account_id);
      if (frozen) throw new PortcullisError('forbidden', 'This account is frozen; nothing is carried out.', { reason: 'account_frozen' });
      if ((moneyKinds as readonly string[]).includes(operation.kind)) {
        const holds = await activeHolds(tx, operation.account_id, ownerId, now);
        if (holds.length > 0) {
          throw new PortcullisError('held', 'A withdrawal hold is running.', {
            current: { holdEndsAt: holdsEnd(holds), cause: holds[0]?.cause },
          });
        }
      }
      const after = await transition(tx, engine, actor, operation, 'executed', null);
      return { operation: presentOperation(after, await tx.all(stepsOf, { operationId: input.id })) };
    }),
  );
}

/**
 * Cancels an operation that is not finished, with the request that waits for it.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`
 */
export async function cancelOperation(
  engine: Engine,
  actor: PlatformActor,
  input: { readonly id: string; readonly reason: string },
  idempotency: Idempotency,
): Promise<{ readonly operation: Operation }> {
  requireScope(actor, 'operations:write');
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const operation = await loadOperation(tx, input.id);
      const after = await transition(tx, engine, actor, operation, 'cancelled', input.reason);
      for (const request of await tx.all(pendingOfOperation, { operationId: input.id })) {
        await settle(tx, engine, actor, request, 'cancel', { reason: input.reason });
      }
      return { operation: presentOperation(after, await tx.all(stepsOf, { operationId: input.id })) };
    }),
  );
}

/**
 * Says what an operation turned out to be; it feeds precision and recall (RT-08). Saying again what stands changes nothing, least of all since
 * when it is known.
 * @param input.knownAt when the outcome became known, epoch ms; now by default, never in the future.
 * @throws PortcullisError `forbidden`, `not_found`, `idempotency_mismatch`
 */
export async function labelOperation(
  engine: Engine,
  actor: PlatformActor,
  input: { readonly id: string; readonly label: Label; readonly knownAt?: number | undefined },
  idempotency: Idempotency,
): Promise<{ readonly id: Operation['id']; readonly label: Label }> {
  requireScope(actor, 'labels:write');
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const operation = await loadOperation(tx, input.id);
      const { label, knownAt } = input;
      const answer = { id: operation.id as Operation['id'], label };
      const said = { operationId: operation.id, label, source: 'platform', actor } as const;
      if (await isSaidAlready(tx, said, knownAt)) return answer;
      await labelAs(tx, engine, operation.account_id, { ...said, knownAt: knownAt ?? engine.clock.now() });
      return answer;
    }),
  );
}

/** @throws PortcullisError `not_found`, `conflict` with the status that won, `expired` */
export async function requireReviewable(tx: ReadTx, engine: Engine, operationId: string): Promise<StoredOperation> {
  const operation = await loadOperation(tx, operationId);
  if (operation.status !== 'in_review') {
    throw conflict(`The operation is ${operation.status.replaceAll('_', ' ')} already.`, { status: operation.status });
  }
  if (engine.clock.now() >= operation.expires_at) {
    throw new PortcullisError('expired', 'The review’s time has run out.', { current: { status: operation.status } });
  }
  return operation;
}

/**
 * A person's verdict on an operation in review, in a transaction of the caller's; the reason stands in the audit trail. A yes stands for risk,
 * not for the customer: steps that their protections ask are still to be completed.
 * @throws PortcullisError `not_found`, `conflict` (naming what won), `expired`
 */
export async function settleReview(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  input: { readonly operationId: string; readonly verdict: 'authorize' | 'deny'; readonly reason: string },
): Promise<StoredOperation> {
  const operation = await requireReviewable(tx, engine, input.operationId);
  if (input.verdict === 'deny') return transition(tx, engine, actor, operation, 'review_denied', input.reason);
  const steps = await tx.all(stepsOf, { operationId: operation.id });
  return transition(tx, engine, actor, operation, steps.length === 0 ? 'review_authorized' : 'review_continued', input.reason);
}

/** CQ-03: nobody decided a review in time, so it is denied. */
export async function denyOverdueReview(tx: WriteTx, engine: Engine, actor: Actor, operationId: string): Promise<void> {
  const operation = await loadOperation(tx, operationId);
  if (operation.status === 'in_review') await transition(tx, engine, actor, operation, 'review_denied', 'Nobody decided in time');
}

/**
 * Ends operations whose time has run out: a step-up expires, a review is denied (CQ-03), and an authorization that nobody used is none any
 * more.
 * @returns how many were ended; call again while it is at least `limit`.
 */
export async function expireOperations(engine: Engine, limit = 100): Promise<number> {
  const now = engine.clock.now();
  const each = (id: string) =>
    engine.store.write(async (tx) => {
      const operation = await loadOperation(tx, id);
      if (operation.expires_at > engine.clock.now() || !unfinished.includes(operation.status)) return 0;
      await endOperation(tx, engine, operation);
      return 1;
    });
  // Each kind has its own turn, so that a pile of one keeps the other from nothing.
  const sweepOf = (name: string, query: typeof expiredOperations) =>
    sweep(engine, {
      name,
      limit,
      due: async (most) => (await engine.store.read((tx) => tx.all(query, { now, limit: most }))).map(({ id }) => id),
      each,
    });
  return (await sweepOf('overdue operations', expiredOperations)) + (await sweepOf('unspent authorizations', unspentAuthorizations));
}

const unfinished: readonly string[] = ['awaiting_step_up', 'in_review', 'authorized'];

async function endOperation(tx: Parameters<typeof transition>[0], engine: Engine, operation: StoredOperation): Promise<void> {
  const actor: Actor = systemActor('deadline');
  if (operation.status === 'in_review') {
    await transition(tx, engine, actor, operation, 'review_denied', 'Nobody decided in time');
    return;
  }
  if (operation.status === 'authorized') {
    // A session that was opened for the step-up goes on by its log-in: that one was made use of.
    const taken = operation.kind === 'login' && (await tx.first(sessionOfLogin, { loginOperationId: operation.id })) !== undefined;
    if (taken) await transition(tx, engine, actor, operation, 'executed', null);
    else await transition(tx, engine, actor, operation, 'expired', 'Nobody carried it out in time');
    return;
  }
  for (const request of await tx.all(pendingOfOperation, { operationId: operation.id })) {
    await settle(tx, engine, actor, request, 'expire', { reason: 'The operation expired' });
  }
  await transition(tx, engine, actor, operation, 'expired', 'The step-up was not completed in time');
}
