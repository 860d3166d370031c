import { Button, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseRow } from '../../../../shared/contract/console/index.ts';
import type { BulkAction } from '../../../../shared/vocabulary/index.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { OfflineNote, SendButton } from '../../../ui/SendButton.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, type Outputs } from '../../connection/api.ts';

/** What can be done with many cases at once (CQ-05): nothing that grants anything. */
export function BulkActions({ chosen, onDone }: { readonly chosen: readonly CaseRow[]; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [action, setAction] = useState<BulkAction | null>(null);
  return (
    <>
      <WriteButton size="compact-sm" variant="default" onClick={() => setAction('escalate')}>
        {t('cases.bulk.escalate')}
      </WriteButton>
      <WriteButton size="compact-sm" variant="default" onClick={() => setAction('set_priority')}>
        {t('cases.bulk.priority')}
      </WriteButton>
      <WriteButton size="compact-sm" color="red.9" onClick={() => setAction('refuse')}>
        {t('cases.bulk.refuse')}
      </WriteButton>
      {action !== null && <BulkDialog action={action} chosen={chosen} onClose={() => setAction(null)} onDone={onDone} />}
    </>
  );
}

const about = { escalate: 'cases.bulk.escalateAbout', set_priority: 'cases.bulk.priorityAbout', refuse: 'cases.bulk.refuseAbout' } as const;
const SHORTEST = 3;

interface BulkDialogProps {
  readonly action: BulkAction;
  readonly chosen: readonly CaseRow[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says how many cases an action reaches and why not the others, asks why, does it, and tells how each went. */
function BulkDialog({ action, chosen, onClose, onDone }: BulkDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const [result, setResult] = useState<Outputs['cases']['bulk'] | null>(null);
  const [bulkId] = useState(() => crypto.randomUUID());
  const input = { action, ids: chosen.map(({ id }) => id), ...(action === 'set_priority' ? { priority: 'urgent' as const } : {}) };
  const preview = useQuery({ ...api.cases.bulkPreview.queryOptions({ input }), staleTime: 0, enabled: result === null });
  const count = preview.data?.count ?? 0;
  const titleOf = (id: string) => chosen.find((row) => row.id === id)?.title ?? id;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (state.busy || count === 0 || reason.trim().length < SHORTEST) return;
    setState({ busy: true, error: null });
    try {
      setResult(await client.cases.bulk({ ...input, bulkId, reason: reason.trim(), expected: count }));
    } catch (error) {
      setState({ busy: false, error });
      void preview.refetch();
    }
  };

  if (result !== null) {
    const failed = result.items.filter(({ ok }) => !ok);
    return (
      <Dialog onClose={onDone} title={t(`cases.bulk.title.${action}`)}>
        <Stack gap="sm">
          <Text size="sm">{t('cases.bulk.done', { count: result.done })}</Text>
          {failed.length > 0 && (
            <>
              <Text size="sm">{t('cases.bulk.failed', { count: failed.length })}</Text>
              <Problems items={failed} titleOf={titleOf} />
            </>
          )}
          <Group justify="flex-end">
            <Button onClick={onDone} data-autofocus>
              {t('cases.bulk.close')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    );
  }
  const unreached = preview.data?.items.filter(({ ok }) => !ok) ?? [];
  return (
    <Dialog onClose={onClose} title={t(`cases.bulk.title.${action}`)}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <Text size="sm" fw={600} role="status">
            {preview.data !== undefined && (count === 0 ? t('cases.bulk.none') : t('cases.bulk.preview', { count }))}
          </Text>
          <Text size="sm">{t(about[action])}</Text>
          {unreached.length > 0 && (
            <>
              <Text size="sm">{t('cases.bulk.not')}</Text>
              <Problems items={unreached} titleOf={titleOf} />
            </>
          )}
          <Textarea
            label={t('ui.reason.label')}
            description={t('ui.reason.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
            maxLength={400}
            required
            data-autofocus
          />
          {preview.isError && <ErrorNotice error={preview.error} onRetry={() => void preview.refetch()} />}
          {state.error !== null && <ErrorNotice error={state.error} />}
          <OfflineNote />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
            <SendButton
              loading={state.busy}
              disabled={count === 0 || reason.trim().length < SHORTEST}
              {...(action === 'refuse' ? { color: 'red.9' } : {})}
            >
              {t(action === 'set_priority' ? 'cases.bulk.priority' : `cases.bulk.${action}`)}
            </SendButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface ProblemsProps {
  readonly items: readonly { readonly id: string; readonly problem: string | null }[];
  readonly titleOf: (id: string) => string;
}

function Problems({ items, titleOf }: ProblemsProps) {
  return (
    <List size="sm" mah={180} style={{ overflowY: 'auto' }}>
      {items.map(({ id, problem }) => (
        <List.Item key={id}>
          {titleOf(id)}: {problem}
        </List.Item>
      ))}
    </List>
  );
}
