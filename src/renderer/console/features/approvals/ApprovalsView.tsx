import { SegmentedControl } from '@mantine/core';
import { IconDeviceMobileCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovalRow } from '../../../../shared/contract/console/index.ts';
import { FilterInput } from '../../../ui/FilterInput.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { api, client } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { useMay } from '../../connection/use-me.ts';
import { useRecordAside } from '../../connection/use-record-aside.ts';
import { ListWithPanel } from '../../shell/ListWithPanel.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import { ApprovalPanel } from './ApprovalPanel.tsx';
import { approvalColumns } from './columns.tsx';

const PAGE = 100;
const rowId = (row: ApprovalRow) => row.id;

/** Requests to trusted devices, live. An answered one stays where it is and says how it was answered. */
export function ApprovalsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { requestId = null } = useParams({ strict: false });
  const { show = 'all', account } = useSearch({ from: '/approvals' });
  const columns = useMemo(() => approvalColumns(t), [t]);

  const list = useLiveList<ApprovalRow>({
    key: ['approvals', 'live', show, account ?? null],
    fetchPage: (cursor, signal) =>
      client.approvals.list(
        {
          status: show,
          limit: PAGE,
          ...(account === undefined ? {} : { accountId: account }),
          ...(cursor === undefined ? {} : { cursor }),
        },
        signal ? { signal } : {},
      ),
    rowId,
    concerns: ({ topic }) => topic === 'verification_request',
    fetchRow: (row) => client.approvals.get({ id: row.id }),
  });

  const go = useCallback(
    (id: string | null, replace: boolean) =>
      void (id === null
        ? navigate({ to: '/approvals', search: (before) => before })
        : navigate({ to: '/approvals/$requestId', params: { requestId: id }, search: (before) => before, replace })),
    [navigate],
  );
  const { close, aside } = useRecordAside({ openId: requestId, rowId, go });
  const filter = (changed: { show?: 'pending' | 'all'; account?: string | undefined }) =>
    void navigate({ to: '/approvals', search: (before) => ({ ...before, ...changed }), replace: true });

  return (
    <ListWithPanel panel={requestId !== null && <ApprovalPanel key={requestId} id={requestId} onClose={close} />}>
      <LiveGrid
        list={list}
        {...aside}
        title={t('approvals.title')}
        name="approvals"
        label={t('approvals.list')}
        columns={columns}
        addressOf={(row) => `/approvals/${row.id}`}
        live
        isFaded={(row) => row.status !== 'pending'}
        filters={
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('approvals.show')}
              value={show}
              onChange={(value) => filter({ show: value })}
              data={[
                { value: 'all', label: t('approvals.all') },
                { value: 'pending', label: t('approvals.pending') },
              ]}
            />
            <FilterInput
              name={t('approvals.ofCustomer')}
              value={account ?? ''}
              onChange={(value) => filter({ account: value === '' ? undefined : value })}
            />
            <RiskReviews />
          </>
        }
        empty={
          <EmptyNotice
            icon={IconDeviceMobileCheck}
            title={show === 'pending' ? t('approvals.emptyPendingTitle') : t('approvals.emptyTitle')}
          >
            {show === 'pending' ? t('approvals.emptyPending') : t('approvals.empty')}
          </EmptyNotice>
        }
      />
    </ListWithPanel>
  );
}

/** What staff decide themselves, a step away from what only the customer can approve. */
function RiskReviews() {
  const { t } = useTranslation();
  const mayRead = useMay('cases.read');
  const counts = useQuery({ ...api.cases.counts.queryOptions(), enabled: mayRead });
  const open = counts.data?.queues.find(({ kind }) => kind === 'risk_review')?.open;
  if (!mayRead || open === undefined) return null;
  return (
    <TextLink to="/cases" search={{ queue: 'risk_review' }}>
      {t('approvals.reviews', { count: open })}
    </TextLink>
  );
}
