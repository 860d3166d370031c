import { Group, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseTemplate } from '../../../../shared/contract/console/index.ts';
import { templateKinds } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { EditTemplate } from './EditTemplate.tsx';
import classes from './templates.module.css';

const refresh = () => queryClient.invalidateQueries({ queryKey: api.cases.templates.list.key() });

/** What staff write again and again: reasons of decisions and replies to customers. */
export function TemplatesView() {
  const { t } = useTranslation();
  const templates = useQuery(api.cases.templates.list.queryOptions());
  const [editing, setEditing] = useState<CaseTemplate | 'new' | null>(null);
  const [retiring, setRetiring] = useState<CaseTemplate | null>(null);
  return (
    <ManagePage
      title={t('templates.title')}
      actions={<ActionButton label={t('templates.add')} keys="c" icon={IconPlus} onAction={() => setEditing('new')} />}
    >
      <p>{t('templates.about')}</p>
      {templates.isPending && (
        <Loading>
          <Skeleton height={240} />
        </Loading>
      )}
      {templates.isError && (
        <ErrorNotice error={templates.error} title={t('ui.error.loadTitle')} onRetry={() => void templates.refetch()} />
      )}
      {templates.data !== undefined &&
        templateKinds.map((kind) => {
          const rows = templates.data.items.filter((template) => template.kind === kind);
          return (
            <Card key={kind} title={t(`templates.of.${kind}`)}>
              {rows.length === 0 && <Nothing>{t(`templates.none.${kind}`)}</Nothing>}
              {rows.length > 0 && (
                <MiniTable
                  label={t(`templates.of.${kind}`)}
                  rows={rows}
                  rowId={({ id }) => id}
                  columns={[
                    {
                      name: t('templates.column.title'),
                      cell: ({ title, queue }) => (
                        <>
                          <strong>{title}</strong>
                          <div className={classes.soft}>{queue === null ? t('templates.everywhere') : t(`words.caseKind.${queue}`)}</div>
                        </>
                      ),
                    },
                    { name: t('templates.column.text'), wide: true, cell: ({ text }) => <span className={classes.text}>{text}</span> },
                    {
                      name: t('templates.column.changed'),
                      cell: ({ updatedAt, updatedBy }) => (
                        <>
                          <Moment at={updatedAt} />
                          <div className={classes.soft}>{updatedBy}</div>
                        </>
                      ),
                    },
                    {
                      name: '',
                      cell: (template) => (
                        <Group gap={4} justify="flex-end" wrap="nowrap">
                          <WriteButton
                            size="compact-xs"
                            variant="default"
                            onClick={() => setEditing(template)}
                            aria-label={`${t('templates.edit')}: ${template.title}`}
                          >
                            {t('templates.edit')}
                          </WriteButton>
                          <WriteButton
                            size="compact-xs"
                            variant="default"
                            onClick={() => setRetiring(template)}
                            aria-label={`${t('templates.retire')}: ${template.title}`}
                          >
                            {t('templates.retire')}
                          </WriteButton>
                        </Group>
                      ),
                    },
                  ]}
                />
              )}
            </Card>
          );
        })}
      {editing !== null && (
        <EditTemplate
          template={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            notifications.show({ message: t('templates.saved') });
            void refresh();
          }}
        />
      )}
      {retiring !== null && (
        <ReasonDialog
          title={t('templates.retireTitle', { title: retiring.title })}
          confirm={t('templates.retire')}
          tone="danger"
          maxLength={400}
          onClose={() => setRetiring(null)}
          onConfirm={async (reason) => {
            await client.cases.templates.remove({ id: retiring.id, reason });
            notifications.show({ message: t('templates.retired') });
            void refresh();
          }}
        >
          {t('templates.retireAbout')}
        </ReasonDialog>
      )}
    </ManagePage>
  );
}
