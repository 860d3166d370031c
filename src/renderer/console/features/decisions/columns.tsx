import type { TFunction } from 'i18next';
import type { DecisionRow } from '../../../../shared/contract/console/index.ts';
import { riskBands } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { BandBadge, OperationStatusBadge, OutcomeBadge } from '../../../ui/badges.tsx';
import { Country } from '../../../ui/Country.tsx';
import { FactorIcons } from '../../../ui/FactorIcons.tsx';
import { amount } from '../../../ui/format.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';

export function decisionColumns(t: TFunction): readonly GridColumn<DecisionRow>[] {
  return [
    {
      id: 'at',
      header: t('decisions.column.at'),
      width: 74,
      cell: (row) => <Moment at={row.createdAt} />,
      text: (row) => new Date(row.createdAt).toISOString(),
      sort: (row) => row.createdAt,
    },
    {
      id: 'outcome',
      header: t('decisions.column.outcome'),
      width: 94,
      always: true,
      cell: (row) => <OutcomeBadge value={row.outcome} />,
      text: (row) => row.outcome,
      sort: (row) => row.outcome,
    },
    {
      id: 'account',
      header: t('decisions.column.account'),
      width: 96,
      grow: 1,
      cell: (row) => <Mono>{row.accountId}</Mono>,
      text: (row) => row.accountId,
      sort: (row) => row.accountId,
    },
    {
      id: 'kind',
      header: t('decisions.column.kind'),
      width: 128,
      grow: 1,
      cell: (row) => t(`words.kind.${row.kind}`),
      text: (row) => row.kind,
      sort: (row) => row.kind,
    },
    {
      id: 'amount',
      header: t('decisions.column.amount'),
      width: 130,
      spare: 4,
      align: 'end',
      cell: (row) => amount(row.amount, row.asset, locale()) ?? t('ui.none'),
      text: (row) => [row.amount, row.asset].filter((part) => part !== null).join(' '),
    },
    {
      id: 'score',
      header: t('decisions.column.score'),
      width: 54,
      align: 'end',
      cell: (row) => row.score,
      text: (row) => String(row.score),
      sort: (row) => row.score,
    },
    {
      id: 'band',
      header: t('decisions.column.band'),
      width: 96,
      spare: 1,
      cell: (row) => <BandBadge value={row.band} />,
      text: (row) => row.band,
      sort: (row) => riskBands.indexOf(row.band),
    },
    {
      id: 'status',
      header: t('decisions.column.status'),
      width: 148,
      spare: 3,
      cell: (row) => <OperationStatusBadge value={row.status} />,
      text: (row) => row.status,
      sort: (row) => row.status,
    },
    {
      id: 'reason',
      header: t('decisions.column.reason'),
      width: 120,
      spare: 2,
      grow: 2.2,
      cell: (row) => row.topReason ?? t('ui.none'),
      text: (row) => row.topReason ?? '',
    },
    {
      id: 'steps',
      header: t('decisions.column.steps'),
      width: 90,
      extra: true,
      cell: (row) => <FactorIcons kinds={row.steps} none={t('ui.none')} />,
      text: (row) => row.steps.join('; '),
    },
    {
      id: 'client',
      header: t('decisions.column.client'),
      width: 100,
      extra: true,
      cell: (row) => t(`words.client.${row.client}`),
      text: (row) => row.client,
      sort: (row) => row.client,
    },
    {
      id: 'country',
      header: t('decisions.column.country'),
      width: 76,
      extra: true,
      cell: (row) => <Country code={row.country} />,
      text: (row) => row.country ?? '',
      sort: (row) => row.country ?? '',
    },
    {
      id: 'id',
      header: t('decisions.column.id'),
      width: 240,
      extra: true,
      cell: (row) => <Mono>{row.id}</Mono>,
      text: (row) => row.id,
    },
  ];
}
