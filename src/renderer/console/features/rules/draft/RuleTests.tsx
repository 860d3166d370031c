import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconCheck, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../../../ui/Tag.tsx';
import type { Catalogue } from '../cel/vocabulary.ts';
import { useCheck } from '../condition/use-check.ts';
import type { Rule, RuleTest } from '../policy.ts';
import classes from './draft.module.css';
import { factOf, factText } from './facts.ts';
import type { DraftDetail } from './use-editing.ts';

interface RuleTestsProps {
  readonly rule: Rule;
  readonly readOnly: boolean;
  readonly catalogue: Catalogue;
  /** How the saved tests came out; none while something is not saved. */
  readonly results: DraftDetail['tests'];
  readonly onChange: (tests: RuleTest[]) => void;
}

/** Named facts, and whether the rule must hit on them (RT-03). All must pass before anybody reviews the draft. */
export function RuleTests({ rule, readOnly, catalogue, results, onChange }: RuleTestsProps) {
  const { t } = useTranslation();
  const tests = rule.tests ?? [];
  const reads = useCheck(rule.when)?.reads ?? [];
  const add = () => onChange([...tests, { name: t('rules.test.defaultName', { number: tests.length + 1 }), facts: {}, hit: true }]);
  return (
    <fieldset className={classes.tests}>
      <legend>{t('rules.test.title')}</legend>
      {tests.length === 0 && <p className={classes.soft}>{t('rules.test.none')}</p>}
      {tests.map((test, index) => (
        <OneTest
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be alike while they are written
          key={index}
          test={test}
          number={index + 1}
          reads={reads}
          readOnly={readOnly}
          catalogue={catalogue}
          result={results[index]}
          onChange={(next) => onChange(tests.with(index, next))}
          onRemove={() => onChange(tests.toSpliced(index, 1))}
        />
      ))}
      {!readOnly && (
        <Button variant="default" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden />} onClick={add}>
          {t('rules.test.add')}
        </Button>
      )}
    </fieldset>
  );
}

interface OneTestProps {
  readonly test: RuleTest;
  readonly number: number;
  readonly reads: readonly string[];
  readonly readOnly: boolean;
  readonly catalogue: Catalogue;
  readonly result: DraftDetail['tests'][number] | undefined;
  readonly onChange: (test: RuleTest) => void;
  readonly onRemove: () => void;
}

function OneTest({ test, number, reads, readOnly, catalogue, result, onChange, onRemove }: OneTestProps) {
  const { t } = useTranslation();
  const names = [...new Set([...reads, ...Object.keys(test.facts)])];
  const setFact = (name: string, typed: string) => {
    const { [name]: _, ...rest } = test.facts;
    const fact = factOf(catalogue.signals.find((signal) => signal.name === name)?.type ?? 'double', typed);
    onChange({ ...test, facts: fact === undefined ? rest : { ...rest, [name]: fact } });
  };
  return (
    <fieldset className={classes.test} aria-label={test.name}>
      <div className={classes.testHead}>
        <TextInput
          className={classes.grow ?? ''}
          size="xs"
          aria-label={t('rules.test.name', { number })}
          value={test.name}
          readOnly={readOnly}
          onChange={(event) => onChange({ ...test, name: event.currentTarget.value })}
        />
        <Select
          size="xs"
          w={130}
          disabled={readOnly}
          aria-label={t('rules.test.expected', { number })}
          data={[
            { value: 'hit', label: t('rules.test.hits') },
            { value: 'miss', label: t('rules.test.misses') },
          ]}
          value={test.hit ? 'hit' : 'miss'}
          onChange={(value) => onChange({ ...test, hit: value === 'hit' })}
        />
        {result !== undefined && (
          <Tag tone={result.passed ? 'good' : 'bad'} icon={result.passed ? IconCheck : IconX}>
            {result.passed ? t('rules.test.passed') : t('rules.test.failed')}
          </Tag>
        )}
        {!readOnly && (
          <ActionIcon size="sm" aria-label={t('rules.test.remove', { number })} onClick={onRemove}>
            <IconTrash size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {result?.problem != null && <p className={classes.problem}>{result.problem}</p>}
      <div className={classes.facts}>
        {names.map((name) => (
          <TextInput
            key={name}
            size="xs"
            label={name}
            placeholder={t('rules.test.notKnown')}
            defaultValue={factText(test.facts[name])}
            readOnly={readOnly}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setFact(name, event.currentTarget.value)}
          />
        ))}
      </div>
    </fieldset>
  );
}
