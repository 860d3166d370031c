import { NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clientKinds, operationKinds } from '../../../../shared/vocabulary/index.ts';
import classes from './imports.module.css';
import { columnFields, type MappingDraft, withColumn } from './mapping-draft.ts';

interface FieldsProps {
  readonly draft: MappingDraft;
  readonly onChange: (draft: MappingDraft) => void;
}

interface ColumnFieldsProps extends FieldsProps {
  readonly columns: readonly string[];
}

/** In a choice of fixed words or columns, this leads the names of columns: no fixed word contains it. */
const COLUMN = 'column:';

/** What the rows are and where they started: one word for all, or a column. */
export function SourceFields({ draft, columns, onChange }: ColumnFieldsProps) {
  const { t } = useTranslation();
  const fromColumns = { group: t('imports.map.fromColumn'), items: columns.map((name) => ({ value: `${COLUMN}${name}`, label: name })) };
  const chosenOf = (source: MappingDraft['kind'] | MappingDraft['client']) =>
    'value' in source ? source.value : `${COLUMN}${source.column}`;
  const columnOf = (value: string | null) => (value?.startsWith(COLUMN) ? { column: value.slice(COLUMN.length) } : null);
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{t('imports.map.every')}</legend>
      <div className={classes.fields}>
        <Select
          label={t('imports.map.kind')}
          searchable
          value={chosenOf(draft.kind)}
          data={[
            { group: t('imports.map.always'), items: operationKinds.map((value) => ({ value, label: t(`words.kind.${value}`) })) },
            fromColumns,
          ]}
          onChange={(value) => {
            const fixed = operationKinds.find((kind) => kind === value);
            const kind = columnOf(value) ?? (fixed === undefined ? null : { value: fixed });
            if (kind !== null) onChange({ ...draft, kind });
          }}
        />
        <Select
          label={t('imports.map.client')}
          searchable
          value={chosenOf(draft.client)}
          data={[
            { group: t('imports.map.always'), items: clientKinds.map((value) => ({ value, label: t(`words.client.${value}`) })) },
            fromColumns,
          ]}
          onChange={(value) => {
            const fixed = clientKinds.find((kind) => kind === value);
            const source = columnOf(value) ?? (fixed === undefined ? null : { value: fixed });
            if (source !== null) onChange({ ...draft, client: source });
          }}
        />
      </div>
    </fieldset>
  );
}

/** Which column fills which field. */
export function ColumnFields({ draft, columns, onChange }: ColumnFieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{t('imports.map.column')}</legend>
      <div className={classes.fields}>
        {columnFields.map((field) => (
          <Select
            key={field}
            label={t(`imports.map.field.${field}`)}
            placeholder={t('imports.map.none')}
            data={[...columns]}
            value={draft.columns[field] ?? null}
            onChange={(column) => onChange(withColumn(draft, field, column))}
            clearable={field !== 'accountId' && field !== 'time'}
            required={field === 'accountId' || field === 'time'}
            searchable
          />
        ))}
      </div>
    </fieldset>
  );
}

const namedFormats = ['iso', 'epoch_ms', 'epoch_s'] as const;

/** How times are written, and the year for those that name none. */
export function TimeFields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const { time } = draft;
  const named = namedFormats.find((format) => format === time.format);
  const namesNoYear = named === undefined && !time.format.includes('yyyy');
  const setFormat = (format: string) => {
    const { year: _, ...rest } = time;
    onChange({ ...draft, time: { ...rest, format } });
  };
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{t('imports.map.timeFormat')}</legend>
      <div className={classes.fields}>
        <Select
          aria-label={t('imports.map.timeFormat')}
          value={named ?? 'pattern'}
          data={[...namedFormats, 'pattern' as const].map((value) => ({ value, label: t(`imports.map.formats.${value}`) }))}
          onChange={(value) => setFormat(value === null || value === 'pattern' ? 'yyyy-MM-dd HH:mm:ss' : value)}
        />
        {named === undefined && (
          <TextInput
            label={t('imports.map.timePattern')}
            description={t('imports.map.timePatternHint')}
            value={time.format}
            onChange={(event) => setFormat(event.currentTarget.value)}
            spellCheck={false}
          />
        )}
        {namesNoYear && (
          <NumberInput
            label={t('imports.map.year')}
            description={t('imports.map.yearHint')}
            value={time.year ?? ''}
            min={1970}
            max={2200}
            onChange={(year) => {
              const { year: _, ...rest } = time;
              onChange({ ...draft, time: typeof year === 'number' ? { ...rest, year } : rest });
            }}
          />
        )}
      </div>
    </fieldset>
  );
}

/** What holds for rows that do not say it themselves. */
export function DefaultFields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const fields = [
    ['asset', t('imports.map.asset')],
    ['destinationNetwork', t('imports.map.network')],
    ['country', t('imports.map.country')],
  ] as const;
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{t('imports.map.defaults')}</legend>
      <div className={classes.fields}>
        {fields.map(([field, label]) => (
          <TextInput
            key={field}
            label={label}
            value={draft.defaults?.[field] ?? ''}
            onChange={(event) => {
              const { [field]: _, ...others } = draft.defaults ?? {};
              const text = event.currentTarget.value;
              onChange({ ...draft, defaults: text === '' ? others : { ...others, [field]: text } });
            }}
            spellCheck={false}
          />
        ))}
        {draft.columns.label !== undefined && (
          <NumberInput
            label={t('imports.map.labelDelay')}
            description={t('imports.map.labelDelayHint')}
            value={draft.labelDelayDays ?? ''}
            min={0}
            max={730}
            onChange={(days) => {
              const { labelDelayDays: _, ...rest } = draft;
              onChange(typeof days === 'number' ? { ...rest, labelDelayDays: days } : rest);
            }}
          />
        )}
      </div>
    </fieldset>
  );
}
