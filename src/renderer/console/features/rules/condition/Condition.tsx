import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CelEditor, type ExpressionError } from '../cel/CelEditor.tsx';
import classes from '../cel/cel.module.css';
import type { Catalogue } from '../cel/vocabulary.ts';
import { Builder } from './Builder.tsx';
import { readSimple } from './simple-condition.ts';
import { useCheck } from './use-check.ts';

interface ConditionProps {
  readonly when: string;
  readonly readOnly: boolean;
  readonly catalogue: Catalogue;
  readonly onChange: (when: string) => void;
}

const noErrors: readonly ExpressionError[] = [];

/** A condition as text or, while it is simple, as a form that reads and writes the same text. */
export function Condition({ when, readOnly, catalogue, onChange }: ConditionProps) {
  const { t } = useTranslation();
  const [wish, setWish] = useState<'text' | 'form'>('text');
  const simple = readSimple(when);
  const check = useCheck(when);
  const errors = check?.errors ?? noErrors;
  const label = t('rules.rule.when');
  return (
    <div>
      <div className={classes.label}>
        {label}
        <SegmentedControl
          size="xs"
          value={simple === null && when.trim() !== '' ? 'text' : wish}
          onChange={(value) => setWish(value === 'form' ? 'form' : 'text')}
          aria-label={t('rules.condition.view')}
          data={[
            { value: 'text', label: t('rules.condition.text') },
            { value: 'form', label: t('rules.condition.form'), disabled: simple === null && when.trim() !== '' },
          ]}
        />
      </div>
      {wish === 'form' && (simple !== null || when.trim() === '') ? (
        <Builder condition={simple} catalogue={catalogue} readOnly={readOnly} onChange={onChange} />
      ) : (
        <CelEditor
          label={label}
          placeholder={t('rules.condition.placeholder')}
          value={when}
          readOnly={readOnly}
          catalogue={catalogue}
          errors={errors}
          onChange={onChange}
        />
      )}
      <div aria-live="polite">
        {errors.length > 0 && (
          <ul className={classes.errors} aria-label={t('rules.condition.errors')}>
            {errors.map((error) => (
              <li key={`${error.offset} ${error.message}`}>
                {t('rules.condition.errorAt', { line: error.line, column: error.column, message: error.message })}
                <pre className={classes.excerpt}>{error.excerpt}</pre>
              </li>
            ))}
          </ul>
        )}
        {check?.ok === true && (
          <p className={classes.fine}>
            {check.reads.length === 0 ? t('rules.condition.readsNothing') : t('rules.condition.reads', { signals: check.reads.join(', ') })}
          </p>
        )}
      </div>
      {wish === 'text' && !readOnly && <p className={classes.fine}>{t('rules.condition.keys')}</p>}
    </div>
  );
}
