import type { CaseDecision, CaseDetail, CaseLink, CaseRow, Person } from '../../../shared/contract/console/cases.ts';
import {
  type AccountId,
  type CaseDecisionStatus,
  type CaseId,
  type CaseKind,
  type CaseOutcome,
  type CasePriority,
  type CaseVerdict,
  decidePermission,
  rolePermissions,
  subjectVerdicts,
} from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { masked, maskName } from '../accounts/masking.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { decisionByOperation } from '../operations/store.ts';
import { allStaff } from '../staff/store.ts';
import { attachmentsOf, presentAttachment } from './attachments/store.ts';
import { type CaseListRow, listedCase } from './list/store.ts';
import { deadlineActionOf, hoursOf } from './queue.ts';
import { linkedCases, notesOf, openNote, watchersOf } from './relations/store.ts';
import { correspondence } from './replies/correspondence.ts';
import { decisionsOf, type StoredDecision } from './store.ts';
import { subjectKindOf, subjectOf } from './subjects/index.ts';
import { statusOf } from './transition.ts';

const DECISIONS_SHOWN = 50;

export type Names = ReadonlyMap<string, string>;

/** Names of everybody who is or was staff. */
export async function namesOf(tx: ReadTx): Promise<Names> {
  return new Map((await tx.all(allStaff, {})).map(({ id, name }) => [id, name]));
}

export const person = (names: Names, id: string): Person => ({ id, name: names.get(id) ?? id });
const personOrNull = (names: Names, id: string | null): Person | null => (id === null ? null : person(names, id));

export const presentDecision = (row: StoredDecision, names: Names): CaseDecision => ({
  id: row.id,
  verdict: row.verdict as CaseVerdict,
  reason: row.reason,
  status: row.status as CaseDecisionStatus,
  by: person(names, row.staff_id),
  at: row.decided_at,
  appliesAt: row.applies_at,
  problem: row.problem,
});

/** A case as one row of the inbox. @param pending its decision that can still be undone, if there is one */
export function presentRow(
  engine: Pick<Engine, 'settings' | 'clock'>,
  row: CaseListRow,
  pending: StoredDecision | undefined,
  names: Names,
): CaseRow {
  const kind = row.kind as CaseKind;
  // A lease that has run out is nobody's, whether or not the job came round.
  const isHeld = row.status !== 'claimed' || (row.lease_until !== null && engine.clock.now() < row.lease_until);
  return {
    id: row.id as CaseId,
    kind,
    status: isHeld ? statusOf(row) : 'open',
    title: row.title,
    priority: row.priority as CasePriority,
    level: row.level,
    accountId: row.account_id as AccountId,
    customerName: masked(maskName, row.customerName),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
    dueAt: row.due_at,
    deadlineAt: row.deadline_at,
    deadlineAction: deadlineActionOf(engine, kind),
    assignee: isHeld ? personOrNull(names, row.assignee) : null,
    leaseUntil: row.status === 'claimed' && isHeld ? row.lease_until : null,
    firstBy: personOrNull(names, row.first_by),
    pending: pending === undefined ? null : presentDecision(pending, names),
    outcome: row.outcome as CaseOutcome | null,
    closedAt: row.closed_at,
  };
}

/** Everything on a case's page. @throws PortcullisError `not_found` */
export async function detailOf(tx: ReadTx, engine: Engine, actor: StaffActor, id: string): Promise<CaseDetail> {
  const row = await listedCase(tx, id);
  if (row === undefined) throw notFound('case');
  const names = await namesOf(tx);
  const decisions = await tx.all(decisionsOf, { caseId: id, limit: DECISIONS_SHOWN });
  const kind = subjectKindOf(row);
  const view = await subjectOf(row).view(tx, engine, actor, row);
  const watchers = await tx.all(watchersOf, { caseId: id });
  const permissions = rolePermissions[actor.role];
  const reaches = permissions.includes('cases.work') && (row.level === 1 || permissions.includes('cases.escalated'));
  const decision = row.operation_id === null ? undefined : await tx.first(decisionByOperation, { operationId: row.operation_id });
  return {
    ...presentRow(
      engine,
      row,
      decisions.find(({ status }) => status === 'pending'),
      names,
    ),
    subject: { kind, id: row.subject_id },
    decisionId: decision?.id ?? null,
    operationId: row.operation_id,
    cause: (JSON.parse(row.data) as { readonly cause: string }).cause,
    contentHash: view.contentHash,
    verdicts: [...subjectVerdicts[kind]],
    mayClaim: reaches,
    mayDecide: reaches && permissions.includes(decidePermission[kind]),
    ownRequest: view.own || row.first_by === actor.staffId,
    closedBy: row.closed_by === null ? null : (names.get(row.closed_by) ?? row.closed_by),
    closeReason: row.close_reason,
    facts: [...view.facts],
    decisions: decisions.map((each) => presentDecision(each, names)),
    watchers: watchers.map(({ staffId }) => person(names, staffId)),
    watching: watchers.some(({ staffId }) => staffId === actor.staffId),
    notes: (await tx.all(notesOf, { caseId: id })).map((note) => ({
      id: note.id,
      by: person(names, note.staffId),
      at: note.at,
      text: openNote(engine, note),
    })),
    businessHours: hoursOf(engine, row.kind as CaseKind),
    ...(await correspondence(tx, engine, row, (staffId) => person(names, staffId))),
    attachments: (await tx.all(attachmentsOf, { caseId: id })).map((each) => presentAttachment(engine, each, person(names, each.staffId))),
    links: await linksOf(tx, row, decision?.id ?? null),
  };
}

async function linksOf(tx: ReadTx, row: CaseListRow, decisionId: string | null): Promise<CaseLink[]> {
  const kind = subjectKindOf(row);
  const isRecord = (kind === 'identity_request' || kind === 'device_reset') && row.subject_id !== null;
  return [
    ...(isRecord ? [{ kind, id: row.subject_id ?? '', title: null, status: null }] : []),
    ...(row.operation_id === null ? [] : [{ kind: 'operation' as const, id: row.operation_id, title: null, status: null }]),
    ...(decisionId === null ? [] : [{ kind: 'decision' as const, id: decisionId, title: null, status: null }]),
    ...(await linkedCases(tx, row.id)).map((other) => ({ kind: 'case' as const, ...other })),
  ];
}

/** @throws PortcullisError `forbidden`, `not_found` */
export function getCase(engine: Engine, actor: StaffActor, id: CaseId): Promise<CaseDetail> {
  requirePermission(actor, 'cases.read');
  return engine.store.read((tx) => detailOf(tx, engine, actor, id));
}
