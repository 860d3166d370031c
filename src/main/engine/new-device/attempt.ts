import type { ClientKind, FactorKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { operationById } from '../operations/store.ts';
import type { Subject } from '../operations/subject.ts';
import { transition } from '../operations/transition.ts';
import { settle } from '../verification/settle.ts';
import { pendingOfOperation } from '../verification/store.ts';
import { type AssignedMethod, type Assignment, assign } from './assign.ts';
import { recentAppDevices, trustedDeviceRecent } from './recency.ts';
import { insertAttempt, latestAttempt } from './store.ts';

/** The attempt that a log-in belongs to: begun by it, or gone on with. */
export interface Attempt {
  readonly assignment: Assignment;
  /** Null while this log-in is the attempt's first. */
  readonly id: string | null;
  readonly beganAt: number;
  /** The log-in of the same attempt that this one takes the place of. */
  readonly supersedes: string | null;
}

const ended: readonly string[] = ['authorized', 'executed'];

/**
 * The attempt of a log-in from a new device, with its method (ND-02). Log-ins of one account from one device and client belong to one
 * attempt for `operation.ttl` from its first, until one succeeds: a reload, a retry or a repeated submit gets the same method, whatever
 * changed about the account meanwhile.
 */
export async function attemptFor(
  tx: ReadTx,
  engine: Engine,
  login: { readonly accountId: string; readonly deviceId: string | null; readonly client: ClientKind },
  subject: Subject,
): Promise<Attempt> {
  const now = engine.clock.now();
  const { accountId, client } = login;
  const since = now - engine.settings.get('operation.ttl');
  const latest = await tx.first(latestAttempt, { accountId, deviceId: login.deviceId ?? '', client, since });
  if (latest !== undefined && !ended.includes(latest.status)) {
    return {
      assignment: { method: latest.method as AssignedMethod, steps: JSON.parse(latest.steps) as FactorKind[] },
      id: latest.attemptId,
      beganAt: latest.beganAt,
      supersedes: latest.status === 'awaiting_step_up' || latest.status === 'in_review' ? latest.operationId : null,
    };
  }
  const { trustedDevice, ownerId } = subject;
  const active = trustedDevice !== null && !trustedDevice.suspended;
  const assignment = assign({
    verified: subject.verified,
    client,
    trustedDevice: trustedDevice === null ? 'none' : active ? 'active' : 'suspended',
    trustedDeviceRecent: active && (await trustedDeviceRecent(tx, engine, ownerId, trustedDevice, login.deviceId)),
    appDeviceRecent: trustedDevice === null && (await recentAppDevices(tx, engine, ownerId, login.deviceId)).length > 0,
    runnable: subject.runnable,
  });
  return { assignment, id: null, beganAt: now, supersedes: null };
}

/** Stores a log-in with its attempt, and ends the one whose place it takes: an attempt waits for one set of answers at a time. */
export async function recordAttempt(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  attempt: Attempt,
  login: {
    readonly operationId: string;
    readonly accountId: string;
    readonly deviceId: string | null;
    readonly client: string;
    readonly address: string | null;
    /** What was decided; empty where a person decides. */
    readonly steps: readonly FactorKind[];
  },
): Promise<void> {
  const { operationId, accountId, client, address } = login;
  tx.post(insertAttempt, {
    operationId,
    attemptId: attempt.id ?? operationId,
    accountId,
    deviceId: login.deviceId ?? '',
    client,
    method: attempt.assignment.method,
    steps: JSON.stringify(login.steps.length > 0 ? login.steps : attempt.assignment.steps),
    address,
    beganAt: attempt.beganAt,
    now: engine.clock.now(),
  });
  if (attempt.supersedes === null) return;
  const older = await tx.first(operationById, { id: attempt.supersedes });
  if (older === undefined) return;
  const reason = 'The same device began the log-in again';
  for (const request of await tx.all(pendingOfOperation, { operationId: older.id })) {
    await settle(tx, engine, actor, request, 'supersede', { reason });
  }
  await transition(tx, engine, actor, older, 'cancelled', reason);
}
