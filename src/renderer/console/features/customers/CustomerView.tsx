import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowLeft, IconHourglass, IconPlugConnectedX, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerDetail } from '../../../../shared/contract/console/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { IdentityBadge } from '../../../ui/badges.tsx';
import { CopyText } from '../../../ui/CopyText.tsx';
import { errorCode } from '../../../ui/errors.ts';
import { EmptyNotice, ErrorNotice } from '../../../ui/notices.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { PageSkeleton } from '../../../ui/PageSkeleton.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { api, client } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { AboutCard, CasesCard, HoldsCard } from './AboutCards.tsx';
import classes from './CustomerView.module.css';
import { DecisionsCard } from './DecisionsCard.tsx';
import { DevicesCard, FactorsCard, SessionsCard } from './SecurityCards.tsx';
import { TimelineCard } from './TimelineCard.tsx';

/** Everything about one customer on one page. */
export function CustomerView() {
  const { t } = useTranslation();
  const { accountId } = useParams({ from: '/customers/$accountId' });
  const customer = useQuery(api.customers.get.queryOptions({ input: { id: accountId } }));
  if (customer.data !== undefined) return <Detail key={accountId} detail={customer.data} />;
  if (customer.isPending) return <PageSkeleton />;
  const missing = errorCode(customer.error) === 'not_found' || errorCode(customer.error) === 'invalid_input';
  return (
    <>
      <PageHeader title={t('customers.title')} before={<BackLink />} />
      {missing ? (
        <EmptyNotice icon={IconUserOff} title={t('customers.detail.missing')}>
          {t('customers.detail.missingText', { id: accountId })}
        </EmptyNotice>
      ) : (
        <div className={classes.page}>
          <ErrorNotice error={customer.error} title={t('ui.error.loadTitle')} onRetry={() => void customer.refetch()} />
        </div>
      )}
    </>
  );
}

function BackLink() {
  const { t } = useTranslation();
  return (
    <Button
      component={Link}
      to="/customers"
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconArrowLeft size={15} aria-hidden />}
    >
      {t('customers.detail.back')}
    </Button>
  );
}

function Detail({ detail }: { readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const { customer } = detail;
  return (
    <>
      <PageHeader
        before={<BackLink />}
        title={
          <>
            {customer.name ?? customer.id}
            <IdentityBadge value={customer.identityStatus} />
            {customer.held && (
              <Tag tone="warn" icon={IconHourglass}>
                {t('customers.held')}
              </Tag>
            )}
          </>
        }
        about={<CopyText text={customer.id} name={t('customers.detail.id')} />}
        actions={<EndSessions detail={detail} />}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={classes.page} tabIndex={0} aria-label={customer.id}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <FactorsCard factors={detail.factors} usable={customer.factors} />
            <DevicesCard devices={detail.devices} />
            <SessionsCard sessions={detail.sessions} devices={detail.devices} />
            <DecisionsCard accountId={customer.id} decisions={detail.recentDecisions} />
          </div>
          <div className={classes.column}>
            <AboutCard detail={detail} />
            <HoldsCard holds={detail.holds} />
            <CasesCard cases={detail.cases} />
            <TimelineCard entries={detail.timeline} />
          </div>
        </div>
      </section>
    </>
  );
}

function EndSessions({ detail }: { readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay('customers.end_sessions');
  const [asking, setAsking] = useState(false);
  const open = detail.sessions.filter((session) => session.endedAt === null).length;
  const { id } = detail.customer;
  if (!may) return null;
  return (
    <>
      <ActionButton
        label={t('customers.detail.endSessions')}
        keys="s"
        icon={IconPlugConnectedX}
        variant="default"
        disabled={open === 0}
        onAction={() => setAsking(true)}
      />
      {asking && (
        <ReasonDialog
          title={t('customers.detail.endSessions')}
          confirm={t('customers.detail.endSessions')}
          tone="danger"
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            const { ended } = await client.customers.endSessions({ id, reason });
            notifications.show({ message: t('customers.detail.sessionsEnded', { count: ended }) });
          }}
        >
          {t('customers.detail.endSessionsAbout', { id })}
        </ReasonDialog>
      )}
    </>
  );
}
