import { Radio, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceResetDetail } from '../../../../../../shared/contract/console/recovery.ts';
import type { EvidenceItem } from '../../../../../../shared/vocabulary/index.ts';
import { Card } from '../../../../../ui/Card.tsx';
import { ErrorNotice } from '../../../../../ui/notices.tsx';
import { Tag } from '../../../../../ui/Tag.tsx';
import { WriteButton } from '../../../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../../../connection/api.ts';
import { useMay } from '../../../../connection/use-me.ts';
import classes from './reset.module.css';

interface Answer {
  readonly answer: 'yes' | 'no';
  readonly note: string;
}

type Draft = Readonly<Partial<Record<EvidenceItem, Answer>>>;

/** What staff have to have seen before documents stand for a customer, answered one by one and saved together. */
export function Evidence({ reset }: { readonly reset: DeviceResetDetail }) {
  const { t } = useTranslation();
  const may = useMay('recovery.start') && (reset.status === 'requested' || reset.status === 'in_review');
  const [draft, setDraft] = useState<Draft>({});
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const answers = changedAnswers(reset, draft);
  const done = reset.evidence.filter(({ answer }) => answer !== null).length;

  const save = async () => {
    setState({ busy: true, error: null });
    try {
      const { id, contentHash } = reset;
      const detail = await client.recovery.answerEvidence({ id, contentHash, answers });
      queryClient.setQueryData(api.recovery.get.queryKey({ input: { id } }), detail);
      void queryClient.invalidateQueries({ queryKey: api.cases.key() });
      setDraft({});
      setState({ busy: false, error: null });
      notifications.show({ message: t('caseBodies.reset.saved') });
    } catch (error) {
      setState({ busy: false, error });
    }
  };

  return (
    <Card
      title={t('caseBodies.reset.evidence')}
      aside={<span className={classes.soft}>{t('caseBodies.reset.evidenceProgress', { done, all: reset.evidence.length })}</span>}
    >
      <p className={classes.soft}>{t('caseBodies.reset.evidenceAbout')}</p>
      <ol className={classes.evidence}>
        {reset.evidence.map((given) => (
          <li key={given.item} className={classes.item}>
            {may ? (
              <EvidenceQuestion
                given={given}
                draft={draft[given.item]}
                by={given.by === null ? null : (reset.names[given.by] ?? given.by)}
                onChange={(answer) => setDraft((before) => ({ ...before, [given.item]: answer }))}
              />
            ) : (
              <EvidenceAnswer given={given} by={given.by === null ? null : (reset.names[given.by] ?? given.by)} />
            )}
          </li>
        ))}
      </ol>
      {state.error !== null && <ErrorNotice error={state.error} />}
      {answers.length > 0 && (
        <div className={classes.save}>
          <span className={classes.soft}>{t('caseBodies.reset.unsaved')}</span>
          <WriteButton loading={state.busy} onClick={() => void save()}>
            {t('caseBodies.reset.saveAnswers', { count: answers.length })}
          </WriteButton>
        </div>
      )}
    </Card>
  );
}

/** What the draft says otherwise than what is stored. */
function changedAnswers(reset: DeviceResetDetail, draft: Draft) {
  return reset.evidence.flatMap(({ item, answer, note }) => {
    const changed = draft[item];
    if (changed === undefined) return [];
    const text = changed.note.trim();
    if (changed.answer === answer && text === (note ?? '')) return [];
    return [{ item, answer: changed.answer, ...(text === '' ? {} : { note: text }) }];
  });
}

type Given = DeviceResetDetail['evidence'][number];

interface QuestionProps {
  readonly given: Given;
  readonly draft: Answer | undefined;
  readonly by: string | null;
  readonly onChange: (answer: Answer) => void;
}

function EvidenceQuestion({ given, draft, by, onChange }: QuestionProps) {
  const { t } = useTranslation();
  const answer = draft?.answer ?? given.answer;
  const note = draft?.note ?? given.note ?? '';
  return (
    <>
      <Radio.Group
        label={t(`caseBodies.reset.item.${given.item}`)}
        classNames={{ label: classes.question ?? '' }}
        value={answer}
        onChange={(value) => onChange({ answer: value === 'yes' ? 'yes' : 'no', note })}
      >
        <div className={classes.answers}>
          <Radio value="yes" size="xs" label={t('caseBodies.reset.yes')} />
          <Radio value="no" size="xs" label={t('caseBodies.reset.no')} />
          {answer !== null && (
            <TextInput
              className={classes.note ?? ''}
              size="xs"
              aria-label={`${t('caseBodies.reset.note')}: ${t(`caseBodies.reset.item.${given.item}`)}`}
              placeholder={t('caseBodies.reset.addNote')}
              value={note}
              onChange={(event) => onChange({ answer, note: event.currentTarget.value })}
              maxLength={400}
            />
          )}
        </div>
      </Radio.Group>
      {by !== null && draft === undefined && <span className={classes.soft}>{t('caseBodies.reset.answeredBy', { name: by })}</span>}
    </>
  );
}

function EvidenceAnswer({ given, by }: { readonly given: Given; readonly by: string | null }) {
  const { t } = useTranslation();
  return (
    <>
      <span>{t(`caseBodies.reset.item.${given.item}`)}</span>
      <span className={classes.answers}>
        {given.answer === null ? (
          <span className={classes.soft}>{t('ui.none')}</span>
        ) : (
          <Tag tone={given.answer === 'yes' ? 'good' : 'bad'} icon={given.answer === 'yes' ? IconCheck : IconX}>
            {t(`caseBodies.reset.${given.answer}`)}
          </Tag>
        )}
        {given.note !== null && <span>{given.note}</span>}
        {by !== null && <span className={classes.soft}>{t('caseBodies.reset.answeredBy', { name: by })}</span>}
      </span>
    </>
  );
}
