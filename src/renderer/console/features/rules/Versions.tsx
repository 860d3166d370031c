import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyVersion } from '../../../../shared/contract/console/tuning.ts';
import type { PolicyKind } from '../../../../shared/vocabulary/index.ts';
import { Card } from '../../../ui/Card.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay, useMe } from '../../connection/use-me.ts';
import { EmergencyBadge, VersionStatusBadge } from './badges.tsx';
import { Diff } from './Diff.tsx';
import classes from './rules.module.css';

interface VersionsProps {
  readonly kind: PolicyKind;
  readonly versions: readonly PolicyVersion[];
  readonly live: number;
  readonly onRestore: (version: PolicyVersion) => void;
}

/** Every version that ever decided, with who let it, and the way back to it (RT-03). */
export function Versions({ kind, versions, live, onRestore }: VersionsProps) {
  const { t } = useTranslation();
  const mayPublish = useMay('rules.publish');
  const mayApprove = useMay('rules.approve');
  const me = useMe();
  const [shown, setShown] = useState<number | null>(null);
  const [reviewing, setReviewing] = useState<PolicyVersion | null>(null);
  return (
    <Card title={t('rules.versions.title')}>
      <MiniTable
        label={t('rules.versions.title')}
        rows={versions}
        rowId={({ version }) => String(version)}
        isFaded={({ status }) => status === 'withdrawn'}
        columns={[
          { name: t('rules.versions.version'), cell: ({ version }) => <strong>{version}</strong> },
          {
            name: t('rules.versions.status'),
            cell: ({ status, rolloutPercent, rolloutErrors, emergency, reviewedBy }) => (
              <>
                <VersionStatusBadge value={status} /> {status === 'rollout' && `${rolloutPercent} %`}
                {rolloutErrors > 0 && (
                  <Tag tone="bad" icon={IconAlertTriangle}>
                    {t('rules.versions.errors', { count: rolloutErrors })}
                  </Tag>
                )}
                {emergency && <EmergencyBadge reviewed={reviewedBy !== null} />}
              </>
            ),
          },
          { name: t('rules.versions.published'), cell: ({ publishedAt, createdAt }) => <Moment at={publishedAt ?? createdAt} /> },
          { name: t('rules.versions.by'), cell: ({ publishedBy, createdBy }) => (publishedBy ?? createdBy).name },
          { name: t('rules.versions.approvedBy'), cell: ({ approvedBy }) => approvedBy?.name ?? t('ui.none') },
          {
            name: t('rules.versions.reason'),
            wide: true,
            cell: ({ reason, restoredVersion }) =>
              [restoredVersion === null ? null : t('rules.versions.restored', { version: restoredVersion }), reason]
                .filter((part) => part !== null)
                .join(' · '),
          },
          {
            name: t('rules.versions.actions'),
            align: 'end',
            cell: (one) => (
              <>
                {one.version > 1 && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={`${t('rules.versions.changes')}: ${t('rules.versions.changesOf', { version: one.version })}`}
                    onClick={() => setShown(one.version)}
                  >
                    {t('rules.versions.changes')}
                  </Button>
                )}
                {mayApprove && one.emergency && one.reviewedBy === null && one.publishedBy?.id !== me.id && one.createdBy.id !== me.id && (
                  <WriteButton size="compact-xs" variant="default" onClick={() => setReviewing(one)}>
                    {t('rules.emergency.review')}
                  </WriteButton>
                )}
                {mayPublish && one.status === 'superseded' && (
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    aria-label={t('rules.versions.restoreOf', { version: one.version })}
                    onClick={() => onRestore(one)}
                  >
                    {t('rules.versions.restore')}
                  </WriteButton>
                )}
              </>
            ),
          },
        ]}
      />
      {shown !== null && <Changes kind={kind} version={shown} live={live} onClose={() => setShown(null)} />}
      {reviewing !== null && (
        <ReasonDialog
          title={t('rules.emergency.reviewTitle', { version: reviewing.version })}
          confirm={t('rules.emergency.review')}
          label={t('rules.emergency.found')}
          maxLength={400}
          onClose={() => setReviewing(null)}
          onConfirm={async (reason) => {
            await client.tuning.versions.reviewEmergency({ kind, version: reviewing.version, reason });
            await queryClient.invalidateQueries({ queryKey: api.tuning.versions.key() });
          }}
        >
          {t('rules.emergency.reviewAbout', { reason: reviewing.reason ?? '' })}
        </ReasonDialog>
      )}
    </Card>
  );
}

interface ChangesProps {
  readonly kind: PolicyKind;
  readonly version: number;
  readonly live: number;
  readonly onClose: () => void;
}

/** What a version changed against the one before it. */
function Changes({ kind, version, onClose }: ChangesProps) {
  const { t } = useTranslation();
  const detail = useQuery(api.tuning.versions.get.queryOptions({ input: { kind, version } }));
  return (
    <Dialog onClose={onClose} size="xl" title={t('rules.versions.changesOf', { version })}>
      {detail.isPending && (
        <Loading>
          <Skeleton height={200} />
        </Loading>
      )}
      {detail.isError && <ErrorNotice error={detail.error} />}
      {detail.data !== undefined && (
        <Diff
          changes={detail.data.diff}
          before={t('rules.diff.version', { version: version - 1 })}
          after={t('rules.diff.version', { version })}
        />
      )}
    </Dialog>
  );
}

interface RollBackProps {
  readonly kind: PolicyKind;
  readonly to: PolicyVersion;
  readonly live: number;
  readonly onClose: () => void;
}

/** Brings an earlier version back in one action, as a new version with its content. */
export function RollBack({ kind, to, live, onClose }: RollBackProps) {
  const { t } = useTranslation();
  const detail = useQuery(api.tuning.versions.get.queryOptions({ input: { kind, version: to.version, against: live } }));
  return (
    <ReasonDialog
      title={t('rules.rollBack.title', { version: to.version })}
      confirm={t('rules.rollBack.confirm')}
      tone="danger"
      maxLength={400}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { version } = await client.tuning.versions.rollBack({ kind, version: to.version, liveVersion: live, reason });
        await queryClient.invalidateQueries({ queryKey: api.tuning.key() });
        notifications.show({ message: t('rules.rollBack.done', { version: version.version, restored: to.version }) });
      }}
    >
      {t('rules.rollBack.about', { version: to.version, live })}
      {detail.data !== undefined && (
        <p className={classes.soft}>{t('rules.rollBack.parts', { parts: detail.data.diff.map(({ part }) => part).join(', ') })}</p>
      )}
    </ReasonDialog>
  );
}
