import { IconUserQuestion } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { HoldRow } from '../../../../shared/contract/console/recovery.ts';
import { Countdown } from '../../../ui/Countdown.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { HoldBadge } from './badges.tsx';

const iso = (at: number | null) => (at === null ? '' : new Date(at).toISOString());

export function holdColumns(t: TFunction): readonly GridColumn<HoldRow>[] {
  return [
    {
      id: 'status',
      header: t('holds.column.status'),
      width: 172,
      always: true,
      cell: (row) => <HoldBadge value={row.status} />,
      text: (row) => t(`holds.status.${row.status}`),
    },
    {
      id: 'left',
      header: t('holds.column.left'),
      width: 140,
      cell: (row) => {
        if (row.status === 'ended') return <Moment at={row.endedAt} />;
        return row.endsAt === null ? t('ui.none') : <Countdown from={row.startsAt} to={row.endsAt} withBar inColumn />;
      },
      text: (row) => iso(row.endedAt ?? row.endsAt),
    },
    {
      id: 'customer',
      header: t('holds.column.customer'),
      width: 120,
      grow: 1,
      cell: (row) => <Mono>{row.accountId}</Mono>,
      text: (row) => row.accountId,
      sort: (row) => row.accountId,
    },
    {
      id: 'cause',
      header: t('holds.column.cause'),
      width: 200,
      grow: 1.5,
      cell: (row) => t(`words.holdCause.${row.cause}`),
      text: (row) => t(`words.holdCause.${row.cause}`),
      sort: (row) => row.cause,
    },
    {
      id: 'lift',
      header: t('holds.column.lift'),
      width: 140,
      spare: 2,
      cell: (row) =>
        row.liftRequested ? (
          <Tag tone="review" icon={IconUserQuestion} quiet>
            {t('holds.lift.requested')}
          </Tag>
        ) : (
          t('ui.none')
        ),
      text: (row) => (row.liftRequested ? t('holds.lift.requested') : ''),
      sort: (row) => (row.liftRequested ? 0 : 1),
    },
    {
      id: 'since',
      header: t('holds.column.since'),
      width: 96,
      spare: 1,
      cell: (row) => <Moment at={row.startsAt} />,
      text: (row) => iso(row.startsAt),
      sort: (row) => row.startsAt,
    },
  ];
}
