import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ApprovalRow } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { factorIcon, RequestStatusBadge } from '../../../ui/badges.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Country } from '../../../ui/Country.tsx';
import { amount } from '../../../ui/format.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';

const iso = (at: number | null) => (at === null ? '' : new Date(at).toISOString());

/** What asks: the trusted device, which signs, or another app device, which says yes or no to a log-in. */
function Method({ value }: { readonly value: ApprovalRow['method'] }) {
  const { t } = useTranslation();
  const MethodIcon = factorIcon[value];
  return (
    <span title={t(`words.factorStrength.${value}`)}>
      <MethodIcon size={14} stroke={1.7} aria-hidden /> {t(`approvals.method.${value}`)}
    </span>
  );
}

export function approvalColumns(t: TFunction): readonly GridColumn<ApprovalRow>[] {
  return [
    {
      id: 'status',
      header: t('approvals.column.status'),
      width: 112,
      always: true,
      cell: (row) => <RequestStatusBadge value={row.status} />,
      text: (row) => t(`words.requestStatus.${row.status}`),
      sort: (row) => row.status,
    },
    {
      id: 'left',
      header: t('approvals.column.left'),
      width: 108,
      cell: (row) =>
        row.status === 'pending' ? <Countdown from={row.createdAt} to={row.expiresAt} withBar inColumn /> : <Moment at={row.answeredAt} />,
      text: (row) => iso(row.expiresAt),
      sort: (row) => (row.status === 'pending' ? row.expiresAt : Number.MAX_SAFE_INTEGER),
    },
    {
      id: 'customer',
      header: t('approvals.column.customer'),
      width: 100,
      grow: 1,
      cell: (row) => row.customerName ?? <Mono>{row.accountId}</Mono>,
      text: (row) => row.accountId,
      sort: (row) => row.customerName ?? row.accountId,
    },
    {
      id: 'kind',
      header: t('approvals.column.kind'),
      width: 124,
      grow: 1,
      cell: (row) => t(`words.kind.${row.kind}`),
      text: (row) => t(`words.kind.${row.kind}`),
      sort: (row) => row.kind,
    },
    {
      id: 'amount',
      header: t('approvals.column.amount'),
      width: 130,
      spare: 5,
      align: 'end',
      cell: (row) => amount(row.amount, row.asset, locale()) ?? t('ui.none'),
      text: (row) => [row.amount, row.asset].filter((part) => part !== null).join(' '),
    },
    {
      id: 'destination',
      header: t('approvals.column.destination'),
      width: 104,
      spare: 4,
      grow: 1.2,
      cell: (row) => (row.destination === null ? t('ui.none') : <Mono>{row.destination}</Mono>),
      text: (row) => row.destination ?? '',
    },
    {
      id: 'client',
      header: t('approvals.column.client'),
      width: 96,
      spare: 3,
      cell: (row) => t(`words.client.${row.client}`),
      text: (row) => row.client,
      sort: (row) => row.client,
    },
    {
      id: 'method',
      header: t('approvals.column.method'),
      width: 144,
      spare: 2,
      cell: (row) => <Method value={row.method} />,
      text: (row) => t(`words.factor.${row.method}`),
      sort: (row) => row.method,
    },
    {
      id: 'device',
      header: t('approvals.column.device'),
      width: 120,
      extra: true,
      cell: (row) => row.deviceName ?? <Mono>{row.deviceId}</Mono>,
      text: (row) => row.deviceName ?? row.deviceId,
    },
    {
      id: 'country',
      header: t('approvals.column.country'),
      width: 70,
      spare: 1,
      cell: (row) => <Country code={row.country} />,
      text: (row) => row.country ?? '',
      sort: (row) => row.country ?? '',
    },
    {
      id: 'why',
      header: t('approvals.column.why'),
      width: 160,
      grow: 1.5,
      extra: true,
      cell: (row) => row.why[0] ?? t('ui.none'),
      text: (row) => row.why.join('; '),
    },
    {
      id: 'at',
      header: t('approvals.column.at'),
      width: 84,
      spare: 2,
      cell: (row) => <Moment at={row.createdAt} />,
      text: (row) => iso(row.createdAt),
      sort: (row) => row.createdAt,
    },
  ];
}
