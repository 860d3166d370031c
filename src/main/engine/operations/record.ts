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

/** How a decision is written down. */
interface Recording {
  readonly status: OperationStatus;
  readonly source: 'platform' | 'import';
  /** The stopwatch's time when the decision began, ms. */
  readonly started: number;
  /** False where the device is not to become one that the account is known on. */
  readonly teaches?: boolean;
}

/** Writes a decided operation down: its device, the operation with the text that is signed, its steps and the decision. */
export async function record(tx: WriteTx, engine: Engine, prepared: Prepared, recording: Recording): Promise<Operation> {
  const { input, result, subject, now } = prepared;
  const { status, source, teaches = true } = recording;
  const id = engine.ids.next('operation') as OperationId;
  const text = textOf(prepared, id);
  const hash = canonicalHash(text);
  const expiresAt = now + engine.settings.get(status === 'in_review' ? 'review.ttl' : 'operation.ttl');
  const finished = status === 'denied' || status === 'held' || status === 'executed';
  const finishReason = finished && status !== 'executed' ? (result.reasons[0] ?? result.because) : null;

  if (teaches) noteDevice(tx, prepared, status);
  tx.post(insertOperation, {
    ...columnsOf(prepared),
    id,
    status,
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
  keepDecision(tx, prepared, id, Math.round((engine.stopwatch() - recording.started) * 1000));
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

/** What the customer reads and a device signs. */
const textOf = ({ input, software, place, now }: Prepared, id: OperationId): string =>
  canonicalText({
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
    software,
    country: place?.country ?? null,
    address: input.address ?? null,
    details: input.details ?? {},
    at: now,
  });

/** The operation's columns that say what was asked for, and from where. */
const columnsOf = ({ input, network, place, cents }: Prepared) => {
  const { accountId, kind, client, destination, details = {} } = input;
  return {
    accountId,
    kind,
    client,
    deviceId: input.device?.id ?? null,
    sessionId: input.sessionId ?? null,
    address: input.address ?? null,
    network,
    country: place?.country ?? null,
    asn: place?.asn ?? null,
    userAgent: input.userAgent ?? null,
    amount: input.amount ?? null,
    asset: input.asset ?? null,
    assetNetwork: destination?.network ?? null,
    destination: destination?.address ?? null,
    ...windowKeysOf({ address: input.address ?? null, destination: destination?.address ?? null }),
    valueCents: cents,
    credentialResult: input.credentialResult ?? null,
    details: JSON.stringify({ ...details, ...(destination?.tag === undefined ? {} : { tag: destination.tag }) }),
  };
};

function noteDevice(tx: WriteTx, { input, now }: Prepared, status: OperationStatus): void {
  const { accountId, client, device } = input;
  if (device === undefined) return;
  tx.post(upsertDevice, {
    accountId,
    id: device.id,
    client,
    name: device.name ?? null,
    os: device.os ?? null,
    appVersion: device.appVersion ?? null,
    loginAt: input.kind === 'login' && (status === 'authorized' || status === 'executed') ? now : null,
    now,
  });
}

/** @param durationUs how long deciding took, µs */
function keepDecision(tx: WriteTx, prepared: Prepared, operationId: OperationId, durationUs: number): void {
  const { input, result, versions } = prepared;
  tx.post(insertDecision, {
    id: prepared.decisionId,
    operationId,
    accountId: input.accountId,
    kind: input.kind,
    outcome: result.outcome,
    score: result.score,
    band: result.band,
    steps: JSON.stringify(result.steps),
    signals: prepared.signals,
    hits: hitsJson(prepared.evaluation),
    explanation: JSON.stringify(prepared.explanation),
    rulesVersion: versions.rules,
    matrixVersion: versions.matrix,
    createdAt: prepared.now,
    durationUs,
  });
}
