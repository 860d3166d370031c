import type { CaseDecision, CaseDetail } from '../../../shared/contract/console/cases.ts';
import { type CaseId, type CaseVerdict, decidePermission, subjectVerdicts } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput, notFound, PortcullisError } from '../errors.ts';
import { detailOf, namesOf, presentDecision } from './detail.ts';
import { requireLease, requireLine } from './lease.ts';
import { decisionById, insertDecision, type StoredCase, type StoredDecision, settleDecision } from './store.ts';
import { subjectKindOf, subjectOf } from './subjects/index.ts';
import { loadCase, moveCase } from './transition.ts';

export interface DecisionInput {
  readonly id: CaseId;
  readonly leaseToken: string;
  /** Made by the caller: the same call again answers the same and decides nothing more. */
  readonly decisionId: string;
  readonly verdict: CaseVerdict;
  readonly reason: string;
  readonly contentHash: string;
}

/**
 * Decides a case (CQ-02, CQ-04). Nothing happens yet: the decision waits for as long as it can be undone, and a job carries it out then,
 * also after a restart. What the subject would refuse is refused now.
 *
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input` (a verdict of another kind of case), `idempotency_mismatch`, `conflict`
 *   (`lease_lost`, `lease_lapsed`, `decided_already` naming who and when, `content_changed`, `second_person`), and what the subject throws
 */
export async function decideCase(
  engine: Engine,
  actor: StaffActor,
  input: DecisionInput,
): Promise<{ readonly decision: CaseDecision; readonly case: CaseDetail }> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    const decision = await decideWithin(tx, engine, actor, found, input);
    return { decision: presentDecision(decision, await namesOf(tx)), case: await detailOf(tx, engine, actor, input.id) };
  });
}

/** As {@link decideCase}, in a use-case's own transaction. */
export async function decideWithin(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  found: StoredCase,
  input: DecisionInput,
): Promise<StoredDecision> {
  const repeated = await tx.first(decisionById, { id: input.decisionId });
  if (repeated !== undefined) return sameDecision(repeated, actor, input);
  requirePermission(actor, decidePermission[subjectKindOf(found)]);
  requireLine(actor, found);
  if (!subjectVerdicts[subjectKindOf(found)].includes(input.verdict)) throw invalidInput('verdict', 'is none of this kind of case');
  await requireLease(tx, engine, actor, found, input.leaseToken);
  if (input.verdict === 'approve' && found.first_by === actor.staffId) {
    throw new PortcullisError('conflict', 'You approved this already; another person has to.', { reason: 'second_person' });
  }
  await subjectOf(found).check(tx, engine, actor, found, input);
  const now = engine.clock.now();
  const appliesAt = now + engine.settings.get('case.undo');
  await tx.run(insertDecision, {
    id: input.decisionId,
    caseId: found.id,
    staffId: actor.staffId,
    sessionId: actor.sessionId,
    address: actor.address,
    verdict: input.verdict,
    reason: input.reason,
    contentHash: input.contentHash,
    now,
    appliesAt,
  });
  await moveCase(
    tx,
    engine,
    actor,
    found,
    'decide',
    {},
    {
      reason: input.reason,
      changes: [
        { field: 'verdict', old: null, new: input.verdict },
        { field: 'content', old: null, new: input.contentHash },
        { field: 'appliesAt', old: null, new: appliesAt },
      ],
      told: { verdict: input.verdict, by: actor.staffId },
    },
  );
  const decision = await tx.first(decisionById, { id: input.decisionId });
  if (decision === undefined) throw new Error('A decision that was just written is gone');
  return decision;
}

/** @throws PortcullisError `idempotency_mismatch` when the id names something else that was decided */
function sameDecision(before: StoredDecision, actor: StaffActor, input: DecisionInput): StoredDecision {
  const same =
    before.case_id === input.id &&
    before.staff_id === actor.staffId &&
    before.verdict === input.verdict &&
    before.reason === input.reason &&
    before.content_hash === input.contentHash;
  if (!same) throw new PortcullisError('idempotency_mismatch', 'This id names another decision; make a new one.');
  return before;
}

/**
 * Takes a decision back while it has not taken effect (CQ-04). The case is in the hands of whoever decided, as before.
 * @throws PortcullisError `forbidden`, `not_found`, also for a colleague's decision, `conflict` when it is too late
 */
export async function undoDecision(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly decisionId: string },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    const decision = await tx.first(decisionById, { id: input.decisionId });
    if (decision?.case_id !== found.id || decision.staff_id !== actor.staffId) throw notFound('decision');
    const now = engine.clock.now();
    // By the clock, not by whether the job came round: what can be undone never depends on how busy the machine is.
    if (decision.status !== 'pending' || now >= decision.applies_at) {
      throw conflict('It is too late to undo it.', { status: found.status, decision: decision.status });
    }
    if ((await tx.run(settleDecision, { id: decision.id, to: 'undone', problem: null, now })) !== 1) {
      throw conflict('It is too late to undo it.', { status: found.status });
    }
    const to = { lease_until: now + engine.settings.get('case.lease') };
    const changes = [{ field: 'verdict', old: decision.verdict, new: null }];
    await moveCase(tx, engine, actor, found, 'undo', to, { changes });
    return detailOf(tx, engine, actor, input.id);
  });
}
