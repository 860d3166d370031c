import { Progress } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconFileUnknown, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { number } from '../../../ui/format.ts';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { BackLink } from '../../shell/BackLink.tsx';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { RecordPage } from '../../shell/RecordPage.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import { ImportStatus } from './ImportStatus.tsx';
import classes from './imports.module.css';

const ASK_EVERY_MS = 1_000;

/** One import while it runs and afterwards. Its state lives in the engine, so a reload changes nothing. */
export function ImportPage({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const state = useQuery(
    api.imports.get.queryOptions({
      input: { id },
      refetchInterval: (query) => (query.state.data?.import.status === 'running' ? ASK_EVERY_MS : false),
    }),
  );
  return (
    <RecordPage
      found={state}
      title={t('imports.title')}
      back={<BackToImports />}
      missing={<EmptyNotice icon={IconFileUnknown} title={t('imports.detail.missing')} />}
    >
      {(data) => <Progressing data={data} />}
    </RecordPage>
  );
}

function BackToImports() {
  const { t } = useTranslation();
  return <BackLink to="/import">{t('imports.title')}</BackLink>;
}

function Progressing({ data }: { readonly data: Outputs['imports']['get'] }) {
  const { t } = useTranslation();
  const one = data.import;
  return (
    <ManagePage
      title={t('imports.detail.title', { name: one.fileName })}
      before={<BackToImports />}
      actions={
        one.status === 'running' && (
          <ActionButton label={t('imports.detail.cancel')} keys="r" icon={IconX} variant="default" onAction={() => cancel(one)} />
        )
      }
    >
      <Card title={t('imports.column.progress')} aside={<ImportStatus status={one.status} />}>
        <div className={classes.numbers}>
          <Figure name={t('imports.column.accepted')} value={number(one.rowsAccepted, locale())} />
          <Figure name={t('imports.column.rejected')} value={number(one.rowsRejected, locale())} />
          <Figure
            name={t('imports.column.speed')}
            value={one.rowsPerSecond === null ? t('ui.none') : number(Math.round(one.rowsPerSecond), locale())}
          />
          <Figure name={t('imports.detail.nextLine')} value={number(one.nextLine, locale())} />
          <Figure name={t('imports.column.started')} value={<Moment at={one.startedAt} />} />
          {one.finishedAt !== null && <Figure name={t('imports.detail.finished')} value={<Moment at={one.finishedAt} />} />}
        </div>
        <Progress value={100 * one.progress} size="lg" animated={one.status === 'running'} aria-label={t('imports.column.progress')} />
      </Card>
      <Card title={t('imports.detail.rejected')} aside={<TextLink to="/decisions">{t('imports.detail.decisions')}</TextLink>}>
        {data.errors.length === 0 ? (
          <Nothing>{t('imports.detail.noneRejected')}</Nothing>
        ) : (
          <>
            {data.errors.length < one.rowsRejected && (
              <p className={classes.hint}>{t('imports.detail.first', { count: data.errors.length })}</p>
            )}
            <MiniTable
              label={t('imports.detail.rejected')}
              columns={[
                { name: t('imports.detail.line'), align: 'end', cell: (error) => number(error.line, locale()) },
                { name: t('imports.detail.reason'), cell: (error) => error.reason },
                { name: t('imports.detail.row'), wide: true, cell: (error) => <Mono>{error.row}</Mono> },
              ]}
              rows={data.errors}
              rowId={(error) => String(error.line)}
            />
          </>
        )}
      </Card>
    </ManagePage>
  );

  function cancel({ id }: Import) {
    modals.openConfirmModal({
      title: t('imports.detail.cancelTitle'),
      children: t('imports.detail.cancelAbout'),
      labels: { confirm: t('imports.detail.cancel'), cancel: t('ui.back') },
      confirmProps: { color: 'red.9' },
      onConfirm: () => void doCancel(id),
    });
  }

  async function doCancel(id: string) {
    try {
      await client.imports.cancel({ id });
      notifications.show({ message: t('imports.detail.cancelled') });
    } catch (error) {
      tellFailure(error);
    }
    void queryClient.invalidateQueries({ queryKey: api.imports.key() });
  }
}

function Figure({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <div className={classes.number}>
      <strong>{value}</strong>
      <span>{name}</span>
    </div>
  );
}
