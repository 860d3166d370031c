import type { Operation, OperationInput } from '../../../shared/contract/operation.ts';
import { type CasePriority, operationPhrases, type RiskBand } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { raiseCase } from '../cases/raise.ts';
import type { Engine } from '../engine.ts';

const priorities: Readonly<Record<RiskBand, CasePriority>> = {
  low: 'normal',
  medium: 'normal',
  high: 'high',
  critical: 'urgent',
  unknown: 'high',
};

/** CQ-01: an operation that a person must decide waits in the inbox; the engine denies it when nobody does. */
export async function raiseReview(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  review: {
    readonly operation: Operation;
    readonly input: Pick<OperationInput, 'kind' | 'client' | 'asset'>;
    readonly result: { readonly band: RiskBand };
    readonly evaluation: { readonly hits: readonly { readonly ruleId: string }[] };
    readonly place: { readonly country: string | null } | null;
  },
): Promise<void> {
  const { operation, input, result, evaluation, place } = review;
  const country = place?.country ?? null;
  await raiseCase(tx, engine, {
    accountId: operation.accountId,
    kind: 'risk_review',
    title: `Review of ${operationPhrases[input.kind]}`,
    operationId: operation.id,
    actor,
    cause: 'review',
    priority: priorities[result.band],
    subjectId: operation.id,
    endsBy: operation.expiresAt,
    features: [
      `operation:${input.kind}`,
      `band:${result.band}`,
      `client:${input.client}`,
      ...(input.asset === undefined ? [] : [`asset:${input.asset}`]),
      ...(country === null ? [] : [`country:${country}`]),
      ...evaluation.hits.map(({ ruleId }) => `rule:${ruleId}`),
    ],
  });
}
