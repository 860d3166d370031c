import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Label } from '../../../../shared/vocabulary/index.ts';
import { Loading } from '../../../ui/Loading.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Section } from '../../../ui/SidePanel.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import classes from './decisions.module.css';

function LabelTag({ value }: { readonly value: Label | null }) {
  const { t } = useTranslation();
  if (value === null) {
    return (
      <Tag tone="neutral" icon={IconHelpCircle}>
        {t('decisions.labels.none')}
      </Tag>
    );
  }
  return (
    <Tag tone={value === 'fraud' ? 'bad' : 'good'} icon={value === 'fraud' ? IconAlertTriangle : IconCircleCheck}>
      {t(`decisions.labels.${value}`)}
    </Tag>
  );
}

/** What an operation turned out to be, who said so and when, and the way for staff to say it (RT-08). */
export function Labels({ operationId }: { readonly operationId: string }) {
  const { t } = useTranslation();
  const may = useMay('reviews.decide');
  const known = useQuery(api.tuning.labels.get.queryOptions({ input: { operationId } }));
  const [asked, setAsked] = useState<{ readonly label: Label | null } | null>(null);
  const { label = null, staffLabel = null, events = [] } = known.data ?? {};
  return (
    <Section title={t('decisions.labels.title')} aside={known.data !== undefined && <LabelTag value={label} />}>
      {known.isPending && (
        <Loading inLine>
          <Skeleton height={24} />
        </Loading>
      )}
      {known.isError && <ErrorNotice error={known.error} onRetry={() => void known.refetch()} />}
      {events.length > 0 && (
        <ul className={classes.labels}>
          {events.map((event) => (
            <li key={event.id}>
              <span>
                {event.label === null ? t('decisions.labels.takenBack') : t(`decisions.labels.${event.label}`)}
                {` · ${t(`decisions.labels.source.${event.source}`)}, ${event.by}`}
              </span>
              <span className={classes.soft}>
                {t('decisions.labels.known')} <Moment at={event.knownAt} />
                {event.reason !== null && ` · ${event.reason}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {known.isSuccess && events.length === 0 && <p className={classes.soft}>{t('decisions.labels.noneYet')}</p>}
      {may && known.isSuccess && (
        <div className={classes.labelActions}>
          {(['fraud', 'legitimate'] as const)
            .filter((value) => value !== staffLabel)
            .map((value) => (
              <WriteButton key={value} size="compact-xs" variant="default" onClick={() => setAsked({ label: value })}>
                {t(`decisions.labels.mark.${value}`)}
              </WriteButton>
            ))}
          {staffLabel !== null && (
            <WriteButton size="compact-xs" variant="subtle" onClick={() => setAsked({ label: null })}>
              {t('decisions.labels.mark.none')}
            </WriteButton>
          )}
        </div>
      )}
      {asked !== null && (
        <ReasonDialog
          title={t(`decisions.labels.mark.${asked.label ?? 'none'}`)}
          confirm={t(`decisions.labels.mark.${asked.label ?? 'none'}`)}
          maxLength={400}
          onClose={() => setAsked(null)}
          onConfirm={async (reason) => {
            await client.tuning.labels.set({ operationId, label: asked.label, reason });
            await queryClient.invalidateQueries({ queryKey: api.tuning.labels.key() });
          }}
        >
          {t('decisions.labels.about')}
        </ReasonDialog>
      )}
    </Section>
  );
}
