import { Progress, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { number } from '../../../ui/format.ts';
import { Loading } from '../../../ui/Loading.tsx';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import { FileDrop } from './FileDrop.tsx';
import { ImportPage } from './ImportPage.tsx';
import { ImportStatus } from './ImportStatus.tsx';
import classes from './imports.module.css';
import { MappingForm } from './MappingForm.tsx';

/** History from files: choose, map, start, watch. */
export function ImportsView() {
  const { importId } = useParams({ strict: false });
  return importId === undefined ? <ImportHome /> : <ImportPage key={importId} id={importId} />;
}

function ImportHome() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { upload, file = '' } = useSearch({ from: '/import' });
  return (
    <ManagePage title={t('imports.title')}>
      <p className={classes.about}>{t('imports.about')}</p>
      {upload === undefined ? (
        <FileDrop onUploaded={(uploadId, fileName) => void navigate({ to: '/import', search: { upload: uploadId, file: fileName } })} />
      ) : (
        <MappingForm
          key={upload}
          uploadId={upload}
          fileName={file}
          onLeave={() => void navigate({ to: '/import', search: {} })}
          onStarted={(started) => void navigate({ to: '/import/$importId', params: { importId: started.id }, search: {} })}
        />
      )}
      <ImportList />
    </ManagePage>
  );
}

function ImportList() {
  const { t } = useTranslation();
  const imports = useQuery(api.imports.list.queryOptions());
  const columns: readonly MiniColumn<Import>[] = [
    {
      name: t('imports.column.file'),
      wide: true,
      cell: (one) => (
        <TextLink to="/import/$importId" params={{ importId: one.id }}>
          {one.fileName}
        </TextLink>
      ),
    },
    { name: t('imports.column.status'), cell: (one) => <ImportStatus status={one.status} /> },
    {
      name: t('imports.column.progress'),
      cell: (one) => <Progress w={140} value={100 * one.progress} aria-label={`${t('imports.column.progress')}: ${one.fileName}`} />,
    },
    { name: t('imports.column.accepted'), align: 'end', cell: (one) => number(one.rowsAccepted, locale()) },
    { name: t('imports.column.rejected'), align: 'end', cell: (one) => number(one.rowsRejected, locale()) },
    {
      name: t('imports.column.speed'),
      align: 'end',
      cell: (one) => (one.rowsPerSecond === null ? t('ui.none') : number(Math.round(one.rowsPerSecond), locale())),
    },
    { name: t('imports.column.started'), cell: (one) => <Moment at={one.startedAt} /> },
  ];
  return (
    <Card title={t('imports.list')}>
      {imports.isPending && (
        <Loading inLine>
          <Skeleton height={80} />
        </Loading>
      )}
      {imports.isError && <ErrorNotice error={imports.error} title={t('ui.error.loadTitle')} onRetry={() => void imports.refetch()} />}
      {imports.data?.items.length === 0 && <Nothing>{t('imports.none')}</Nothing>}
      {imports.data !== undefined && imports.data.items.length > 0 && (
        <MiniTable label={t('imports.list')} columns={columns} rows={imports.data.items} rowId={(one) => one.id} />
      )}
    </Card>
  );
}
