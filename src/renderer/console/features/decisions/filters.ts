import {
  type FactorKind,
  factorKinds,
  type OperationKind,
  type OperationStatus,
  type Outcome,
  operationKinds,
  operationStatuses,
  outcomes,
  type RiskBand,
  riskBands,
  type StepStatus,
  stepStatuses,
} from '../../../../shared/vocabulary/index.ts';
import { type RangeText, resolveRange } from '../../../ui/time-range.ts';
import type { Inputs } from '../../connection/api.ts';

/** The filters as they stand in the address: lists as words with commas between, so that a link can be read. */
export interface DecisionSearch {
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly band?: string | undefined;
  readonly status?: string | undefined;
  readonly account?: string | undefined;
  readonly rule?: string | undefined;
  readonly factor?: string | undefined;
  readonly stepStatus?: string | undefined;
  readonly time?: RangeText | undefined;
}

const NAMES = [
  'outcome',
  'kind',
  'band',
  'status',
  'account',
  'rule',
  'factor',
  'stepStatus',
  'time',
] as const satisfies readonly (keyof DecisionSearch)[];

/** Keeps what is a filter of ours and drops the rest: an address can come from anywhere. */
export function readDecisionSearch(search: Record<string, unknown>): DecisionSearch {
  const given = NAMES.map((name) => [name, search[name]] as const).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  );
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

export interface DecisionFilters {
  readonly outcome: readonly Outcome[];
  readonly kind: readonly OperationKind[];
  readonly band: readonly RiskBand[];
  readonly status: readonly OperationStatus[];
  readonly account: string;
  readonly rule: string;
  readonly factor: readonly FactorKind[];
  readonly stepStatus: readonly StepStatus[];
  readonly time: RangeText;
}

export function filtersOf(search: DecisionSearch): DecisionFilters {
  return {
    outcome: chosen(outcomes, search.outcome),
    kind: chosen(operationKinds, search.kind),
    band: chosen(riskBands, search.band),
    status: chosen(operationStatuses, search.status),
    account: search.account ?? '',
    rule: search.rule ?? '',
    factor: chosen(factorKinds, search.factor),
    stepStatus: chosen(stepStatuses, search.stepStatus),
    time: search.time ?? '',
  };
}

/** What the engine is asked; `now` gives spans such as “24 hours” their beginning. */
export function queryOf(filters: DecisionFilters, now: number): Omit<Inputs['decisions']['list'], 'cursor' | 'limit'> {
  const range = resolveRange(filters.time, now) ?? {};
  return {
    ...(filters.outcome.length > 0 ? { outcome: [...filters.outcome] } : {}),
    ...(filters.kind.length > 0 ? { kind: [...filters.kind] } : {}),
    ...(filters.band.length > 0 ? { band: [...filters.band] } : {}),
    ...(filters.status.length > 0 ? { status: [...filters.status] } : {}),
    ...(filters.account === '' ? {} : { accountId: filters.account }),
    ...(filters.rule === '' ? {} : { ruleId: filters.rule }),
    ...(filters.factor.length > 0 ? { factor: [...filters.factor] } : {}),
    ...(filters.stepStatus.length > 0 ? { stepStatus: [...filters.stepStatus] } : {}),
    ...range,
  };
}

export function isFiltered(filters: DecisionFilters): boolean {
  return Object.values(filters).some((value) => value.length > 0);
}

function chosen<Word extends string>(words: readonly Word[], text: string | undefined): readonly Word[] {
  const named = new Set(text?.split(','));
  return words.filter((word) => named.has(word));
}
