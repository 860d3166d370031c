import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RiskLists } from '../../../../../shared/contract/policy.ts';
import { listSubjects } from '../../../../../shared/vocabulary/index.ts';
import { Card, Nothing } from '../../../../ui/Card.tsx';
import { type Issue, idFrom, type RiskList } from '../policy.ts';
import classes from './kinds.module.css';
import { ListEntries } from './ListEntries.tsx';

interface ListsEditorProps {
  readonly lists: RiskLists;
  readonly readOnly: boolean;
  readonly issues: readonly Issue[];
  readonly onChange: (lists: RiskLists) => void;
}

/** Lists that rules look values up in (RT-02). */
export function ListsEditor({ lists: { lists }, readOnly, issues, onChange }: ListsEditorProps) {
  const { t } = useTranslation();
  const write = (next: readonly RiskList[]) => onChange({ lists: [...next] });
  const add = () => {
    const taken = new Set(lists.map(({ id }) => id));
    let number = lists.length + 1;
    while (taken.has(`list_${number}`)) number += 1;
    write([...lists, { id: `list_${number}`, name: t('rules.lists.newName', { number }), holds: 'country', entries: [] }]);
  };
  return (
    <div className={classes.lists}>
      {lists.length === 0 && <Nothing>{t('rules.lists.none')}</Nothing>}
      {lists.map((list, index) => (
        <OneList
          // biome-ignore lint/suspicious/noArrayIndexKey: a list keeps its place while its id is written
          key={index}
          list={list}
          readOnly={readOnly}
          issue={issues.find(({ path }) => path.startsWith(`lists.${index}.`))?.message ?? null}
          onChange={(next) => write(lists.with(index, next))}
          onRemove={() => write(lists.toSpliced(index, 1))}
        />
      ))}
      {!readOnly && (
        <Button variant="default" mr="auto" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t('rules.lists.add')}
        </Button>
      )}
    </div>
  );
}

interface OneListProps {
  readonly list: RiskList;
  readonly readOnly: boolean;
  readonly issue: string | null;
  readonly onChange: (list: RiskList) => void;
  readonly onRemove: () => void;
}

function OneList({ list, readOnly, issue, onChange, onRemove }: OneListProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [until, setUntil] = useState('');
  const add = () => {
    const known = new Set(list.entries.map(({ value }) => value));
    const values = [...new Set(text.split(/[\s,;]+/).filter((value) => value !== '' && !known.has(value)))];
    if (values.length === 0) return;
    const expiresAt = until === '' ? null : Date.parse(`${until}T00:00:00Z`);
    onChange({ ...list, entries: [...list.entries, ...values.map((value) => ({ value, expiresAt, note: note.trim() }))] });
    setText('');
    setNote('');
  };
  return (
    <Card title={list.name} aside={<span className={classes.about}>{t('rules.lists.entries', { count: list.entries.length })}</span>}>
      <div className={classes.list}>
        {!readOnly && (
          <div className={classes.fields}>
            <TextInput
              size="xs"
              label={t('rules.lists.name')}
              value={list.name}
              onChange={(event) => onChange({ ...list, name: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              label={t('rules.lists.id')}
              value={list.id}
              spellCheck={false}
              onChange={(event) => onChange({ ...list, id: idFrom(event.currentTarget.value) || event.currentTarget.value })}
            />
            <Select
              size="xs"
              label={t('rules.lists.holds')}
              data={listSubjects.map((value) => ({ value, label: t(`rules.lists.subjects.${value}`) }))}
              value={list.holds}
              onChange={(value) => onChange({ ...list, holds: listSubjects.find((one) => one === value) ?? list.holds })}
            />
          </div>
        )}
        {readOnly && (
          <p className={classes.about}>
            <code>{`listed("${list.id}")`}</code> · {t(`rules.lists.subjects.${list.holds}`)}
          </p>
        )}
        {issue !== null && <p className={classes.issue}>{issue}</p>}
        {list.entries.length > 0 && (
          <ListEntries
            list={list}
            onRemove={readOnly ? null : (value) => onChange({ ...list, entries: list.entries.filter((one) => one.value !== value) })}
          />
        )}
        {!readOnly && (
          <form
            className={classes.fields}
            onSubmit={(event) => {
              event.preventDefault();
              add();
            }}
          >
            <Textarea
              size="xs"
              label={t('rules.lists.addValues')}
              description={t('rules.lists.addValuesHint')}
              minRows={1}
              value={text}
              spellCheck={false}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <TextInput size="xs" label={t('rules.lists.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
            <TextInput
              size="xs"
              type="date"
              label={t('rules.lists.until')}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" size="compact-sm" disabled={text.trim() === ''}>
              {t('rules.lists.addEntries')}
            </Button>
            <Button variant="subtle" color="gray" size="compact-sm" onClick={onRemove}>
              {t('rules.lists.remove')}
            </Button>
          </form>
        )}
      </div>
    </Card>
  );
}
