import { ActionIcon, Button, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Catalogue, Signal } from '../cel/vocabulary.ts';
import classes from './condition.module.css';
import { type Clause, type ClauseTest, literalOf, type SimpleCondition, testsFor, writeSimple } from './simple-condition.ts';

interface BuilderProps {
  /** Null while there is no condition at all. */
  readonly condition: SimpleCondition | null;
  readonly catalogue: Catalogue;
  readonly readOnly: boolean;
  readonly onChange: (when: string) => void;
}

const nothing: SimpleCondition = { join: '&&', clauses: [] };
const withoutValue: readonly ClauseTest[] = ['yes', 'no', 'known', 'unknown'];
const startValue = { string: '', int: '1', double: '1.0', bool: 'true' } as const;

/** Clauses about one signal each. What it writes is the condition's text. */
export function Builder({ condition, catalogue, readOnly, onChange }: BuilderProps) {
  const { t } = useTranslation();
  const { join, clauses } = condition ?? nothing;
  const write = (next: readonly Clause[], by = join) => onChange(next.length === 0 ? '' : writeSimple({ join: by, clauses: next }));
  const add = () => write([...clauses, clauseOn(catalogue.signals.find(({ name }) => name === 'operation') ?? catalogue.signals[0])]);
  return (
    <fieldset className={classes.builder} aria-label={t('rules.builder.label')}>
      {clauses.length > 1 && (
        <SegmentedControl
          size="xs"
          disabled={readOnly}
          aria-label={t('rules.builder.join')}
          value={join}
          onChange={(value) => write(clauses, value === '||' ? '||' : '&&')}
          data={[
            { value: '&&', label: t('rules.builder.all') },
            { value: '||', label: t('rules.builder.any') },
          ]}
        />
      )}
      {clauses.map((clause, index) => (
        <ClauseRow
          // biome-ignore lint/suspicious/noArrayIndexKey: clauses may be alike, and their place is what they are
          key={index}
          number={index + 1}
          clause={clause}
          catalogue={catalogue}
          readOnly={readOnly}
          onChange={(next) => write(clauses.with(index, next))}
          onRemove={() => write(clauses.toSpliced(index, 1))}
        />
      ))}
      {!readOnly && (
        <Button variant="default" size="compact-xs" mr="auto" leftSection={<IconPlus size={13} aria-hidden />} onClick={add}>
          {t('rules.builder.add')}
        </Button>
      )}
    </fieldset>
  );
}

function clauseOn(signal: Signal | undefined, test?: ClauseTest): Clause {
  const type = signal?.type ?? 'string';
  const allowed = testsFor(type);
  const chosen = test !== undefined && allowed.includes(test) ? test : (allowed[0] ?? '==');
  return {
    signal: signal?.name ?? '',
    test: chosen,
    values: withoutValue.includes(chosen) ? [] : [literalOf(type, signal?.name === 'operation' ? 'login' : startValue[type])],
  };
}

interface ClauseRowProps {
  readonly number: number;
  readonly clause: Clause;
  readonly catalogue: Catalogue;
  readonly readOnly: boolean;
  readonly onChange: (clause: Clause) => void;
  readonly onRemove: () => void;
}

function ClauseRow({ number, clause, catalogue, readOnly, onChange, onRemove }: ClauseRowProps) {
  const { t } = useTranslation();
  const signal = catalogue.signals.find(({ name }) => name === clause.signal);
  const type = signal?.type ?? 'string';
  const setTest = (test: ClauseTest) => {
    if (withoutValue.includes(test)) onChange({ ...clause, test, values: [] });
    else if (clause.values.length > 0) onChange({ ...clause, test, values: test === 'in' ? clause.values : clause.values.slice(0, 1) });
    else onChange({ ...clauseOn(signal, test), test });
  };
  return (
    <div className={classes.clause}>
      <Select
        size="xs"
        searchable
        disabled={readOnly}
        aria-label={t('rules.builder.signal', { number })}
        title={signal?.meaning}
        data={catalogue.signals.map(({ name }) => name)}
        value={clause.signal}
        onChange={(name) => name !== null && onChange(clauseOn(catalogue.signals.find((one) => one.name === name)))}
      />
      <Select
        size="xs"
        disabled={readOnly}
        aria-label={t('rules.builder.test', { number })}
        data={testsFor(type).map((value) => ({ value, label: t(`rules.builder.tests.${value}`) }))}
        value={clause.test}
        onChange={(value) => value !== null && setTest(value as ClauseTest)}
      />
      {clause.test === 'in' ? (
        <TagsInput
          size="xs"
          disabled={readOnly}
          aria-label={t('rules.builder.value', { number })}
          value={clause.values.map(({ text }) => text)}
          onChange={(texts) => texts.length > 0 && onChange({ ...clause, values: texts.map((text) => literalOf(type, text)) })}
        />
      ) : withoutValue.includes(clause.test) ? (
        <span />
      ) : (
        <TextInput
          size="xs"
          disabled={readOnly}
          aria-label={t('rules.builder.value', { number })}
          defaultValue={clause.values[0]?.text ?? ''}
          key={`${clause.signal} ${clause.test}`}
          inputMode={type === 'string' ? 'text' : 'decimal'}
          title={signal?.unit ?? undefined}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            if (type === 'string' || /^-?\d+(\.\d+)?$/.test(typed.trim())) onChange({ ...clause, values: [literalOf(type, typed)] });
          }}
        />
      )}
      {!readOnly && (
        <ActionIcon size="sm" aria-label={t('rules.builder.remove', { number })} onClick={onRemove}>
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
