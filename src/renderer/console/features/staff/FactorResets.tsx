import { Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Icon, IconArrowBackUp, IconBan, IconCheck, IconClockX, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FactorReset } from '../../../../shared/contract/console/staff-security.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay, useMe } from '../../connection/use-me.ts';
import type { Replaced } from './NewAuthenticator.tsx';

interface FactorResetsProps {
  /** Shows the new authenticator, once. */
  readonly onReplaced: (replaced: Replaced) => void;
}

type Verdict = 'approve' | 'deny';

const refresh = () => queryClient.invalidateQueries({ queryKey: api.staff.key() });

/** Second factors that one administrator asked to replace, and another decides. */
export function FactorResets({ onReplaced }: FactorResetsProps) {
  const { t } = useTranslation();
  const resets = useQuery(api.staff.factorResets.list.queryOptions());
  const [deciding, setDeciding] = useState<{ readonly reset: FactorReset; readonly verdict: Verdict } | null>(null);
  const rows = resets.data?.items ?? [];
  return (
    <Card title={t('staff.resets.title')}>
      {resets.isPending && <Loading inLine />}
      {resets.isError && <ErrorNotice error={resets.error} onRetry={() => void resets.refetch()} />}
      {resets.data !== undefined && rows.length === 0 && <Nothing>{t('staff.resets.none')}</Nothing>}
      {rows.length > 0 && (
        <MiniTable
          label={t('staff.resets.label')}
          rows={rows}
          rowId={({ id }) => id}
          isFaded={({ status }) => status !== 'requested'}
          columns={[
            { name: t('staff.resets.whose'), cell: ({ staff }) => <strong>{staff.name}</strong> },
            { name: t('staff.resets.by'), cell: ({ requestedBy }) => requestedBy.name },
            { name: t('staff.resets.why'), cell: ({ reason }) => reason, wide: true },
            { name: t('staff.resets.asked'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
            { name: t('staff.resets.status'), cell: (reset) => <State reset={reset} /> },
            { name: '', cell: (reset) => <Actions reset={reset} onDecide={(verdict) => setDeciding({ reset, verdict })} /> },
          ]}
        />
      )}
      {deciding !== null && <Decide {...deciding} onClose={() => setDeciding(null)} onReplaced={onReplaced} />}
    </Card>
  );
}

interface DecideProps extends FactorResetsProps {
  readonly reset: FactorReset;
  readonly verdict: Verdict;
  readonly onClose: () => void;
}

function Decide({ reset, verdict, onClose, onReplaced }: DecideProps) {
  const { t } = useTranslation();
  const { id, contentHash, staff } = reset;
  return (
    <ReasonDialog
      title={t(`staff.resets.${verdict}Title`, { name: staff.name })}
      confirm={t(`staff.resets.${verdict}`)}
      tone={verdict === 'deny' ? 'danger' : 'normal'}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (verdict === 'approve') {
          onReplaced({ name: staff.name, authenticator: await client.staff.factorResets.approve({ id, contentHash, reason }) });
        } else {
          await client.staff.factorResets.deny({ id, reason });
          notifications.show({ message: t('staff.resets.denied') });
        }
        void refresh();
      }}
    >
      {t(`staff.resets.${verdict}About`, { name: staff.name, by: reset.requestedBy.name, reason: reset.reason })}
    </ReasonDialog>
  );
}

function Actions({ reset, onDecide }: { readonly reset: FactorReset; readonly onDecide: (verdict: Verdict) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const mayManage = useMay('staff.manage');
  if (!mayManage || reset.status !== 'requested') return null;
  if (reset.requestedBy.id === me.id) {
    return (
      <WriteButton
        size="compact-xs"
        variant="default"
        onClick={() => void client.staff.factorResets.withdraw({ id: reset.id }).catch(tellFailure).then(refresh)}
        aria-label={`${t('staff.resets.withdraw')}: ${reset.staff.name}`}
      >
        {t('staff.resets.withdraw')}
      </WriteButton>
    );
  }
  if (!reset.mayDecide) return t('staff.resets.own');
  return (
    <Group gap={4} wrap="nowrap">
      {(['approve', 'deny'] as const).map((verdict) => (
        <WriteButton
          key={verdict}
          size="compact-xs"
          variant="default"
          onClick={() => onDecide(verdict)}
          aria-label={`${t(`staff.resets.${verdict}`)}: ${reset.staff.name}`}
        >
          {t(`staff.resets.${verdict}`)}
        </WriteButton>
      ))}
    </Group>
  );
}

const look: Readonly<Record<FactorReset['status'], readonly [Tone, Icon]>> = {
  requested: ['info', IconHourglass],
  approved: ['good', IconCheck],
  denied: ['bad', IconBan],
  withdrawn: ['neutral', IconArrowBackUp],
  expired: ['neutral', IconClockX],
};

function State({ reset }: { readonly reset: FactorReset }) {
  const { t } = useTranslation();
  const [tone, icon] = look[reset.status];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`staff.resets.state.${reset.status}`)}
      {reset.status === 'requested' && (
        <>
          {' '}
          <Countdown from={reset.createdAt} to={reset.expiresAt} />
        </>
      )}
      {reset.decidedBy !== null && reset.status !== 'withdrawn' && ` · ${reset.decidedBy.name}`}
    </Tag>
  );
}
