import type { TFunction } from 'i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { actionWords, actorKindWord, changeWords } from './audit-words.ts';

export function auditColumns(t: TFunction): readonly GridColumn<AuditEntry>[] {
  return [
    {
      id: 'at',
      header: t('audit.column.at'),
      width: 74,
      cell: (row) => <Moment at={row.at} />,
      text: (row) => new Date(row.at).toISOString(),
      sort: (row) => row.at,
    },
    {
      id: 'actor',
      header: t('audit.column.actor'),
      width: 110,
      grow: 1,
      cell: (row) => <span title={row.actorId}>{row.actorName ?? actorKindWord(t, row.actorKind)}</span>,
      text: (row) => row.actorName ?? row.actorId,
      sort: (row) => row.actorName ?? row.actorKind,
    },
    {
      id: 'action',
      header: t('audit.column.action'),
      width: 150,
      grow: 1.2,
      always: true,
      cell: (row) => actionWords(row.action),
      text: (row) => row.action,
      sort: (row) => row.action,
    },
    {
      id: 'account',
      header: t('audit.column.account'),
      width: 104,
      spare: 3,
      grow: 0.8,
      cell: (row) => (row.accountId === null ? t('ui.none') : <Mono>{row.accountId}</Mono>),
      text: (row) => row.accountId ?? '',
      sort: (row) => row.accountId ?? '',
    },
    {
      id: 'changes',
      header: t('audit.column.changes'),
      width: 180,
      grow: 2.4,
      cell: (row) => changeWords(row.changes) || t('ui.none'),
      text: (row) => changeWords(row.changes),
    },
    {
      id: 'reason',
      header: t('audit.column.reason'),
      width: 110,
      spare: 2,
      grow: 1.2,
      cell: (row) => row.reason ?? t('ui.none'),
      text: (row) => row.reason ?? '',
    },
    {
      id: 'subject',
      header: t('audit.column.subject'),
      width: 220,
      extra: true,
      cell: (row) => <Mono>{row.subjectId}</Mono>,
      text: (row) => `${row.subjectKind} ${row.subjectId}`,
    },
    {
      id: 'address',
      header: t('audit.column.address'),
      width: 120,
      extra: true,
      cell: (row) => (row.address === null ? t('ui.none') : <Mono>{row.address}</Mono>),
      text: (row) => row.address ?? '',
    },
    {
      id: 'seq',
      header: t('audit.column.seq'),
      width: 76,
      spare: 1,
      align: 'end',
      cell: (row) => <Mono>{`${row.chain}:${row.seq}`}</Mono>,
      text: (row) => `${row.chain}:${row.seq}`,
      sort: (row) => row.seq,
    },
  ];
}
