import type { TFunction } from 'i18next';
import type { CaseRow } from '../../../../shared/contract/console/index.ts';
import { casePriorities } from '../../../../shared/vocabulary/index.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { CaseStatusBadge, PriorityBadge, Sla } from './badges.tsx';

const iso = (at: number | null) => (at === null ? '' : new Date(at).toISOString());

/** @param closed whether the list is of closed cases, which are due no more */
export function caseColumns(t: TFunction, closed: boolean): readonly GridColumn<CaseRow>[] {
  const when: GridColumn<CaseRow> = closed
    ? {
        id: 'closed',
        header: t('cases.column.closed'),
        width: 110,
        cell: (row) => <Moment at={row.closedAt} />,
        text: (row) => iso(row.closedAt),
        sort: (row) => row.closedAt ?? 0,
      }
    : {
        id: 'due',
        header: t('cases.column.due'),
        width: 166,
        always: true,
        cell: (row) => <Sla dueAt={row.dueAt} />,
        text: (row) => iso(row.dueAt),
        sort: (row) => row.dueAt,
      };
  return [
    {
      id: 'priority',
      header: t('cases.column.priority'),
      width: 96,
      spare: 6,
      cell: (row) => <PriorityBadge value={row.priority} quiet />,
      text: (row) => t(`cases.priority.${row.priority}`),
      sort: (row) => -casePriorities.indexOf(row.priority),
    },
    when,
    {
      id: 'title',
      header: t('cases.column.title'),
      width: 220,
      grow: 4,
      always: true,
      cell: (row) => row.title,
      text: (row) => row.title,
      sort: (row) => row.title,
    },
    {
      id: 'queue',
      header: t('cases.column.queue'),
      width: 140,
      spare: 4,
      cell: (row) => t(`words.caseKind.${row.kind}`),
      text: (row) => t(`words.caseKind.${row.kind}`),
      sort: (row) => row.kind,
    },
    {
      id: 'customer',
      header: t('cases.column.customer'),
      width: 110,
      grow: 0.8,
      spare: 3,
      cell: (row) => row.customerName ?? <Mono>{row.accountId}</Mono>,
      text: (row) => row.accountId,
      sort: (row) => row.customerName ?? row.accountId,
    },
    {
      id: 'status',
      header: t('cases.column.status'),
      width: 150,
      always: true,
      cell: (row) => <CaseStatusBadge row={row} />,
      text: (row) => t(`cases.status.${row.status}`),
      sort: (row) => row.status,
    },
    {
      id: 'assignee',
      header: t('cases.column.assignee'),
      width: 120,
      grow: 0.5,
      spare: 5,
      cell: (row) => row.assignee?.name ?? t('ui.none'),
      text: (row) => row.assignee?.name ?? '',
      sort: (row) => row.assignee?.name ?? '',
    },
    {
      id: 'level',
      header: t('cases.column.level'),
      width: 96,
      extra: true,
      cell: (row) => levelWord(t, row.level),
      text: (row) => levelWord(t, row.level),
      sort: (row) => row.level,
    },
    {
      id: 'deadline',
      header: t('cases.column.deadline'),
      width: 130,
      extra: true,
      cell: (row) => (row.deadlineAt === null ? t('ui.none') : t(`cases.deadlineAction.${row.deadlineAction}`)),
      text: (row) => iso(row.deadlineAt),
      sort: (row) => row.deadlineAt ?? Number.MAX_SAFE_INTEGER,
    },
    {
      id: 'at',
      header: t('cases.column.at'),
      width: 92,
      spare: 1,
      cell: (row) => <Moment at={row.createdAt} />,
      text: (row) => iso(row.createdAt),
      sort: (row) => row.createdAt,
    },
  ];
}

export function levelWord(t: TFunction, level: number): string {
  if (level === 1) return t('cases.level.first');
  return level === 2 ? t('cases.level.second') : t('cases.level.last');
}
