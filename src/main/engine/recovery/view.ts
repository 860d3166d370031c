import type { DeviceResetDetail, DeviceResetRow } from '../../../shared/contract/console/recovery.ts';
import type { DeviceReset } from '../../../shared/contract/recovery.ts';
import {
  type AccountId,
  type CallerMethod,
  type CallerStatus,
  type CaseId,
  type DeviceResetId,
  evidenceItems,
  type FactorId,
  type ResetSource,
  type ResetStatus,
} from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { type CustomerActor, requirePermission, type StaffActor } from '../actor.ts';
import { staffNames } from '../audit/store.ts';
import { openCaseOf } from '../cases/store.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { activeHolds } from '../holds/holds.ts';
import { finalStates } from '../machine.ts';
import { fromCursor, toPage } from '../paging.ts';
import { approvalsNeeded, assessRisk, gapsBefore, type ResetFacts } from './assess.ts';
import { callersOfReset } from './callers/store.ts';
import { callerRow } from './callers/view.ts';
import { resetMoves } from './machine.ts';
import { accountForRecovery, approvalsOf, openResetOf, resetById, resetRows, type StoredReset } from './store.ts';
import { evidenceOf, hashOf, targetsOf } from './transition.ts';

const finals = finalStates(resetMoves);

export const presentReset = (reset: StoredReset): DeviceReset => ({
  id: reset.id as DeviceResetId,
  caseId: reset.case_id as CaseId,
  status: reset.status as ResetStatus,
  source: reset.source as ResetSource,
  targets: targetsOf(reset).map(({ target }) => target),
  createdAt: reset.created_at,
  expiresAt: reset.expires_at,
  effectAt: reset.effect_at,
  finishedAt: reset.finished_at,
  mayCancel: !finals.includes(reset.status as ResetStatus),
});

/** @throws PortcullisError `not_found` */
export async function loadReset(tx: ReadTx, id: string): Promise<StoredReset> {
  const reset = await tx.first(resetById, { id });
  if (reset === undefined) throw notFound('device reset');
  return reset;
}

/** Everything that an approval is judged by, as it is now. */
export async function factsOf(tx: ReadTx, engine: Engine, reset: StoredReset): Promise<ResetFacts> {
  const now = engine.clock.now();
  const { account_id: accountId } = reset;
  const account = await tx.first(accountForRecovery, { id: accountId });
  const holds = await activeHolds(tx, accountId, accountId, now);
  const suspicion = await tx.first(openCaseOf, { accountId, kind: 'suspicious_activity' });
  const callers = await tx.all(callersOfReset, { resetId: reset.id });
  return {
    now,
    source: reset.source as ResetSource,
    targets: targetsOf(reset),
    evidence: evidenceOf(reset),
    callers: callers.map(({ method, status, answered_at: answeredAt }) => ({
      method: method as CallerMethod,
      status: status as CallerStatus,
      answeredAt,
    })),
    contactChangedAt: account?.contactChangedAt ?? null,
    passwordChangedAt: account?.passwordChangedAt ?? null,
    underSuspicion: holds.length > 0 || suspicion !== undefined,
    mandatoryPasskey: account?.mandatorySince != null,
    riskWindow: engine.settings.get('recovery.riskWindow'),
    callerMaxAge: engine.settings.get('caller.maxAge'),
  };
}

/** Approvals that stand for the content as it is stored. */
export async function standingApprovals(tx: ReadTx, reset: StoredReset) {
  const approvals = await tx.all(approvalsOf, { id: reset.id, revision: reset.revision });
  const hash = hashOf(reset);
  return approvals.filter((approval) => approval.contentHash === hash && approval.staffId !== reset.author);
}

async function rowOf(tx: ReadTx, engine: Engine, reset: StoredReset): Promise<DeviceResetRow> {
  return {
    ...presentReset(reset),
    accountId: reset.account_id as AccountId,
    requestedBy: reset.requested_by,
    risk: assessRisk(await factsOf(tx, engine, reset)).risk,
  };
}

