import type { Decision, Operation, Step } from '../../../shared/contract/operation.ts';
import type {
  AccountId,
  DecisionId,
  FactorKind,
  OperationId,
  OperationKind,
  OperationStatus,
  Outcome,
  RiskBand,
  StepStatus,
} from '../../../shared/vocabulary/index.ts';
import type { DecisionContext } from '../risk/context.ts';
import type { LoginEvidence } from '../risk/login-model/score.ts';

/** The columns that an operation is shown from. */
export interface OperationRow {
  readonly id: string;
  readonly account_id: string;
  readonly kind: string;
  readonly status: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly finish_reason: string | null;
  readonly canonical_text: string;
  readonly canonical_hash: string;
}

export interface StepRow {
  readonly position: number;
  readonly factor: string;
  readonly status: string;
  readonly attempts: number;
}

export const presentStep = (row: StepRow): Step => ({
  position: row.position,
  factor: row.factor as FactorKind,
  status: row.status as StepStatus,
  attempts: row.attempts,
});

/** An operation as the contracts show it. */
export const presentOperation = (row: OperationRow, steps: readonly StepRow[], holdEndsAt: number | null = null): Operation => ({
  id: row.id as OperationId,
  accountId: row.account_id as AccountId,
  kind: row.kind as OperationKind,
  status: row.status as OperationStatus,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  finishReason: row.finish_reason,
  canonicalText: row.canonical_text,
  canonicalHash: row.canonical_hash,
  steps: steps.map(presentStep),
  holdEndsAt,
});

export interface DecisionRowData {
  readonly id: string;
  readonly operation_id: string;
  readonly outcome: string;
  readonly score: number;
  readonly band: string;
  readonly steps: string;
  readonly explanation: string;
  readonly rules_version: number;
  readonly matrix_version: number;
  readonly created_at: number;
}

/** What a decision keeps besides its columns; enough to explain it without the rules of its time (PO-06). */
export interface Explanation {
  readonly reasons: readonly string[];
  readonly precedence: string;
  readonly because: string;
  readonly enrolled: readonly FactorKind[];
  readonly answer: unknown;
  readonly usableSignals: number;
  readonly minSignals: number;
  readonly bands: { readonly medium: number; readonly high: number; readonly critical: number };
  /** What else it depended on, so that another policy can be decided for the same operation (RT-05). */
  readonly context?: DecisionContext;
  /** Versions of what has no column of its own. */
  readonly versions?: { readonly lists: number; readonly thresholds: number };
  /** Rules that were switched off for the account (RT-10). */
  readonly snoozed?: readonly string[];
  /** What each feature of a log-in said, where the log-in model was asked (RT-11). */
  readonly login?: readonly LoginEvidence[];
  readonly failures: readonly { readonly ruleId: string; readonly message: string }[];
}

export const presentDecision = (row: DecisionRowData): Decision => ({
  id: row.id as DecisionId,
  operationId: row.operation_id as OperationId,
  outcome: row.outcome as Outcome,
  score: row.score,
  band: row.band as RiskBand,
  reasons: [...(JSON.parse(row.explanation) as Explanation).reasons],
  steps: JSON.parse(row.steps) as FactorKind[],
  rulesVersion: row.rules_version,
  matrixVersion: row.matrix_version,
  createdAt: row.created_at,
});
