import { Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyVersion } from '../../../../shared/contract/console/tuning.ts';
import type { PolicyKind } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { useHeldKeys } from '../../../ui/shortcuts.ts';
import { api, client } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import { DraftStatusBadge, EmergencyBadge } from './badges.tsx';
import { ListsEditor } from './kinds/ListsEditor.tsx';
import { MatrixGrid } from './kinds/MatrixGrid.tsx';
import { ThresholdsForm } from './kinds/ThresholdsForm.tsx';
import { LiveRules } from './LiveRules.tsx';
import { type Contents, readContent } from './policy.ts';
import { RulesNav } from './RulesNav.tsx';
import classes from './rules.module.css';
import { Since } from './Since.tsx';
import { RollBack, Versions } from './Versions.tsx';

export const RulesView = () => <PolicyView kind="rules" />;
export const ListsView = () => <PolicyView kind="lists" />;
export const MatrixView = () => <PolicyView kind="matrix" />;
export const ThresholdsView = () => <PolicyView kind="thresholds" />;

/** What is live of one kind, the drafts that would change it, and the versions that came before. */
function PolicyView({ kind }: { readonly kind: PolicyKind }) {
  const { t } = useTranslation();
  const live = useQuery(api.tuning.versions.get.queryOptions({ input: { kind } }));
  const versions = useQuery(api.tuning.versions.list.queryOptions({ input: { kind } }));
  const mayDraft = useMay('rules.draft');
  const mayPublish = useMay('rules.publish');
  const [creating, setCreating] = useState(false);
  const [restoring, setRestoring] = useState<PolicyVersion | null>(null);
  const earlier = versions.data?.items.find(({ status }) => status === 'superseded');
  const current = live.data?.version;
  useHeldKeys(live.isFetching || versions.isFetching);
  return (
    <ManagePage
      wide
      title={t(`rules.kind.${kind}`)}
      actions={
        <>
          {mayPublish && (
            <ActionButton
              label={t('rules.action.rollBack')}
              keys="z"
              icon={IconArrowBackUp}
              variant="default"
              disabled={earlier === undefined || current === undefined}
              onAction={() => setRestoring(earlier ?? null)}
            />
          )}
          {mayDraft && <ActionButton label={t('rules.action.create')} keys="c" icon={IconPlus} onAction={() => setCreating(true)} />}
        </>
      }
    >
      <RulesNav page={kind} />
      {current?.emergency === true && current.reviewedBy === null && (
        <p className={classes.loud} role="alert">
          <EmergencyBadge reviewed={false} />
          {t('rules.emergency.live', { name: (current.publishedBy ?? current.createdBy).name, reason: current.reason ?? '' })}
        </p>
      )}
      <Drafts kind={kind} />
      {live.isPending && (
        <Loading>
          <Skeleton height={320} />
        </Loading>
      )}
      {live.isError && <ErrorNotice error={live.error} title={t('ui.error.loadTitle')} onRetry={() => void live.refetch()} />}
      {live.data !== undefined && <Live kind={kind} content={live.data.content} version={live.data.version} />}
      {versions.data !== undefined && current !== undefined && (
        <Versions kind={kind} versions={versions.data.items} live={current.version} onRestore={setRestoring} />
      )}
      {restoring !== null && current !== undefined && (
        <RollBack kind={kind} to={restoring} live={current.version} onClose={() => setRestoring(null)} />
      )}
      {creating && <NewDraft kind={kind} onClose={() => setCreating(false)} />}
    </ManagePage>
  );
}

interface LiveProps {
  readonly kind: PolicyKind;
  readonly content: unknown;
  readonly version: PolicyVersion;
}

function Live({ kind, content, version }: LiveProps) {
  const { t } = useTranslation();
  const read = readContent(kind, content);
  if (kind === 'rules') return <LiveRules rules={(read as Contents['rules']).rules} version={version} />;
  return (
    <Card title={t('rules.live', { version: version.version })} aside={<Since version={version} />}>
      {kind === 'lists' && <ListsEditor lists={read as Contents['lists']} readOnly issues={[]} onChange={() => {}} />}
      {kind === 'matrix' && <MatrixGrid matrix={read as Contents['matrix']} onChange={null} />}
      {kind === 'thresholds' && <ThresholdsForm thresholds={read as Contents['thresholds']} onChange={null} />}
    </Card>
  );
}

function Drafts({ kind }: { readonly kind: PolicyKind }) {
  const { t } = useTranslation();
  const drafts = useQuery(api.tuning.drafts.list.queryOptions({ input: { kind, open: true } }));
  const items = drafts.data?.items ?? [];
  return (
    <Card title={t('rules.drafts.title')}>
      {drafts.isError && <ErrorNotice error={drafts.error} onRetry={() => void drafts.refetch()} />}
      {drafts.isSuccess && items.length === 0 && <Nothing>{t('rules.drafts.none')}</Nothing>}
      {items.length > 0 && (
        <MiniTable
          label={t('rules.drafts.title')}
          rows={items}
          rowId={({ id }) => id}
          columns={[
            {
              name: t('rules.drafts.name'),
              wide: true,
              cell: (draft) => (
                <TextLink to="/rules/drafts/$draftId" params={{ draftId: draft.id }}>
                  {draft.name}
                </TextLink>
              ),
            },
            { name: t('rules.drafts.status'), cell: (draft) => <DraftStatusBadge value={draft.status} /> },
            {
              name: t('rules.drafts.note'),
              cell: (draft) =>
                [
                  draft.version === null ? null : t('rules.drafts.rollingOut', { version: draft.version }),
                  draft.shadowSince === null ? null : t('rules.drafts.shadow'),
                  draft.stale ? t('rules.drafts.stale') : null,
                ]
                  .filter((part) => part !== null)
                  .join(' · '),
            },
            { name: t('rules.drafts.by'), cell: (draft) => draft.updatedBy.name },
            { name: t('rules.drafts.touched'), cell: (draft) => <Moment at={draft.updatedAt} /> },
          ]}
        />
      )}
    </Card>
  );
}

function NewDraft({ kind, onClose }: { readonly kind: PolicyKind; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  return (
    <FormDialog
      title={t('rules.create.title')}
      confirm={t('rules.create.confirm')}
      ready={name.trim() !== ''}
      onClose={onClose}
      onConfirm={async () => {
        const { draft } = await client.tuning.drafts.create({ kind, name: name.trim() });
        notifications.show({ message: t('rules.create.done') });
        await navigate({ to: '/rules/drafts/$draftId', params: { draftId: draft.id } });
      }}
    >
      {() => (
        <TextInput
          label={t('rules.create.name')}
          description={t('rules.create.about')}
          value={name}
          maxLength={120}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
