import { Skeleton, Stack } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HoldDetail } from '../../../../shared/contract/console/recovery.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { errorCode } from '../../../ui/errors.ts';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { EmptyNotice, ErrorNotice } from '../../../ui/notices.tsx';
import { Section, SidePanel } from '../../../ui/SidePanel.tsx';
import { api } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { HoldBadge } from './badges.tsx';
import { Lift } from './Lift.tsx';

interface HoldPanelProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One hold: whose, why, until when, and whether somebody asked to lift it. */
export function HoldPanel({ id, onClose }: HoldPanelProps) {
  const { t } = useTranslation();
  const query = useQuery(api.holds.get.queryOptions({ input: { id } }));
  const hold = query.data;
  if (hold === undefined) {
    const missing = errorCode(query.error) === 'not_found' || errorCode(query.error) === 'invalid_input';
    return (
      <SidePanel title={t('holds.detail.title')} onClose={onClose}>
        {query.isPending && (
          <Loading>
            <Stack gap="md">
              <Skeleton height={160} />
              <Skeleton height={60} />
            </Stack>
          </Loading>
        )}
        {missing && (
          <EmptyNotice icon={IconZoomQuestion} title={t('holds.detail.missing')}>
            {t('holds.detail.missingText', { id })}
          </EmptyNotice>
        )}
        {query.isError && !missing && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={
        <>
          {t(`words.holdCause.${hold.cause}`)}
          <HoldBadge value={hold.status} />
          {hold.status === 'timed' && hold.endsAt !== null && <Countdown from={hold.startsAt} to={hold.endsAt} withBar />}
        </>
      }
      onClose={onClose}
    >
      <Section title={t('holds.detail.facts')}>
        <HoldFacts hold={hold} />
      </Section>
      {(hold.status !== 'ended' || hold.lifts.length > 0) && (
        <Section title={t('holds.lift.title')}>
          <Lift holdId={hold.id} />
        </Section>
      )}
    </SidePanel>
  );
}

function HoldFacts({ hold }: { readonly hold: HoldDetail }) {
  const { t } = useTranslation();
  const mayReadCases = useMay('cases.read');
  return (
    <Facts>
      <Fact name={t('holds.column.customer')}>
        <CustomerLink id={hold.accountId} />
      </Fact>
      <Fact name={t('holds.column.since')}>
        <Moment at={hold.startsAt} long />
      </Fact>
      {hold.status !== 'ended' && (
        <Fact name={t('holds.detail.ends')}>{hold.endsAt === null ? t('ui.until') : <Moment at={hold.endsAt} long />}</Fact>
      )}
      {hold.endedAt !== null && (
        <Fact name={t('holds.detail.ended')}>
          <Moment at={hold.endedAt} long />
        </Fact>
      )}
      {hold.caseId !== null && mayReadCases && (
        <Fact name={t('holds.detail.case')}>
          <TextLink to="/cases/$caseId" params={{ caseId: hold.caseId }}>
            {t('holds.detail.openCase')}
          </TextLink>
        </Fact>
      )}
      <Fact name={t('holds.detail.id')}>
        <CopyText text={hold.id} name={t('holds.detail.id')} />
      </Fact>
    </Facts>
  );
}
