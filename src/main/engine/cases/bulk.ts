import { hash } from 'node:crypto';
import {
  type BulkAction,
  type CaseId,
  type CasePriority,
  type CaseVerdict,
  decidePermission,
  refusingVerdicts,
  rolePermissions,
  subjectVerdicts,
} from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput, notFound, PortcullisError } from '../errors.ts';
import { claimWithin } from './claim.ts';
import { decideWithin } from './decide.ts';
import { escalateWithin, prioritize, requireNextLine } from './escalate.ts';
import { isLive, requireLine } from './lease.ts';
import { caseById, decisionById, type StoredCase } from './store.ts';
import { subjectKindOf, subjectOf } from './subjects/index.ts';
import { loadCase, statusOf } from './transition.ts';

export interface BulkInput {
  readonly action: BulkAction;
  readonly ids: readonly CaseId[];
  readonly priority?: CasePriority | undefined;
}

export interface BulkItem {
  readonly id: CaseId;
  readonly ok: boolean;
  readonly problem: string | null;
}

/** The verdict on a case that lets nothing happen; null where every verdict lets something happen. */
export function refusal(found: Pick<StoredCase, 'subject_kind'>): CaseVerdict | null {
  const refusing: readonly CaseVerdict[] = refusingVerdicts;
  return subjectVerdicts[subjectKindOf(found)].find((verdict) => refusing.includes(verdict)) ?? null;
}

/** @throws PortcullisError `invalid_input` for too many, and for a priority that is missing */
function requireSize(engine: Engine, { action, ids, priority }: BulkInput): readonly CaseId[] {
  const most = engine.settings.get('case.maxBulk');
  const distinct = [...new Set(ids)];
  if (distinct.length > most) throw invalidInput('ids', `at most ${most} at a time`);
  if (action === 'set_priority' && priority === undefined) throw invalidInput('priority', 'is missing');
  return distinct;
}

/** Why an action does not reach a case, or null. The same questions are asked again when it is carried out. */
function obstacle(actor: StaffActor, found: StoredCase | undefined, { action }: BulkInput, now: number): PortcullisError | null {
  if (found === undefined) return notFound('case');
  const status = statusOf(found);
  if (status === 'closed') return conflict('It is closed.', { status });
  try {
    requireLine(actor, found);
    if (action === 'escalate') requireNextLine(found);
  } catch (error) {
    if (error instanceof PortcullisError) return error;
    throw error;
  }
  if (action === 'set_priority') return null;
  if (status !== 'open' && status !== 'claimed') return conflict('It is decided.', { status });
  if (isLive(found, now) && found.assignee !== actor.staffId) return conflict('A colleague has it.', { status });
  if (action === 'escalate') return null;
  if (!rolePermissions[actor.role].includes(decidePermission[subjectKindOf(found)])) {
    return new PortcullisError('forbidden', 'Your role does not decide this kind of case.');
  }
  return refusal(found) === null ? new PortcullisError('step_refused', 'This kind of case is decided one by one.') : null;
}

const answer = (id: CaseId, problem: PortcullisError | null): BulkItem => ({ id, ok: problem === null, problem: problem?.message ?? null });

/**
 * What a bulk action would reach now (CQ-05), and why it would not reach the others. Changes nothing.
 * @throws PortcullisError `forbidden`, `invalid_input`
 */
export async function previewBulk(
  engine: Engine,
  actor: StaffActor,
  input: BulkInput,
): Promise<{ readonly count: number; readonly items: BulkItem[] }> {
  requirePermission(actor, 'cases.bulk');
  const ids = requireSize(engine, input);
  const now = engine.clock.now();
  const items = await engine.store.read(async (tx: ReadTx) => {
    const answers: BulkItem[] = [];
    for (const id of ids) answers.push(answer(id, obstacle(actor, await tx.first(caseById, { id }), input, now)));
    return answers;
  });
  return { count: items.filter(({ ok }) => ok).length, items };
}

/**
 * Does one thing to many cases (CQ-05), each in a transaction of its own and with its own answer. Nothing is granted in bulk: cases are
 * refused, escalated or ordered, and a refusal can be undone for as long as any decision. The same call again decides nothing twice.
 *
 * @param input.expected how many the preview named; with another number now nothing is done
 * @throws PortcullisError `forbidden`, `invalid_input`, `conflict` when the preview is not true any more
 */
export async function runBulk(
  engine: Engine,
  actor: StaffActor,
  input: BulkInput & { readonly bulkId: string; readonly reason: string; readonly expected: number },
): Promise<{ readonly done: number; readonly items: BulkItem[] }> {
  requirePermission(actor, 'cases.bulk');
  const ids = requireSize(engine, input);
  const before = await previewBulk(engine, actor, input);
  const repeated = await isRepeated(engine, input, ids);
  if (!repeated && before.count !== input.expected) {
    throw new PortcullisError('conflict', `It would reach ${before.count} cases now, not ${input.expected}.`, {
      reason: 'preview_changed',
      current: { count: before.count },
    });
  }
  const items: BulkItem[] = [];
  for (const id of ids) {
    try {
      await one(engine, actor, id, input);
      items.push(answer(id, null));
    } catch (error) {
      if (!(error instanceof PortcullisError)) throw error;
      items.push(answer(id, error));
    }
  }
  return { done: items.filter(({ ok }) => ok).length, items };
}

/** One decision id for each case of one bulk action. */
const decisionIdOf = (bulkId: string, caseId: string): string => hash('sha256', `${bulkId}\0${caseId}`, 'hex').slice(0, 40);

/** Whether some of it has been decided by this very action before: then its first answer was lost on the way. */
async function isRepeated(
  engine: Engine,
  { bulkId, action }: { readonly bulkId: string; readonly action: BulkAction },
  ids: readonly CaseId[],
) {
  if (action !== 'refuse') return false;
  return engine.store.read(async (tx) => {
    for (const id of ids) if ((await tx.first(decisionById, { id: decisionIdOf(bulkId, id) })) !== undefined) return true;
    return false;
  });
}

function one(
  engine: Engine,
  actor: StaffActor,
  id: CaseId,
  input: BulkInput & { readonly bulkId: string; readonly reason: string },
): Promise<unknown> {
  return engine.store.write(async (tx) => {
    const decisionId = decisionIdOf(input.bulkId, id);
    if (input.action === 'refuse' && (await tx.first(decisionById, { id: decisionId })) !== undefined) return;
    const found = await loadCase(tx, id);
    const problem = obstacle(actor, found, input, engine.clock.now());
    if (problem !== null) throw problem;
    if (input.action === 'set_priority') return prioritize(tx, engine, actor, found, input.priority ?? 'normal', input.reason);
    if (input.action === 'escalate') return escalateWithin(tx, engine, actor, found, input.reason);
    const verdict = refusal(found);
    if (verdict === null) throw new Error('A case that has no refusal passed for one that has');
    const { token } = await claimWithin(tx, engine, actor, id);
    const claimed = await loadCase(tx, id);
    const { contentHash } = await subjectOf(claimed).view(tx, engine, actor, claimed);
    return decideWithin(tx, engine, actor, claimed, { id, leaseToken: token, decisionId, verdict, reason: input.reason, contentHash });
  });
}