/** Names of those among some ids that are of members of staff. */
async function namesAmong(tx: ReadTx, ids: readonly (string | null)[]): Promise<Record<string, string>> {
  const named = (await tx.all(staffNames, {})).filter(({ id }) => ids.includes(id));
  return Object.fromEntries(named.map(({ id, name }) => [id, name]));
}

/** A reset with everything that an approval rests on. */
export async function detailOf(tx: ReadTx, engine: Engine, actor: StaffActor, id: string): Promise<DeviceResetDetail> {
  const reset = await loadReset(tx, id);
  const facts = await factsOf(tx, engine, reset);
  const { risk, reasons } = assessRisk(facts);
  const evidence = evidenceOf(reset);
  const approvals = await standingApprovals(tx, reset);
  const needed = approvalsNeeded(risk, engine.settings.get('recovery.fourEyesFrom'), reset.author !== null);
  const gaps = gapsBefore(facts);
  const callers = await tx.all(callersOfReset, { resetId: id });
  return {
    ...(await rowOf(tx, engine, reset)),
    author: reset.author,
    content: targetsOf(reset).map(({ target, factorIds }) => ({ target, factorIds: factorIds as FactorId[] })),
    reason: reset.reason,
    revision: reset.revision,
    contentHash: reset.content_hash,
    evidence: evidenceItems.map((item) => {
      const { answer = null, note = null, by = null } = evidence[item] ?? {};
      return { item, answer, note, by };
    }),
    riskReasons: [...reasons],
    approvals: approvals.map(({ staffId, reason, at }) => ({ staffId, reason, at })),
    approvalsNeeded: needed,
    gaps: gaps.length === 0 && approvals.length > 0 && approvals.length < needed ? ['second_person'] : gaps,
    callers: callers.map((caller) => callerRow(actor, caller)),
    finishReason: reset.finish_reason,
    names: await namesAmong(tx, [
      reset.requested_by,
      reset.author,
      ...Object.values(evidence).map(({ by }) => by),
      ...approvals.map(({ staffId }) => staffId),
      ...callers.map(({ asked_by }) => asked_by),
    ]),
  };
}

/** @throws PortcullisError `forbidden`, `not_found` */
export function getReset(engine: Engine, actor: StaffActor, id: string): Promise<DeviceResetDetail> {
  requirePermission(actor, 'recovery.read');
  return engine.store.read((tx) => detailOf(tx, engine, actor, id));
}

/** Device resets, newest first. @throws PortcullisError `forbidden`, `invalid_input` (cursor) */
export async function listResets(
  engine: Engine,
  actor: StaffActor,
  input: {
    readonly status: 'open' | 'all';
    readonly accountId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: DeviceResetRow[]; readonly nextCursor: string | null }> {
  requirePermission(actor, 'recovery.read');
  const after = fromCursor(input.cursor);
  return engine.store.read(async (tx) => {
    const rows = await resetRows(tx, input, after, input.limit);
    const { items, nextCursor } = toPage(
      rows,
      input.limit,
      (row) => ({ at: row.created_at, id: row.id }),
      (row) => row,
    );
    const presented: DeviceResetRow[] = [];
    for (const row of items) presented.push(await rowOf(tx, engine, row));
    return { items: presented, nextCursor };
  });
}

/** The customer's own reset that is open, with its countdown; for a session that only completes its log-in, the one it asked for. */
export async function readOwnReset(engine: Engine, actor: CustomerActor): Promise<{ readonly reset: DeviceReset | null }> {
  return engine.store.read(async (tx) => {
    const reset = await tx.first(openResetOf, { accountId: actor.accountId });
    if (reset === undefined) return { reset: null };
    if (actor.limitedTo !== undefined && reset.operation_id !== actor.limitedTo) return { reset: null };
    return { reset: presentReset(reset) };
  });
}
