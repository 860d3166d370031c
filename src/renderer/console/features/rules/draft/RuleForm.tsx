import { Button, NumberInput, SegmentedControl, Select, Slider, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { outcomes } from '../../../../../shared/vocabulary/index.ts';
import type { Catalogue } from '../cel/vocabulary.ts';
import { Condition } from '../condition/Condition.tsx';
import { type Issue, idFrom, type Rule } from '../policy.ts';
import classes from './draft.module.css';
import { RuleTests } from './RuleTests.tsx';
import type { DraftDetail } from './use-editing.ts';

interface RuleFormProps {
  readonly rule: Rule;
  readonly index: number;
  /** Its id may still change. */
  readonly isNew: boolean;
  readonly readOnly: boolean;
  readonly catalogue: Catalogue;
  readonly issues: readonly Issue[];
  readonly results: DraftDetail['tests'];
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

type Demand = NonNullable<Rule['outcome']>;
const demands = outcomes.filter((outcome): outcome is Demand => outcome !== 'allow');
const USUAL_SCORE = 20;

/** A rule has one effect: it adds to the score, or it demands an outcome. */
function withEffect({ score, outcome, ...rest }: Rule, effect: 'score' | 'outcome'): Rule {
  return effect === 'score' ? { ...rest, score: score ?? USUAL_SCORE } : { ...rest, outcome: outcome ?? 'review' };
}

/** Everything that one rule says (RT-01). */
export function RuleForm({ rule, index, isNew, readOnly, catalogue, issues, results, onChange, onRemove }: RuleFormProps) {
  const { t } = useTranslation();
  // What a new rule still lacks is no fault before its field was left.
  const [untouched, setUntouched] = useState<readonly string[]>(() => (rule.name === '' && rule.when === '' ? ['name', 'reason'] : []));
  const leave = (field: string) => () => setUntouched((before) => before.filter((one) => one !== field));
  const faulty = (field: string) => !untouched.includes(field) && issues.some(({ path }) => path === `rules.${index}.${field}`);
  const set = (part: Partial<Rule>) => onChange({ ...rule, ...part });
  const rename = (name: string) => {
    const follows = isNew && (rule.id.startsWith('new_rule') || rule.id === idFrom(rule.name));
    set({ name, ...(follows && idFrom(name) !== '' ? { id: idFrom(name) } : {}) });
  };
  const effect = rule.outcome === undefined ? 'score' : 'outcome';
  return (
    <form className={classes.form} onSubmit={(event) => event.preventDefault()} aria-label={t('rules.rule.form', { id: rule.id })}>
      <div className={classes.pair}>
        <TextInput
          label={t('rules.rule.name')}
          value={rule.name}
          readOnly={readOnly}
          error={faulty('name') ? t('rules.rule.needed') : null}
          onBlur={leave('name')}
          maxLength={120}
          autoComplete="off"
          autoFocus={rule.name === '' && !readOnly}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        <TextInput
          label={t('rules.rule.id')}
          value={rule.id}
          readOnly={readOnly || !isNew}
          error={faulty('id') ? t('rules.rule.idShape') : null}
          spellCheck={false}
          autoComplete="off"
          maxLength={64}
          onChange={(event) => set({ id: event.currentTarget.value })}
        />
      </div>
      <Condition when={rule.when} readOnly={readOnly} catalogue={catalogue} onChange={(when) => set({ when })} />
      <div className={classes.effect}>
        <SegmentedControl
          size="xs"
          disabled={readOnly}
          aria-label={t('rules.rule.effect')}
          value={effect}
          onChange={(value) => onChange(withEffect(rule, value === 'outcome' ? 'outcome' : 'score'))}
          data={[
            { value: 'score', label: t('rules.rule.addsScore') },
            { value: 'outcome', label: t('rules.rule.demands') },
          ]}
        />
        {effect === 'score' ? (
          <>
            <Slider
              className={classes.grow ?? ''}
              min={-100}
              max={100}
              value={rule.score ?? 0}
              disabled={readOnly}
              label={null}
              thumbLabel={t('rules.rule.score')}
              onChange={(score) => set({ score })}
            />
            <NumberInput
              w={76}
              size="xs"
              min={-100}
              max={100}
              allowDecimal={false}
              value={rule.score ?? 0}
              readOnly={readOnly}
              aria-label={t('rules.rule.score')}
              onChange={(score) => typeof score === 'number' && set({ score })}
            />
          </>
        ) : (
          <Select
            size="xs"
            disabled={readOnly}
            aria-label={t('rules.rule.outcome')}
            data={demands.map((value) => ({ value, label: t(`words.outcome.${value}`) }))}
            value={rule.outcome ?? null}
            onChange={(value) => {
              const outcome = demands.find((one) => one === value);
              if (outcome !== undefined) set({ outcome });
            }}
          />
        )}
        <Switch
          label={t('rules.rule.enabled')}
          checked={rule.enabled}
          disabled={readOnly}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </div>
      <Textarea
        label={t('rules.rule.reason')}
        description={t('rules.rule.reasonHint')}
        value={rule.reason}
        readOnly={readOnly}
        error={faulty('reason') ? t('rules.rule.needed') : null}
        onBlur={leave('reason')}
        maxLength={300}
        minRows={1}
        onChange={(event) => set({ reason: event.currentTarget.value })}
      />
      <TagsInput label={t('rules.rule.tags')} value={[...rule.tags]} readOnly={readOnly} maxTags={12} onChange={(tags) => set({ tags })} />
      <RuleTests rule={rule} readOnly={readOnly} catalogue={catalogue} results={results} onChange={(tests) => set({ tests })} />
      {!readOnly && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          mr="auto"
          leftSection={<IconTrash size={13} aria-hidden />}
          onClick={onRemove}
        >
          {t('rules.rule.remove')}
        </Button>
      )}
    </form>
  );
}
