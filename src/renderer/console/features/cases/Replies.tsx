import { Group, Select, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { fillPlaceholders, unknownPlaceholders } from '../../../../shared/vocabulary/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { errorCode, fieldMessage } from '../../../ui/errors.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { useOffline } from '../../../ui/offline.ts';
import { OfflineNote } from '../../../ui/SendButton.tsx';
import { useShortcut } from '../../../ui/shortcuts.ts';
import { useEngineNow, useWatched } from '../../../ui/use-watched.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay, useMe } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './cases.module.css';
import { leases } from './lease.ts';
import { valuesOf } from './placeholder-values.ts';

/** What was written to the customer about the case, and the next one. */
export function Replies({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const me = useMe();
  const mayWork = useMay('cases.work');
  const mayWrite = useMay('cases.templates');
  const token = useWatched(leases)[detail.id];
  const mine = detail.status === 'claimed' && detail.assignee?.id === me.id && token !== undefined;
  return (
    <Card title={t('cases.replies.title')} aside={mayWrite && <TextLink to="/settings/templates">{t('cases.replies.templates')}</TextLink>}>
      {detail.replies.length === 0 && <Nothing>{t('cases.replies.none')}</Nothing>}
      <ol className={classes.entries}>
        {detail.replies.map((reply) => (
          <li key={reply.id} className={classes.entry}>
            <span className={classes.entryHead}>
              <strong>{reply.by.name}</strong>
              <span>{t('cases.replies.to', { address: reply.sentTo })}</span>
              <Moment at={reply.at} />
            </span>
            <p className={classes.noteText}>{reply.text}</p>
          </li>
        ))}
      </ol>
      {mayWork && detail.replyTo === null && detail.replyHeldUntil === null && (
        <p className={classes.aside}>{t('cases.replies.unreachable')}</p>
      )}
      {mayWork && detail.replyHeldUntil !== null && (
        <p className={classes.aside}>
          {t('cases.replies.contactChanged')} <Moment at={detail.replyHeldUntil} />
        </p>
      )}
      {mayWork && detail.replyTo !== null && !mine && detail.status !== 'closed' && (
        <p className={classes.aside}>{t('cases.replies.claimFirst')}</p>
      )}
      {mine && detail.replyTo !== null && <Compose detail={detail} leaseToken={token} to={detail.replyTo} />}
    </Card>
  );
}

const KEPT = (id: string) => `portcullis.reply.${id}`;

/** What is half written outlives a reload; what is sent twice by a lost answer goes out once. */
function Compose({ detail, leaseToken, to }: { readonly detail: CaseDetail; readonly leaseToken: string; readonly to: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const now = useEngineNow('ten-seconds');
  const away = useOffline();
  const [text, setText] = useState(() => sessionStorage.getItem(KEPT(detail.id)) ?? '');
  const [replyId, setReplyId] = useState(() => crypto.randomUUID());
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const [field, setField] = useState<HTMLTextAreaElement | null>(null);
  const templates = useQuery(api.cases.templates.list.queryOptions());
  const choices = templates.data?.items.filter(({ kind, queue }) => kind === 'reply' && (queue === null || queue === detail.kind)) ?? [];
  useShortcut({ keys: 'm', label: t('cases.replies.write'), group: 'record', run: () => field?.focus() });
  const unknown = unknownPlaceholders(text);
  const filled = fillPlaceholders(text, valuesOf(detail, me.name, now));

  const write = (value: string) => {
    setText(value);
    sessionStorage.setItem(KEPT(detail.id), value);
  };
  const send = async () => {
    if (text.trim() === '' || unknown.length > 0 || state.busy || away) return;
    setState({ busy: true, error: null });
    try {
      const after = await client.cases.reply({ id: detail.id, leaseToken, replyId, text: text.trim() });
      queryClient.setQueryData(api.cases.get.queryKey({ input: { id: detail.id } }), after);
      write('');
      setReplyId(crypto.randomUUID());
      setState({ busy: false, error: null });
      notifications.show({ message: t('cases.replies.sent', { address: to }) });
    } catch (error) {
      // Without an answer it may have gone out: the same reply, sent again, goes out once.
      if (errorCode(error) !== null) setReplyId(crypto.randomUUID());
      setState({ busy: false, error });
    }
  };
  const problem = unknown.length > 0 ? t('cases.replies.unknown', { names: unknown.join(', ') }) : fieldMessage(state.error, 'text');
  return (
    <>
      {choices.length > 0 && (
        <Select
          size="xs"
          mt="sm"
          aria-label={t('cases.replies.template')}
          placeholder={t('cases.replies.template')}
          value={null}
          data={choices.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(id) => {
            const chosen = choices.find((template) => template.id === id);
            if (chosen !== undefined) write(text === '' ? chosen.text : `${text}\n${chosen.text}`);
            field?.focus();
          }}
        />
      )}
      <Textarea
        ref={setField}
        mt="xs"
        label={t('cases.replies.label')}
        description={t('cases.replies.hint', { address: to })}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
        error={problem}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={4_000}
      />
      {filled !== text && (
        <div className={classes.preview} role="status">
          <Text size="xs" fw={600}>
            {t('cases.replies.preview')}
          </Text>
          <p className={classes.noteText}>{filled}</p>
        </div>
      )}
      {state.error !== null && problem === null && <ErrorNotice error={state.error} />}
      {text !== '' && <OfflineNote />}
      <Group mt="xs" justify="flex-end">
        <WriteButton
          size="compact-sm"
          loading={state.busy}
          disabled={text.trim() === '' || unknown.length > 0}
          leftSection={<IconSend size={14} aria-hidden />}
          onClick={() => void send()}
        >
          {t('cases.replies.send')}
        </WriteButton>
      </Group>
    </>
  );
}
