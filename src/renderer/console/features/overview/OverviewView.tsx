import { SegmentedControl, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Overview, overviewSpans } from '../../../../shared/contract/console/overview.ts';
import { Loading } from '../../../ui/Loading.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { Decisions } from './Decisions.tsx';
import classes from './overview.module.css';
import { Steps, TopRules } from './Past.tsx';
import { Alerts, Approvals, Holds, Queues } from './Present.tsx';
import { RuleAlertsCard } from './RuleAlertsCard.tsx';
import { useFollowing } from './use-following.ts';

/** How things stand and how they went, at a glance; every figure leads to what is behind it. */
export function OverviewView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { span = '1h' } = useSearch({ from: '/overview' });
  const query = useQuery({ ...api.overview.read.queryOptions({ input: { span } }), placeholderData: keepPreviousData });
  useFollowing(api.overview.read.key());
  return (
    <ManagePage
      title={t('overview.title')}
      wide
      actions={
        <>
          {query.data !== undefined && (
            <span className={classes.since}>
              <Since overview={query.data} />
            </span>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('overview.span')}
            value={span}
            onChange={(value) => void navigate({ to: '/overview', search: { span: overviewSpans.find((one) => one === value) } })}
            data={overviewSpans.map((value) => ({ value, label: t(`ui.filter.spans.${value}`) }))}
          />
        </>
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data === undefined ? (
        !query.isError && (
          <Loading>
            <Bones />
          </Loading>
        )
      ) : (
        <Cards overview={query.data} />
      )}
    </ManagePage>
  );
}

function Since({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  return (
    <>
      {t('overview.since')} <Moment at={overview.from} long />
    </>
  );
}

function Cards({ overview }: { readonly overview: Overview }) {
  return (
    <div className={classes.grid}>
      <Decisions overview={overview} className={classes.full} />
      <div className={classes.column}>
        <Queues overview={overview} />
        <Steps overview={overview} />
        <RuleAlertsCard />
        <Alerts overview={overview} />
      </div>
      <div className={classes.column}>
        <Approvals overview={overview} />
        <TopRules overview={overview} />
        <Holds overview={overview} />
      </div>
    </div>
  );
}

function Bones() {
  return (
    <div className={classes.grid}>
      <Skeleton height={290} className={classes.full ?? ''} />
      <Skeleton height={180} />
      <Skeleton height={180} />
      <Skeleton height={180} />
      <Skeleton height={180} />
    </div>
  );
}
