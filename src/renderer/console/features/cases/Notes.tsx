import { Group, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { useOffline } from '../../../ui/offline.ts';
import { OfflineNote } from '../../../ui/SendButton.tsx';
import { useShortcut } from '../../../ui/shortcuts.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import classes from './cases.module.css';

const KEPT = (id: string) => `portcullis.note.${id}`;

/** What colleagues told each other about the case. What is half written outlives a reload. */
export function Notes({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const mayWork = useMay('cases.work');
  return (
    <Card title={t('cases.notes.title')}>
      {detail.notes.length === 0 && <Nothing>{t('cases.notes.none')}</Nothing>}
      <ol className={classes.entries}>
        {detail.notes.map((note) => (
          <li key={note.id} className={classes.entry}>
            <span className={classes.entryHead}>
              <strong>{note.by.name}</strong>
              <Moment at={note.at} />
            </span>
            <p className={classes.noteText}>{note.text}</p>
          </li>
        ))}
      </ol>
      {mayWork && <NewNote detail={detail} />}
    </Card>
  );
}

function NewNote({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => sessionStorage.getItem(KEPT(detail.id)) ?? '');
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const away = useOffline();
  useShortcut({ keys: 'n', label: t('cases.action.note'), group: 'record', run: () => field.current?.focus() });

  const write = (value: string) => {
    setText(value);
    sessionStorage.setItem(KEPT(detail.id), value);
  };
  const save = async () => {
    if (text.trim() === '' || state.busy || away) return;
    setState({ busy: true, error: null });
    try {
      queryClient.setQueryData(
        api.cases.get.queryKey({ input: { id: detail.id } }),
        await client.cases.addNote({ id: detail.id, text: text.trim() }),
      );
      write('');
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <>
      <Textarea
        ref={field}
        mt="sm"
        label={t('cases.notes.label')}
        description={t('cases.notes.hint')}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save();
        }}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4_000}
      />
      {state.error !== null && <ErrorNotice error={state.error} />}
      <OfflineNote />
      <Group mt="xs" justify="flex-end">
        <WriteButton size="compact-sm" variant="default" loading={state.busy} disabled={text.trim() === ''} onClick={() => void save()}>
          {t('cases.notes.save')}
        </WriteButton>
      </Group>
    </>
  );
}
