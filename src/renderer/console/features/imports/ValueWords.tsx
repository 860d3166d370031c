import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clientKinds, credentialResults, labels, operationKinds } from '../../../../shared/vocabulary/index.ts';
import { Mono } from '../../../ui/Mono.tsx';
import classes from './imports.module.css';
import { type MappingDraft, textsOf, withWord } from './mapping-draft.ts';

/** Fields whose texts must be words that the engine knows. */
const vocabularies = { kind: operationKinds, client: clientKinds, credentialResult: credentialResults, label: labels } as const;
type WordField = keyof typeof vocabularies;
const wordFields = Object.keys(vocabularies) as WordField[];

const MOST_TEXTS = 40;

interface ValueWordsProps {
  readonly draft: MappingDraft;
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly onChange: (draft: MappingDraft) => void;
}

/** Translates the texts of such columns, those seen in the first rows and those that the suggestion knows. */
export function ValueWords({ draft, rows, onChange }: ValueWordsProps) {
  const { t } = useTranslation();
  const entries = wordFields.flatMap((field) => {
    const column = columnOf(draft, field);
    if (column === undefined) return [];
    const texts = new Set([...textsOf(rows, column), ...Object.keys(draft.values?.[field] ?? {})]);
    return [...texts].slice(0, MOST_TEXTS).map((text) => ({ field, column, text }));
  });
  if (entries.length === 0) return null;
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{t('imports.map.values')}</legend>
      <p className={classes.hint}>{t('imports.map.valuesHint')}</p>
      <div className={classes.words}>
        {entries.map(({ field, column, text }) => (
          <div key={`${field} ${text}`} className={classes.word}>
            <span>
              {column}: <Mono>{text}</Mono>
            </span>
            <Select
              size="xs"
              aria-label={`${column}: ${text}`}
              placeholder={t('imports.map.asIs')}
              data={[...vocabularies[field]]}
              value={draft.values?.[field]?.[text] ?? null}
              onChange={(word) => onChange(withWord(draft, field, text, word))}
              clearable
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function columnOf(draft: MappingDraft, field: WordField): string | undefined {
  if (field === 'credentialResult' || field === 'label') return draft.columns[field];
  const source = draft[field];
  return 'column' in source ? source.column : undefined;
}
