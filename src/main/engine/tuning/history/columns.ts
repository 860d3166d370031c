import type { SignalType } from '../../risk/expression/catalogue.ts';
import { signals } from '../../risk/signals/catalogue.ts';
import { type ColumnTypes, idColumn } from './encode.ts';

/** What history keeps of a decision beside its signals; `$` keeps these names apart from any signal's. */
const ownColumns: Readonly<Record<string, SignalType>> = {
  [idColumn]: 'string',
  $at: 'double',
  $kind: 'string',
  $context: 'string',
  $usable: 'int',
  $score: 'int',
  $result: 'string',
  $cents: 'double',
  $credential: 'string',
  $account: 'string',
  $device: 'string',
  $address: 'string',
  $network: 'string',
  $country: 'string',
  $asn: 'string',
  $destination: 'string',
  $asset: 'string',
  $operation: 'string',
  $label: 'string',
  $labelAt: 'double',
};

/** Every column of a workspace's own history. Signals that rules declare are computed from these and never kept. */
export const historyTypes: ColumnTypes = new Map<string, SignalType>([
  ...Object.entries(ownColumns),
  ...signals.map(({ name, type }): [string, SignalType] => [name, type]),
]);

/** The same for history that knows other signals than ours. */
export const typesWith = (fields: Readonly<Record<string, SignalType>>): ColumnTypes =>
  new Map([...Object.entries(ownColumns), ...Object.entries(fields)]);

/** How an operation ends, as one word: `allow`, `step_up:authenticator+phone_code`. */
export const resultKey = (outcome: string, steps: readonly string[]): string =>
  steps.length === 0 ? outcome : `${outcome}:${steps.join('+')}`;
