import type { ClientKind, FactorKind, OperationKind } from '../../../../shared/vocabulary/index.ts';
import type { Explanation } from '../../operations/present.ts';
import type { DecisionContext } from '../../risk/context.ts';
import { resultKey } from './columns.ts';
import type { HistoryRow } from './encode.ts';

/** A decision with its operation as the store gives it. */
export interface DecisionRecord {
  readonly id: string;
  readonly operationId: string;
  readonly accountId: string;
  readonly kind: string;
  readonly outcome: string;
  readonly score: number;
  readonly steps: string;
  readonly signals: string;
  readonly explanation: string;
  readonly at: number;
  readonly client: string;
  readonly device: string | null;
  readonly address: string | null;
  readonly network: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly destination: string | null;
  readonly asset: string | null;
  readonly cents: number | null;
  readonly credential: string | null;
}

type Signals = Readonly<Record<string, string | number | boolean | null>>;

/** Circumstances of a decision that did not keep them, as far as the rest of it tells. */
function contextBefore(record: DecisionRecord, signals: Signals, { enrolled }: Explanation): DecisionContext {
  return {
    kind: record.kind as OperationKind,
    client: record.client as ClientKind,
    frozen: false,
    credentialRefused: record.credential !== null && record.credential !== 'accepted',
    deviceUnproven: record.kind === 'login' && signals.device_known !== true,
    assignment: null,
    locked: [],
    held: record.outcome === 'hold',
    trustedDevice: signals.has_trusted_device === true ? 'active' : 'none',
    onTrustedDevice: signals.device_is_trusted === true,
    trustedDeviceTooYoung: false,
    mandatoryPasskey: false,
    enrolled: enrolled.filter((factor: FactorKind) => factor !== 'trusted_device').sort(),
  };
}

/** What history keeps of a decision. */
export function historyRow(record: DecisionRecord): HistoryRow {
  const signals = JSON.parse(record.signals) as Signals;
  const explanation = JSON.parse(record.explanation) as Explanation;
  const at = Number(record.at);
  return {
    id: record.id,
    at,
    values: {
      ...signals,
      $id: record.id,
      $operation: record.operationId,
      $at: at,
      $kind: record.kind,
      $context: JSON.stringify(explanation.context ?? contextBefore(record, signals, explanation)),
      $usable: explanation.usableSignals,
      $score: Number(record.score),
      $result: resultKey(record.outcome, JSON.parse(record.steps) as string[]),
      $cents: record.cents === null ? null : Number(record.cents),
      $credential: record.credential,
      $account: record.accountId,
      $device: record.device,
      $address: record.address,
      $network: record.network,
      $country: record.country,
      $asn: record.asn === null ? null : String(record.asn),
      $destination: record.destination,
      $asset: record.asset,
    },
  };
}
