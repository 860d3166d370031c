import { IconHourglass, IconSnowflake, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CustomerDetail } from '../../../../shared/contract/console/index.ts';
import { IdentityBadge } from '../../../ui/badges.tsx';
import { CopyText } from '../../../ui/CopyText.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { api } from '../../connection/api.ts';
import { BackLink } from '../../shell/BackLink.tsx';
import { RecordPage } from '../../shell/RecordPage.tsx';
import { LinkedCard } from '../cases/bodies/links/LinkedCard.tsx';
import { AboutCard, CasesCard, HoldsCard } from './AboutCards.tsx';
import { Actions } from './Actions.tsx';
import classes from './CustomerView.module.css';
import { DecisionsCard } from './DecisionsCard.tsx';
import { DevicesCard, FactorsCard, SessionsCard } from './SecurityCards.tsx';
import { SnoozesCard } from './SnoozesCard.tsx';
import { TimelineCard } from './TimelineCard.tsx';

/** Everything about one customer on one page. */
export function CustomerView() {
  const { t } = useTranslation();
  const { accountId } = useParams({ from: '/customers/$accountId' });
  const customer = useQuery(api.customers.get.queryOptions({ input: { id: accountId } }));
  return (
    <RecordPage
      found={customer}
      title={t('customers.title')}
      back={<BackToCustomers />}
      missing={
        <EmptyNotice icon={IconUserOff} title={t('customers.detail.missing')}>
          {t('customers.detail.missingText', { id: accountId })}
        </EmptyNotice>
      }
    >
      {(detail) => <Detail key={accountId} detail={detail} />}
    </RecordPage>
  );
}

function BackToCustomers() {
  const { t } = useTranslation();
  return <BackLink to="/customers">{t('customers.detail.back')}</BackLink>;
}

function Detail({ detail }: { readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const { customer } = detail;
  const linked = useQuery(api.customers.linked.queryOptions({ input: { id: customer.id } }));
  return (
    <>
      <PageHeader
        before={<BackToCustomers />}
        title={
          <>
            {customer.name ?? customer.id}
            <IdentityBadge value={customer.identityStatus} />
            {customer.status === 'frozen' && (
              <Tag tone="bad" icon={IconSnowflake}>
                {t('words.accountStatus.frozen')}
              </Tag>
            )}
            {customer.held && (
              <Tag tone="warn" icon={IconHourglass}>
                {t('customers.held')}
              </Tag>
            )}
          </>
        }
        about={<CopyText text={customer.id} name={t('customers.detail.id')} />}
        actions={<Actions detail={detail} />}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={classes.page} tabIndex={0} aria-label={customer.id}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <FactorsCard factors={detail.factors} usable={customer.factors} mandatorySince={detail.mandatoryPasskeySince ?? null} />
            <DevicesCard devices={detail.devices} />
            <SessionsCard sessions={detail.sessions} devices={detail.devices} />
            <LinkedCard query={linked} />
            <DecisionsCard accountId={customer.id} decisions={detail.recentDecisions} />
          </div>
          <div className={classes.column}>
            <AboutCard detail={detail} />
            <HoldsCard holds={detail.holds} />
            <CasesCard accountId={customer.id} cases={detail.cases} />
            <SnoozesCard accountId={customer.id} />
            <TimelineCard accountId={customer.id} newest={detail.timeline} />
          </div>
        </div>
      </section>
    </>
  );
}
