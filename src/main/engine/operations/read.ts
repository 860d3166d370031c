import type { Decision, Operation } from '../../../shared/contract/operation.ts';
import type { ReadTx } from '../../store/store.ts';
import { ownerOf } from '../accounts/owner/store.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { activeHolds, holdsEnd } from '../holds/holds.ts';
import { waitingStatuses } from './own.ts';
import { presentDecision, presentOperation } from './present.ts';
import { decisionByOperation, operationById, stepsOf } from './store.ts';

async function load(engine: Engine, id: string): Promise<{ readonly operation: Operation; readonly decision: Decision }> {
  return engine.store.read(async (tx) => {
    const row = await tx.first(operationById, { id });
    const decision = row === undefined ? undefined : await tx.first(decisionByOperation, { operationId: id });
    if (row === undefined || decision === undefined) throw notFound('operation');
    const steps = await tx.all(stepsOf, { operationId: id });
    return { operation: presentOperation(row, steps, await heldUntil(tx, engine, row)), decision: presentDecision(decision) };
  });
}

/** When the holds that stop an operation end, those of the main account included; null when none do, or nobody knows. */
async function heldUntil(
  tx: ReadTx,
  engine: Engine,
  operation: { readonly status: string; readonly account_id: string },
): Promise<number | null> {
  if (operation.status !== 'held') return null;
  const { account_id: accountId } = operation;
  const account = await tx.first(ownerOf, { id: accountId });
  return holdsEnd(await activeHolds(tx, accountId, account?.mainAccountId ?? accountId, engine.clock.now()));
}

/**
 * Reads an operation and its decision.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function readOperation(
  engine: Engine,
  actor: PlatformActor,
  id: string,
): Promise<{ readonly operation: Operation; readonly decision: Decision }> {
  requireScope(actor, 'operations:read');
  return load(engine, id);
}

/**
 * Waits until an operation's status differs from `since`, or, without it, until nobody has a step or a review left (IN-01).
 * @param input.timeoutMs answers `changed: false` after this many milliseconds.
 * @param signal ends the wait when the caller hung up or the server stops.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function waitForOutcome(
  engine: Engine,
  actor: PlatformActor,
  input: { readonly id: string; readonly since?: string | undefined; readonly timeoutMs: number },
  signal?: AbortSignal,
): Promise<{ readonly operation: Operation; readonly changed: boolean }> {
  requireScope(actor, 'operations:read');
  const settled = (operation: Operation): boolean =>
    input.since === undefined ? !waitingStatuses.includes(operation.status) : operation.status !== input.since;

  const deadline = AbortSignal.timeout(input.timeoutMs);
  const over = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  let wake: () => void = () => undefined;
  let pending = false;
  // Listening before the first look: a change between look and listen would otherwise be slept through.
  const stop = engine.store.feed.subscribe((event) => {
    if ((event.topic !== 'operation' || event.id !== input.id) && event.topic !== 'feed.gap') return;
    pending = true;
    wake();
  });
  try {
    for (;;) {
      pending = false;
      const { operation } = await load(engine, input.id);
      if (settled(operation) || over.aborted) return { operation, changed: settled(operation) };
      if (pending) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        over.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  } finally {
    stop();
  }
}
