import type { Operation } from '../../../shared/contract/operation.ts';
import type { FactorKind, OperationId, OperationStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { holdsEnd } from '../holds/holds.ts';
import { windowKeysOf } from '../risk/counted-as.ts';
import type { RuleEvaluation } from '../risk/rule-set.ts';
import { canonicalHash, canonicalText } from './canonical.ts';
import type { Prepared } from './prepare.ts';
import { insertDecision, insertOperation, insertStep, upsertDevice } from './store.ts';

/** The rules that hit, as a decision keeps them. */
export const hitsJson = ({ hits }: RuleEvaluation): string =>
  JSON.stringify(hits.map((hit) => ({ id: hit.ruleId, score: hit.score, outcome: hit.outcome ?? null })));

/**
 * Writes a decided operation down: its device, the operation with the text that is signed, its steps and the decision.
 * @param started the stopwatch's time when the decision began, ms
 * @param teaches false where the device is not to become one that the account is known on
 */
export async function record(
  tx: WriteTx,
  engine: Engine,
  prepared: Prepared,
  status: OperationStatus,
  source: string,
  started: number,
  teaches = true,
): Promise<Operation> {
  const { input, result, subject, now } = prepared;
  const id = engine.ids.next('operation') as OperationId;
  const text = canonicalText({
    id,
    accountId: input.accountId,
    kind: input.kind,
    amount: input.amount ?? null,
    asset: input.asset ?? null,
    destination:
      input.destination === undefined
        ? null
        : { address: input.destination.address, network: input.destination.network ?? null, tag: input.destination.tag ?? null },
    client: input.client,
    software: prepared.software,
    country: prepared.place?.country ?? null,
    address: input.address ?? null,
    details: input.details ?? {},
    at: now,
  });
  const hash = canonicalHash(text);
  const finished = status === 'denied' || status === 'held' || status === 'executed';
  const expiresAt = now + engine.settings.get(status === 'in_review' ? 'review.ttl' : 'operation.ttl');
  const finishReason = finished && status !== 'executed' ? (result.reasons[0] ?? result.because) : null;

  if (teaches && input.device !== undefined) {
    tx.post(upsertDevice, {
      accountId: input.accountId,
      id: input.device.id,
      client: input.client,
      name: input.device.name ?? null,
      os: input.device.os ?? null,
      appVersion: input.device.appVersion ?? null,
      loginAt: input.kind === 'login' && (status === 'authorized' || status === 'executed') ? now : null,
      now,
    });
  }
  tx.post(insertOperation, {
    id,
    accountId: input.accountId,
    kind: input.kind,
    status,
    client: input.client,
    deviceId: input.device?.id ?? null,
    sessionId: input.sessionId ?? null,
    address: input.address ?? null,
    network: prepared.network,
    country: prepared.place?.country ?? null,
    asn: prepared.place?.asn ?? null,
    userAgent: input.userAgent ?? null,
    amount: input.amount ?? null,
    asset: input.asset ?? null,
    assetNetwork: input.destination?.network ?? null,
    destination: input.destination?.address ?? null,
    ...windowKeysOf({ address: input.address ?? null, destination: input.destination?.address ?? null }),
    valueCents: prepared.cents,
    credentialResult: input.credentialResult ?? null,
    details: JSON.stringify({ ...(input.details ?? {}), ...(input.destination?.tag === undefined ? {} : { tag: input.destination.tag }) }),
    canonicalText: text,
    canonicalHash: hash,
    source,
    createdAt: now,
    expiresAt,
    authorizedAt: status === 'authorized' ? now : null,
    finishedAt: finished ? now : null,
    finishReason,
  });
  for (const [position, factor] of result.steps.entries()) {
    if (source === 'platform') tx.post(insertStep, { operationId: id, position, accountId: input.accountId, factor });
  }
  tx.post(insertDecision, {
    id: prepared.decisionId,
    operationId: id,
    accountId: input.accountId,
    kind: input.kind,
    outcome: result.outcome,
    score: result.score,
    band: result.band,
    steps: JSON.stringify(result.steps),
    signals: prepared.signals,
    hits: hitsJson(prepared.evaluation),
    explanation: JSON.stringify(prepared.explanation),
    rulesVersion: prepared.versions.rules,
    matrixVersion: prepared.versions.matrix,
    createdAt: now,
    durationUs: Math.round((engine.stopwatch() - started) * 1000),
  });
  return {
    id,
    accountId: input.accountId,
    kind: input.kind,
    status,
    createdAt: now,
    expiresAt,
    finishReason,
    canonicalText: text,
    canonicalHash: hash,
    steps: result.steps.map((factor: FactorKind, position) => ({ position, factor, status: 'pending' as const, attempts: 0 })),
    holdEndsAt: result.outcome === 'hold' ? holdsEnd(subject.holds) : null,
  };
}
