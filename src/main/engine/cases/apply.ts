import type { CaseVerdict, Role } from '../../../shared/vocabulary/index.ts';
import { decidePermission } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor, systemActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { forbidden, PortcullisError } from '../errors.ts';
import { staffById } from '../staff/store.ts';
import { sweep } from '../sweep/sweep.ts';
import { decisionById, dueDecisions, type StoredCase, type StoredDecision, settleDecision } from './store.ts';
import { subjectKindOf, subjectOf } from './subjects/index.ts';
import { loadCase, moveCase, statusOf, unassigned } from './transition.ts';

/** Whoever decided, as they are now: somebody who lost their role or was disabled meanwhile carries nothing out any more. */
async function decider(tx: WriteTx, decision: StoredDecision): Promise<StaffActor> {
  const person = await tx.first(staffById, { id: decision.staff_id });
  if (person?.status !== 'active') throw forbidden('whoever decided is no member of staff any more');
  return {
    kind: 'staff',
    staffId: decision.staff_id as StaffActor['staffId'],
    sessionId: decision.session_id as StaffActor['sessionId'],
    role: person.role as Role,
    address: decision.address,
  };
}

/**
 * Carries out decisions whose time to be undone is over (CQ-04). Safe on several servers at once and after a restart: the decision is
 * settled and its effect written in one transaction that begins with a compare-and-set, so each happens once or not at all.
 * @param limit how many at a time. @returns how many it dealt with
 */
export async function applyDecisions(engine: Engine, limit = 50): Promise<number> {
  return sweep(engine, {
    name: 'decisions to take effect',
    limit,
    due: async (most) => {
      const due = await engine.store.read((tx) => tx.all(dueDecisions, { now: engine.clock.now(), limit: most }));
      return due.map(({ id }) => id);
    },
    each: async (id) => {
      try {
        return await engine.store.write((tx) => apply(tx, engine, id));
      } catch (error) {
        if (!(error instanceof PortcullisError)) throw error;
        return engine.store.write((tx) => fail(tx, engine, id, error.message));
      }
    },
  });
}

/** Settles a decision if it is still to be settled, and gives it with its case. */
async function take(tx: WriteTx, engine: Engine, id: string, to: 'applied' | 'failed', problem: string | null) {
  const decision = await tx.first(decisionById, { id });
  const now = engine.clock.now();
  if (decision?.status !== 'pending' || decision.applies_at > now) return null;
  if ((await tx.run(settleDecision, { id, to, problem, now })) !== 1) return null;
  return { decision, found: await loadCase(tx, decision.case_id) };
}

async function apply(tx: WriteTx, engine: Engine, id: string): Promise<number> {
  const taken = await take(tx, engine, id, 'applied', null);
  if (taken === null) return 0;
  const { decision, found } = taken;
  const actor = await decider(tx, decision);
  requirePermission(actor, decidePermission[subjectKindOf(found)]);
  const { verdict, reason, content_hash: contentHash } = decision;
  const effect = await subjectOf(found).apply(tx, engine, actor, found, { verdict: verdict as CaseVerdict, reason, contentHash });
  if (effect.kind === 'refused') {
    await refuse(tx, engine, found, effect.problem);
  } else if (effect.kind === 'awaiting_second') {
    const to = { ...unassigned, first_by: actor.staffId };
    await moveCase(tx, engine, actor, await loadCase(tx, found.id), 'await_second', to, { told: { needsSecond: true } });
  }
  return 1;
}

/** The subject did not take it: somebody has to look again. */
async function refuse(tx: WriteTx, engine: Engine, found: StoredCase, problem: string): Promise<void> {
  const now = await loadCase(tx, found.id);
  if (statusOf(now) !== 'pending_effect') return;
  await moveCase(tx, engine, systemActor('cases'), now, 'refuse', unassigned, { reason: problem, told: { problem } });
}

async function fail(tx: WriteTx, engine: Engine, id: string, problem: string): Promise<number> {
  const taken = await take(tx, engine, id, 'failed', problem);
  if (taken === null) return 0;
  await refuse(tx, engine, taken.found, problem);
  return 1;
}
