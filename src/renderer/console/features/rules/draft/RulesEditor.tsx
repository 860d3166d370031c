import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleSet } from '../../../../../shared/contract/policy.ts';
import { FilterText } from '../../../../ui/FilterText.tsx';
import { Key } from '../../../../ui/Key.tsx';
import { useShortcut } from '../../../../ui/shortcuts.ts';
import type { Catalogue } from '../cel/vocabulary.ts';
import type { Rule } from '../policy.ts';
import classes from './draft.module.css';
import { RuleForm } from './RuleForm.tsx';
import type { Editing } from './use-editing.ts';

interface RulesEditorProps {
  readonly editing: Editing;
  readonly rules: RuleSet;
  readonly readOnly: boolean;
  readonly catalogue: Catalogue;
}

/** The rules of a draft, and the one that is being written. */
export function RulesEditor({ editing, rules: { rules }, readOnly, catalogue }: RulesEditorProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { rule: wanted } = useSearch({ from: '/rules/drafts/$draftId' });
  const [text, setText] = useState('');
  const changes = new Map(editing.detail.diff.map(({ part, change }) => [part, change]));
  const faulty = new Set(editing.detail.problems.map(({ ruleId }) => ruleId));
  // By its place: a rule that is new gets another id with every letter of its name.
  const [at, setAt] = useState(() =>
    rules.findIndex(({ id }) => id === (wanted ?? editing.detail.diff.find(({ change }) => change !== 'removed')?.part)),
  );
  const index = Math.min(Math.max(at, 0), rules.length - 1);
  const rule = rules[index];
  const current = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another rule is brought into sight once; after that the person scrolls
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  const name = (id: string) => void navigate({ to: '.', search: (before) => ({ ...before, rule: id }), replace: true });
  const choose = (place: number) => {
    const there = rules[place];
    if (there === undefined) return;
    setAt(place);
    name(there.id);
  };
  const write = (next: readonly Rule[]) => editing.change({ rules: [...next] });
  const add = () => {
    const id = freeId('new_rule', rules);
    write([...rules, { id, name: '', when: '', score: 20, reason: '', tags: [], enabled: true }]);
    setAt(rules.length);
    name(id);
  };
  const move = (step: number) => choose(Math.min(rules.length - 1, Math.max(0, index + step)));
  useShortcut({ keys: 'j', label: t('rules.keys.nextRule'), group: 'list', run: () => move(1) });
  useShortcut({ keys: 'k', label: t('rules.keys.previousRule'), group: 'list', run: () => move(-1) });
  useShortcut({ keys: 'c', label: t('rules.rule.add'), group: 'record', run: add }, !readOnly);
  const shown = rules.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <nav className={classes.rules} aria-label={t('rules.list')}>
        <FilterText
          label={t('rules.findRule')}
          placeholder={t('rules.findRule')}
          value={text}
          onChange={setText}
          width={204}
          onLeave={() => choose(rules.findIndex(({ id }) => id === shown[0]?.id))}
        />
        {!readOnly && (
          <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} rightSection={<Key keys="c" />} onClick={add}>
            {t('rules.rule.add')}
          </Button>
        )}
        <ul className={classes.ruleList}>
          {shown.map(({ id, name, enabled }) => {
            const change = changes.get(id);
            return (
              <li key={id}>
                <button
                  type="button"
                  className={classes.ruleItem}
                  ref={id === rule?.id ? current : null}
                  aria-current={id === rule?.id || undefined}
                  data-off={!enabled || undefined}
                  onClick={() => choose(rules.findIndex((one) => one.id === id))}
                >
                  <span className={classes.grow}>{name === '' ? t('rules.rule.unnamed') : name}</span>
                  {faulty.has(id) ? (
                    <span className={classes.mark} data-tone="bad">
                      {t('rules.rule.faulty')}
                    </span>
                  ) : (
                    change !== undefined && <span className={classes.mark}>{t(`rules.change.${change}`)}</span>
                  )}
                </button>
              </li>
            );
          })}
        </ul>
      </nav>
      {rule === undefined ? (
        <p>{t('rules.noRules')}</p>
      ) : (
        <RuleForm
          // A rule keeps its place while its id is being written.
          key={index}
          rule={rule}
          index={index}
          isNew={isAdded(editing, rule.id)}
          readOnly={readOnly}
          catalogue={catalogue}
          issues={editing.issues}
          results={editing.dirty ? [] : editing.detail.tests.filter(({ ruleId }) => ruleId === rule.id)}
          onChange={(next) => {
            write(rules.with(index, next));
            if (next.id !== rule.id) name(next.id);
          }}
          onRemove={() => {
            write(rules.toSpliced(index, 1));
            setAt(Math.max(0, index - 1));
          }}
        />
      )}
    </>
  );
}

const freeId = (wish: string, rules: readonly Rule[]): string => {
  const taken = new Set(rules.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wish : `${wish}_${number}`;
    if (!taken.has(id)) return id;
  }
};

/** Rules that live does not have may still change their id: nothing refers to them yet. */
function isAdded({ detail }: Editing, id: string): boolean {
  const saved = (detail.content as RuleSet).rules.some((rule) => rule.id === id);
  return !saved || detail.diff.some(({ part, change }) => part === id && change === 'added');
}
