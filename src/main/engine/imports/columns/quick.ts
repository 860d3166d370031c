import type { z } from 'zod';
import { decimalSchema } from '../../../../shared/contract/common.ts';
import type { ImportMapping } from '../../../../shared/contract/console/index.ts';
import { destinationSchema, operationInputSchema } from '../../../../shared/contract/operation.ts';
import { labelSchema } from '../../../../shared/vocabulary/index.ts';
import { valueCents } from '../../operations/canonical.ts';
import { externalIdOf } from '../external-ids.ts';
import { compileMapping, labelDelay } from '../mapping.ts';
import type { Cells } from '../rows.ts';
import { timeReader } from '../times.ts';
import type { PastOperation } from './past.ts';

/** Cells that were found to be sound are remembered; beyond so many of a column they are forgotten. */
const remembered = 200_000;

/** Reads a cell; undefined where it has none, null where it takes the careful way. */
type Reader = (cells: Cells) => string | undefined | null;

/**
 * Maps rows as the careful mapping does, but looks at each distinct text of a column once. Whatever is not plainly sound goes the careful
 * way, which also has the words for what is wrong.
 */
export interface QuickMapper {
  readonly columns: readonly string[];
  /** Overwrites `into`. @returns why the row cannot be taken, or null */
  read(cells: Cells, into: PastOperation): string | null;
}

const fits =
  (schema: z.ZodType) =>
  (text: string): string | null =>
    schema.safeParse(text).success ? text : null;

