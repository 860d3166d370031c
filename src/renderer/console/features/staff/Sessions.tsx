import { notifications } from '@mantine/notifications';
import { IconCircleFilled, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffSession } from '../../../../shared/contract/console/staff-security.ts';
import { Card } from '../../../ui/Card.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';

/** Where staff are signed in now. */
export function Sessions() {
  const { t } = useTranslation();
  const mayManage = useMay('staff.manage');
  const sessions = useQuery(api.staff.sessions.list.queryOptions());
  const [ending, setEnding] = useState<StaffSession | null>(null);
  return (
    <Card title={t('staff.sessions.title')}>
      {sessions.isPending && <Loading inLine />}
      {sessions.isError && <ErrorNotice error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data !== undefined && (
        <MiniTable
          label={t('staff.sessions.title')}
          rows={sessions.data.items}
          rowId={({ id }) => id}
          columns={[
            {
              name: t('staff.column.name'),
              wide: true,
              cell: ({ staff, own }) => (own ? `${staff.name} (${t('staff.sessions.this')})` : staff.name),
            },
            {
              name: t('staff.sessions.shell'),
              cell: ({ shell }) => t(shell === 'desktop' ? 'staff.sessions.desktop' : 'staff.sessions.browser'),
            },
            { name: t('staff.sessions.address'), cell: ({ address }) => address ?? t('ui.none') },
            { name: t('staff.sessions.since'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
            { name: t('staff.sessions.active'), cell: ({ lastActiveAt }) => <Moment at={lastActiveAt} /> },
            { name: t('staff.sessions.ends'), cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
            {
              name: t('staff.column.status'),
              cell: ({ locked }) => (
                <Tag tone={locked ? 'neutral' : 'good'} icon={locked ? IconLock : IconCircleFilled} quiet>
                  {t(locked ? 'staff.sessions.locked' : 'staff.sessions.open')}
                </Tag>
              ),
            },
            {
              name: '',
              cell: (session) =>
                mayManage &&
                !session.own && (
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    onClick={() => setEnding(session)}
                    aria-label={`${t('staff.sessions.end')}: ${session.staff.name}`}
                  >
                    {t('staff.sessions.end')}
                  </WriteButton>
                ),
            },
          ]}
        />
      )}
      {ending !== null && (
        <ReasonDialog
          title={t('staff.sessions.endTitle', { name: ending.staff.name })}
          confirm={t('staff.sessions.end')}
          tone="danger"
          onClose={() => setEnding(null)}
          onConfirm={async (reason) => {
            await client.staff.sessions.end({ id: ending.id, reason });
            notifications.show({ message: t('staff.sessions.ended') });
            void queryClient.invalidateQueries({ queryKey: api.staff.key() });
          }}
        >
          {t('staff.sessions.endAbout')}
        </ReasonDialog>
      )}
    </Card>
  );
}
