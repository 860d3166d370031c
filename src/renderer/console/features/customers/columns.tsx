import { IconHourglass } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { CustomerRow } from '../../../../shared/contract/console/index.ts';
import { IdentityBadge } from '../../../ui/badges.tsx';
import { Country } from '../../../ui/Country.tsx';
import { FactorIcons } from '../../../ui/FactorIcons.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { Tag } from '../../../ui/Tag.tsx';

const iso = (at: number | null) => (at === null ? '' : new Date(at).toISOString());

export function customerColumns(t: TFunction): readonly GridColumn<CustomerRow>[] {
  return [
    {
      id: 'id',
      header: t('customers.column.id'),
      width: 116,
      grow: 1,
      always: true,
      cell: (row) => <Mono>{row.id}</Mono>,
      text: (row) => row.id,
      sort: (row) => row.id,
    },
    {
      id: 'name',
      header: t('customers.column.name'),
      width: 116,
      grow: 1.3,
      cell: (row) => row.name ?? t('ui.none'),
      text: (row) => row.name ?? '',
      sort: (row) => row.name ?? '',
    },
    {
      id: 'email',
      header: t('customers.column.email'),
      width: 140,
      spare: 2,
      grow: 1.4,
      cell: (row) => row.email ?? t('ui.none'),
      text: (row) => row.email ?? '',
    },
    {
      id: 'phone',
      header: t('customers.column.phone'),
      width: 130,
      extra: true,
      cell: (row) => row.phone ?? t('ui.none'),
      text: (row) => row.phone ?? '',
    },
    {
      id: 'country',
      header: t('customers.column.country'),
      width: 72,
      spare: 1,
      cell: (row) => <Country code={row.country} />,
      text: (row) => row.country ?? '',
      sort: (row) => row.country ?? '',
    },
    {
      id: 'identity',
      header: t('customers.column.identity'),
      width: 118,
      cell: (row) => <IdentityBadge value={row.identityStatus} />,
      text: (row) => t(`words.identity.${row.identityStatus}`),
      sort: (row) => row.identityStatus,
    },
    {
      id: 'factors',
      header: t('customers.column.factors'),
      width: 146,
      cell: (row) => <FactorIcons kinds={row.factors} none={t('customers.noFactors')} />,
      text: (row) => row.factors.map((kind) => t(`words.factor.${kind}`)).join('; '),
      sort: (row) => row.factors.length,
    },
    {
      id: 'held',
      header: t('customers.column.held'),
      width: 94,
      cell: (row) =>
        row.held ? (
          <Tag tone="warn" icon={IconHourglass}>
            {t('customers.held')}
          </Tag>
        ) : null,
      text: (row) => (row.held ? t('customers.held') : ''),
      sort: (row) => (row.held ? 0 : 1),
    },
    {
      id: 'kind',
      header: t('customers.column.kind'),
      width: 110,
      extra: true,
      cell: (row) => (row.kind === 'sub' ? t('words.accountKind.sub') : t('words.accountKind.main')),
      text: (row) => row.kind,
      sort: (row) => row.kind,
    },
    {
      id: 'last',
      header: t('customers.column.last'),
      width: 108,
      spare: 3,
      cell: (row) => (row.lastOperationAt === null ? t('customers.never') : <Moment at={row.lastOperationAt} />),
      text: (row) => iso(row.lastOperationAt),
      sort: (row) => row.lastOperationAt ?? 0,
    },
    {
      id: 'created',
      header: t('customers.column.created'),
      width: 92,
      extra: true,
      cell: (row) => <Moment at={row.createdAt} />,
      text: (row) => iso(row.createdAt),
      sort: (row) => row.createdAt,
    },
  ];
}
