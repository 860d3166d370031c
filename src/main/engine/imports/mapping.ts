import type { ImportMapping } from '../../../shared/contract/console/index.ts';
import { type OperationInput, operationInputSchema } from '../../../shared/contract/operation.ts';
import { type Label, labelSchema } from '../../../shared/vocabulary/index.ts';
import { invalidInput } from '../errors.ts';
import { externalIdOf } from './external-ids.ts';
import type { Cells } from './rows.ts';
import { timeReader } from './times.ts';

/** One row in the words of the engine. */
export interface HistoricOperation {
  readonly input: OperationInput;
  /** When it happened, by the file. */
  readonly at: number;
  readonly label: Label | null;
  /** When the label became known, epoch ms; of no meaning without one. */
  readonly labelKnownAt: number;
}

/** What a row came to: an operation, or the reason why it is none. */
export type MappedRow = { readonly operation: HistoricOperation } | { readonly problem: string };

export interface RowMapper {
  /** The columns that are read, in the order in which {@link RowMapper.map} expects their cells. */
  readonly columns: readonly string[];
  map(cells: Cells): MappedRow;
}

type Field = keyof ImportMapping['columns'] | 'kind' | 'client';

/**
 * Compiles a mapping once for all rows of a file. Text that the mapping's `values` name for a field is replaced by the word given there; an
 * empty cell counts as absent. Everything then passes the same schema as an operation that the platform submits.
 * @param now no row may lie after this instant
 * @throws PortcullisError `invalid_input` when the mapping contradicts itself
 */
export function compileMapping(mapping: ImportMapping, now: number): RowMapper {
  const columns: string[] = [];
  const place = (column: string): number => {
    const known = columns.indexOf(column);
    return known === -1 ? columns.push(column) - 1 : known;
  };
  const reader = (field: Field, column: string | undefined): ((cells: Cells) => string | undefined) => {
    if (column === undefined) return () => undefined;
    const index = place(column);
    const words = new Map(Object.entries(mapping.values[field] ?? {}));
    return (cells) => {
      const text = cells[index]?.trim();
      return text === undefined || text === '' ? undefined : (words.get(text) ?? text);
    };
  };
  const fixedOr = (field: 'kind' | 'client') => {
    const source = mapping[field];
    return 'value' in source ? () => source.value : reader(field, source.column);
  };

  const known = new Set<string>([...Object.keys(mapping.columns), 'kind', 'client']);
  for (const field of Object.keys(mapping.values))
    if (!known.has(field)) throw invalidInput(`mapping.values.${field}`, 'no such field is mapped');
  if (mapping.columns.referenceValue !== undefined && mapping.columns.amount === undefined) {
    throw invalidInput('mapping.columns.amount', 'needed where a reference value is mapped');
  }
  if (mapping.columns.labelKnownAt !== undefined && mapping.columns.label === undefined) {
    throw invalidInput('mapping.columns.label', 'needed where the time of labels is mapped');
  }

  const readTime = timeReader(mapping.time);
  const cell = {
    kind: fixedOr('kind'),
    client: fixedOr('client'),
    accountId: reader('accountId', mapping.columns.accountId),
    time: reader('time', mapping.columns.time),
    deviceId: reader('deviceId', mapping.columns.deviceId),
    address: reader('address', mapping.columns.address),
    userAgent: reader('userAgent', mapping.columns.userAgent),
    amount: reader('amount', mapping.columns.amount),
    asset: reader('asset', mapping.columns.asset),
    referenceValue: reader('referenceValue', mapping.columns.referenceValue),
    destination: reader('destination', mapping.columns.destination),
    credentialResult: reader('credentialResult', mapping.columns.credentialResult),
    label: reader('label', mapping.columns.label),
    labelKnownAt: reader('labelKnownAt', mapping.columns.labelKnownAt),
  };
  const delay = labelDelay(mapping);

  const map = (cells: Cells): MappedRow => {
    const found: string[] = [];
    const timeText = cell.time(cells);
    const at = timeText === undefined ? null : readTime(timeText);
    if (timeText === undefined) found.push('time: missing');
    else if (at === null) found.push(`time: "${shown(timeText)}" is not ${mapping.time.format}`);
    else if (at > now) found.push('time: lies in the future');

    const accountText = cell.accountId(cells);
    const accountId = accountText === undefined ? null : externalIdOf(accountText);
    if (accountText === undefined) found.push('accountId: missing');
    else if (accountId === null) found.push('accountId: longer than 64 characters');

    const deviceText = cell.deviceId(cells);
    const deviceId = deviceText === undefined ? null : externalIdOf(deviceText);
    if (deviceText !== undefined && deviceId === null) found.push('deviceId: longer than 64 characters');

    const labelText = cell.label(cells);
    const label = labelText === undefined ? null : labelSchema.safeParse(labelText);
    if (label !== null && !label.success) found.push(`label: "${shown(labelText ?? '')}" is neither fraud nor legitimate`);

    const knownText = label === null ? undefined : cell.labelKnownAt(cells);
    const told = knownText === undefined ? undefined : readTime(knownText);
    if (told === null) found.push(`labelKnownAt: "${shown(knownText ?? '')}" is not ${mapping.time.format}`);
    else if (told !== undefined && told > now) found.push('labelKnownAt: lies in the future');
    else if (told !== undefined && at !== null && told < at) found.push('labelKnownAt: lies before the operation');

    const amount = cell.amount(cells);
    const destination = cell.destination(cells);
    const parsed = operationInputSchema.safeParse({
      accountId: accountId ?? 'unknown',
      kind: cell.kind(cells),
      client: cell.client(cells),
      ...(deviceId === null ? {} : { device: { id: deviceId } }),
      ...present('address', cell.address(cells)),
      ...present('userAgent', cell.userAgent(cells)),
      ...present('amount', amount),
      ...present('asset', cell.asset(cells) ?? (amount === undefined ? undefined : mapping.defaults.asset)),
      ...present('referenceValue', cell.referenceValue(cells)),
      ...(destination === undefined
        ? {}
        : { destination: { address: destination, ...present('network', mapping.defaults.destinationNetwork) } }),
      ...present('credentialResult', cell.credentialResult(cells)),
    });
    if (!parsed.success) found.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
    if (!parsed.success || at === null || found.length > 0) return { problem: found.join('; ') };
    const labelKnownAt = told ?? Math.min(now, at + delay);
    return { operation: { input: parsed.data, at, label: label?.data ?? null, labelKnownAt } };
  };
  return { columns, map };
}

/** How long after its operation a label became known where the file does not say when, ms. */
export const labelDelay = ({ labelDelayDays = 0 }: ImportMapping): number => labelDelayDays * 86_400_000;

const present = (name: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [name]: value });

/** A reason must stay one short line whatever the cell holds. */
const shown = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 60);