/** @param now no row may lie after this instant. @throws PortcullisError `invalid_input` when the mapping contradicts itself */
export function quickMapper(mapping: ImportMapping, now: number): QuickMapper {
  const careful = compileMapping(mapping, now);
  const place = (column: string): number => careful.columns.indexOf(column);
  const reader = (
    field: keyof ImportMapping['columns'] | 'kind' | 'client',
    column: string | undefined,
    check: (text: string) => string | null,
  ): Reader => {
    if (column === undefined) return () => undefined;
    const at = place(column);
    const words = new Map(Object.entries(mapping.values[field] ?? {}));
    const known = new Map<string, string | null | undefined>();
    return (cells) => {
      const cell = cells[at];
      if (cell === undefined) return undefined;
      const found = known.get(cell);
      if (found !== undefined) return found;
      const text = cell.trim();
      if (text === '') return undefined;
      const value = check(words.get(text) ?? text);
      if (known.size >= remembered) known.clear();
      known.set(cell, value);
      return value;
    };
  };
  const { shape } = operationInputSchema;
  const fixedOr = (field: 'kind' | 'client'): Reader => {
    const source = mapping[field];
    return 'value' in source ? () => source.value : reader(field, source.column, fits(shape[field]));
  };
  const { columns } = mapping;
  const read = {
    kind: fixedOr('kind'),
    client: fixedOr('client'),
    accountId: reader('accountId', columns.accountId, externalIdOf),
    deviceId: reader('deviceId', columns.deviceId, externalIdOf),
    address: reader('address', columns.address, fits(shape.address)),
    userAgent: reader('userAgent', columns.userAgent, fits(shape.userAgent)),
    amount: reader('amount', columns.amount, fits(decimalSchema)),
    asset: reader('asset', columns.asset, fits(shape.asset)),
    referenceValue: reader('referenceValue', columns.referenceValue, fits(decimalSchema)),
    destination: reader('destination', columns.destination, fits(destinationSchema.shape.address)),
    credential: reader('credentialResult', columns.credentialResult, fits(shape.credentialResult)),
    label: reader('label', columns.label, fits(labelSchema)),
    labelKnownAt: reader('labelKnownAt', columns.labelKnownAt, (text) => text),
  };
  const readTime = timeReader(mapping.time);
  const delay = labelDelay(mapping);
  const timeAt = place(columns.time);
  const timeWords = new Map(Object.entries(mapping.values.time ?? {}));
  const cents = new Map<string, number | null>();
  const centsOf = (value: string): number | null => {
    const known = cents.get(value);
    if (known !== undefined) return known;
    if (cents.size >= remembered) cents.clear();
    const made = valueCents(value);
    cents.set(value, made);
    return made;
  };
  const { asset: usualAsset, destinationNetwork } = mapping.defaults;
  const soundDefaults =
    (usualAsset === undefined || shape.asset.safeParse(usualAsset).success) &&
    (destinationNetwork === undefined || destinationSchema.shape.network.safeParse(destinationNetwork).success);

  const quick = (cells: Cells, into: PastOperation): boolean => {
    const timeText = cells[timeAt]?.trim();
    if (timeText === undefined || timeText === '' || !soundDefaults) return false;
    const at = readTime(timeWords.get(timeText) ?? timeText);
    const kind = read.kind(cells);
    const client = read.client(cells);
    const accountId = read.accountId(cells);
    const deviceId = read.deviceId(cells);
    const address = read.address(cells);
    const userAgent = read.userAgent(cells);
    const amount = read.amount(cells);
    const asset = read.asset(cells);
    const referenceValue = read.referenceValue(cells);
    const destination = read.destination(cells);
    const credential = read.credential(cells);
    const label = read.label(cells);
    const knownText = label == null ? undefined : read.labelKnownAt(cells);
    const told = knownText == null ? undefined : readTime(knownText);
    if (at === null || at > now || told === null || kind == null || client == null || accountId == null) return false;
    if (deviceId === null || address === null || userAgent === null || amount === null || asset === null) return false;
    if (referenceValue === null || destination === null || credential === null || label === null) return false;
    if (told !== undefined && (told < at || told > now)) return false;
    const asserted = asset ?? (amount === undefined ? undefined : usualAsset);
    if (kind === 'withdrawal' && (amount === undefined || asserted === undefined || destination === undefined)) return false;
    if (kind === 'c2c_trade' && (amount === undefined || asserted === undefined)) return false;
    if (kind === 'login' && credential === undefined) return false;
    into.at = at;
    into.kind = kind;
    into.client = client;
    into.accountId = accountId;
    into.deviceId = deviceId ?? null;
    into.address = address ?? null;
    into.userAgent = userAgent ?? null;
    into.cents = referenceValue === undefined ? null : centsOf(referenceValue);
    into.asset = asserted ?? null;
    into.destination = destination ?? null;
    into.credential = credential ?? null;
    into.label = label ?? null;
    into.labelKnownAt = told ?? Math.min(now, at + delay);
    return true;
  };

  return {
    columns: careful.columns,
    read(cells, into) {
      if (quick(cells, into)) return null;
      const mapped = careful.map(cells);
      if ('problem' in mapped) return mapped.problem;
      Object.assign(into, fromCareful(mapped.operation));
      return null;
    },
  };
}

/** A row as the careful mapping found it. */
export function fromCareful({
  input,
  at,
  label,
  labelKnownAt,
}: {
  readonly input: z.output<typeof operationInputSchema>;
  readonly at: number;
  readonly label: string | null;
  readonly labelKnownAt: number;
}): PastOperation {
  return {
    at,
    kind: input.kind,
    client: input.client,
    accountId: input.accountId,
    deviceId: input.device?.id ?? null,
    address: input.address ?? null,
    userAgent: input.userAgent ?? null,
    cents: valueCents(input.referenceValue),
    asset: input.asset ?? null,
    destination: input.destination?.address ?? null,
    credential: input.credentialResult ?? null,
    label,
    labelKnownAt,
  };
}

export const blankOperation = (): PastOperation => ({
  at: 0,
  kind: '',
  client: '',
  accountId: '',
  deviceId: null,
  address: null,
  userAgent: null,
  cents: null,
  asset: null,
  destination: null,
  credential: null,
  label: null,
  labelKnownAt: 0,
});
