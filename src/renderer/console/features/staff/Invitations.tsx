import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Icon, IconArrowBackUp, IconCheck, IconClockX, IconMail, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffInvitation } from '../../../../shared/contract/console/staff-security.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';

const look: Readonly<Record<StaffInvitation['status'], readonly [Tone, Icon]>> = {
  open: ['info', IconMail],
  accepted: ['good', IconCheck],
  withdrawn: ['neutral', IconArrowBackUp],
  replaced: ['neutral', IconRefresh],
  expired: ['warn', IconClockX],
};

/** Who was invited to the staff, and what came of it. */
export function Invitations() {
  const { t } = useTranslation();
  const mayManage = useMay('staff.manage');
  const invitations = useQuery(api.staff.invitations.list.queryOptions());
  const [withdrawing, setWithdrawing] = useState<StaffInvitation | null>(null);
  const rows = invitations.data?.items ?? [];
  return (
    <Card title={t('staff.invitations.title')}>
      {invitations.isPending && <Loading inLine />}
      {invitations.isError && <ErrorNotice error={invitations.error} onRetry={() => void invitations.refetch()} />}
      {invitations.data !== undefined && rows.length === 0 && <Nothing>{t('staff.invitations.none')}</Nothing>}
      {rows.length > 0 && (
        <MiniTable
          label={t('staff.invitations.title')}
          rows={rows}
          rowId={({ id }) => id}
          isFaded={({ status }) => status !== 'open'}
          columns={[
            {
              name: t('staff.column.person'),
              wide: true,
              cell: ({ name, email }) => (
                <>
                  <strong>{name}</strong>
                  <Text size="xs" c="dimmed">
                    {email}
                  </Text>
                </>
              ),
            },
            { name: t('staff.column.role'), cell: ({ role }) => t(`words.role.${role}`) },
            { name: t('staff.invitations.by'), cell: ({ invitedBy }) => invitedBy.name },
            { name: t('staff.invitations.at'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
            { name: t('staff.column.status'), cell: (row) => <State invitation={row} /> },
            {
              name: '',
              cell: (row) =>
                mayManage &&
                row.status === 'open' && (
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    onClick={() => setWithdrawing(row)}
                    aria-label={`${t('staff.invitations.withdraw')}: ${row.name}`}
                  >
                    {t('staff.invitations.withdraw')}
                  </WriteButton>
                ),
            },
          ]}
        />
      )}
      {withdrawing !== null && (
        <ReasonDialog
          title={t('staff.invitations.withdrawTitle', { name: withdrawing.name })}
          confirm={t('staff.invitations.withdraw')}
          tone="danger"
          onClose={() => setWithdrawing(null)}
          onConfirm={async (reason) => {
            await client.staff.invitations.withdraw({ id: withdrawing.id, reason });
            notifications.show({ message: t('staff.invitations.withdrawn') });
            void queryClient.invalidateQueries({ queryKey: api.staff.key() });
          }}
        >
          {t('staff.invitations.withdrawAbout')}
        </ReasonDialog>
      )}
    </Card>
  );
}

function State({ invitation }: { readonly invitation: StaffInvitation }) {
  const { t } = useTranslation();
  const [tone, icon] = look[invitation.status];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`staff.invitations.state.${invitation.status}`)}
      {invitation.status === 'open' && (
        <>
          {' '}
          <Countdown from={invitation.createdAt} to={invitation.expiresAt} />
        </>
      )}
    </Tag>
  );
}
