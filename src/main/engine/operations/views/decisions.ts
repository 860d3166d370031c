import type { DecisionDetail, DecisionRow } from '../../../../shared/contract/console/index.ts';
import type {
  AccountId,
  CaseId,
  ClientKind,
  DecisionId,
  FactorKind,
  OperationId,
  OperationKind,
  OperationStatus,
  Outcome,
  RiskBand,
} from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { latestCaseOfSubject } from '../../cases/store.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { fromCursor, toPage } from '../../paging.ts';
import type { LoginEvidence } from '../../risk/login-model/score.ts';
import { findSignal } from '../../risk/signals/catalogue.ts';
import { ruleSetSchema } from '../../risk/starter.ts';
import { governedVersion } from '../../risk/store.ts';
import { type Explanation, presentDecision, presentOperation } from '../present.ts';
import { textForStaff } from '../shown-to-staff.ts';
import { operationById, stepsOf } from '../store.ts';
import { type DecisionFilter, type DecisionListRow, decisionById, decisionRows, deviceName } from './store.ts';

/** A decision as one row of a list. */
export function presentDecisionRow({ explanation, ...row }: DecisionListRow): DecisionRow {
  const { reasons, because } = JSON.parse(explanation) as Explanation;
  return {
    ...row,
    id: row.id as DecisionId,
    operationId: row.operationId as OperationId,
    accountId: row.accountId as AccountId,
    kind: row.kind as OperationKind,
    client: row.client as ClientKind,
    outcome: row.outcome as Outcome,
    status: row.status as OperationStatus,
    band: row.band as RiskBand,
    steps: JSON.parse(row.steps) as FactorKind[],
    topReason: reasons[0] ?? because,
  };
}

/**
 * Decisions, newest first, by any of the filters.
 * @throws PortcullisError `forbidden`, `invalid_input` (cursor)
 */
export async function listDecisions(
  engine: Engine,
  actor: StaffActor,
  input: DecisionFilter & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly items: DecisionRow[]; readonly nextCursor: string | null }> {
  requirePermission(actor, 'decisions.read');
  const after = fromCursor(input.cursor);
  const rows = await engine.store.read((tx) => decisionRows(tx, input, after, input.limit));
  return toPage(rows, input.limit, (row) => ({ at: row.createdAt, id: row.id }), presentDecisionRow);
}

/**
 * One decision, explained from what it stored: the signals it saw, the rules of its own version, the policy's answer (PO-06).
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function getDecision(engine: Engine, actor: StaffActor, id: string): Promise<DecisionDetail> {
  requirePermission(actor, 'decisions.read');
  return engine.store.read(async (tx) => {
    const row = await tx.first(decisionById, { id });
    const operation = row === undefined ? undefined : await tx.first(operationById, { id: row.operation_id });
    if (row === undefined || operation === undefined) throw notFound('decision');
    const explanation = JSON.parse(row.explanation) as Explanation;
    const signals = JSON.parse(row.signals) as Readonly<Record<string, string | number | boolean | null>>;
    const device =
      operation.device_id === null ? undefined : await tx.first(deviceName, { accountId: operation.account_id, id: operation.device_id });
    const review = await tx.first(latestCaseOfSubject, { accountId: operation.account_id, subjectId: operation.id });
    return {
      decision: presentDecision(row),
      operation: {
        ...presentOperation(operation, await tx.all(stepsOf, { operationId: operation.id })),
        canonicalText: textForStaff(operation.kind, operation.canonical_text),
      },
      facts: {
        client: operation.client as DecisionRow['client'],
        deviceId: operation.device_id,
        deviceName: device?.name ?? null,
        address: operation.address,
        country: operation.country,
        userAgent: operation.user_agent,
        amount: operation.amount,
        asset: operation.asset,
        destination: operation.destination,
        source: operation.source,
      },
      signals: Object.entries(signals).map(([name, value]) => {
        const signal = findSignal(name);
        return { name, value, meaning: signal?.meaning ?? '', unit: signal?.unit ?? null, source: signal?.source ?? 'a former version' };
      }),
      login: explanation.login === undefined ? null : shownLogin(explanation.login, operation.user_agent),
      hits: await explainHits(tx, row.rules_version, row.hits),
      ruleErrors: [...explanation.failures],
      policyRow: {
        kind: row.kind,
        band: row.band,
        enrolled: [...explanation.enrolled],
        answer: JSON.stringify(explanation.answer),
        because: explanation.because,
      },
      durationUs: row.duration_us,
      reviewCaseId: (review?.id ?? null) as CaseId | null,
    };
  });
}

/** User-Agents are kept as short keys; the operation itself has the words. */
const shownLogin = (evidence: readonly LoginEvidence[], userAgent: string | null): LoginEvidence[] =>
  evidence.map((each) => (each.feature === 'user_agent' ? { ...each, value: userAgent ?? each.value } : each));

async function explainHits(tx: ReadTx, version: number, hits: string): Promise<DecisionDetail['hits']> {
  const stored = JSON.parse(hits) as readonly { readonly id: string; readonly score: number; readonly outcome: Outcome | null }[];
  const set = await tx.first(governedVersion, { kind: 'rules', version });
  const rules = new Map((set === undefined ? [] : ruleSetSchema.parse(JSON.parse(set.content)).rules).map((rule) => [rule.id, rule]));
  return stored.map((hit) => ({
    ruleId: hit.id,
    name: rules.get(hit.id)?.name ?? hit.id,
    reason: rules.get(hit.id)?.reason ?? '',
    score: hit.score,
    outcome: hit.outcome,
  }));
}
