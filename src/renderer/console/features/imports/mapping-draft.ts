import type { Inputs } from '../../connection/api.ts';

export type Mapping = Inputs['imports']['start']['mapping'];
type Columns = Mapping['columns'];
export type ColumnField = keyof Columns;

/** Fields that a column can fill, most needed first. */
export const columnFields = [
  'accountId',
  'time',
  'deviceId',
  'address',
  'userAgent',
  'amount',
  'asset',
  'referenceValue',
  'destination',
  'credentialResult',
  'label',
  'labelKnownAt',
] as const satisfies readonly ColumnField[];

/** A mapping while it is made: columns may still be missing. */
export interface MappingDraft extends Omit<Mapping, 'columns'> {
  readonly columns: Partial<Columns>;
}

export function emptyDraft(format: Mapping['format']): MappingDraft {
  return {
    format,
    kind: { value: 'login' },
    client: { value: 'web' },
    columns: {},
    time: { format: 'iso' },
    defaults: {},
    values: {},
    createAccounts: true,
  };
}

/** The mapping, once account and time are named. */
export function finished({ columns, ...rest }: MappingDraft): Mapping | null {
  const { accountId, time } = columns;
  return accountId === undefined || time === undefined ? null : { ...rest, columns: { ...columns, accountId, time } };
}

export function withColumn(draft: MappingDraft, field: ColumnField, column: string | null): MappingDraft {
  const { [field]: _, ...others } = draft.columns;
  return { ...draft, columns: column === null ? others : { ...others, [field]: column } };
}

/** Says what a text in the file means for a field; null takes the text as it is again. */
export function withWord(draft: MappingDraft, field: string, text: string, word: string | null): MappingDraft {
  const { [text]: _, ...others } = draft.values?.[field] ?? {};
  return { ...draft, values: { ...draft.values, [field]: word === null ? others : { ...others, [text]: word } } };
}

/** The different texts of a column in the sampled rows, in order of appearance. */
export function textsOf(rows: readonly Readonly<Record<string, string>>[], column: string): readonly string[] {
  return [...new Set(rows.map((row) => row[column]?.trim() ?? '').filter((text) => text !== ''))];
}
