import { Skeleton } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { OutcomeBadge } from '../../../../ui/badges.tsx';
import { Card } from '../../../../ui/Card.tsx';
import { Fact, Facts } from '../../../../ui/Facts.tsx';
import { Loading } from '../../../../ui/Loading.tsx';
import { Moment } from '../../../../ui/Moment.tsx';
import { EmptyNotice, ErrorNotice } from '../../../../ui/notices.tsx';
import { api } from '../../../connection/api.ts';
import { ManagePage } from '../../../shell/ManagePage.tsx';
import { TextLink } from '../../../shell/TextLink.tsx';
import { type Rule, readContent } from '../policy.ts';
import { RulesNav } from '../RulesNav.tsx';
import { signedScore } from '../report/words.ts';
import rulesClasses from '../rules.module.css';
import classes from './live.module.css';
import { RuleAlerts } from './RuleAlerts.tsx';
import { TrendCharts } from './TrendCharts.tsx';

const DAYS = 60;

/** One live rule: what it says, what it did, and whether it does something else by now. */
export function RuleView() {
  const { t } = useTranslation();
  const { ruleId } = useParams({ from: '/rules/live/$ruleId' });
  const live = useQuery(api.tuning.versions.get.queryOptions({ input: { kind: 'rules' } }));
  const rule = live.data === undefined ? undefined : readContent('rules', live.data.content).rules.find(({ id }) => id === ruleId);
  return (
    <ManagePage wide title={rule?.name ?? ruleId}>
      <RulesNav page="rules" />
      {live.isPending && (
        <Loading>
          <Skeleton height={320} />
        </Loading>
      )}
      {live.isError && <ErrorNotice error={live.error} title={t('ui.error.loadTitle')} onRetry={() => void live.refetch()} />}
      {live.data !== undefined && rule === undefined && (
        <EmptyNotice icon={IconZoomQuestion} title={t('rules.page.missing')}>
          {t('rules.page.missingText', { id: ruleId })}
        </EmptyNotice>
      )}
      {rule !== undefined && <RuleCards rule={rule} />}
    </ManagePage>
  );
}

function RuleCards({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const { id: ruleId } = rule;
  const trend = useQuery(api.tuning.trends.list.queryOptions({ input: { days: DAYS, ruleId } }));
  const alerts = useQuery(api.tuning.trends.alerts.list.queryOptions({ input: { ruleId, ended: true } }));
  const checked = useQuery(api.tuning.check.queryOptions({ input: { when: rule.when } }));
  const own = trend.data?.rules[0];
  return (
    <>
      <Card title={t('rules.page.what')} aside={<code className={classes.soft}>{ruleId}</code>}>
        <pre className={classes.condition}>{rule.when}</pre>
        <Facts>
          <Fact name={t('rules.column.effect')}>
            {rule.outcome === undefined ? signedScore(rule.score ?? 0) : <OutcomeBadge value={rule.outcome} />}
          </Fact>
          <Fact name={t('rules.rule.reason')}>{rule.reason}</Fact>
          {rule.tags.length > 0 && (
            <Fact name={t('rules.rule.tags')}>
              <span className={rulesClasses.tags}>
                {rule.tags.map((tag) => (
                  <span key={tag} className={rulesClasses.tag}>
                    {tag}
                  </span>
                ))}
              </span>
            </Fact>
          )}
          <Fact name={t('rules.page.reads')}>
            <span className={classes.links}>
              {(checked.data?.reads ?? []).map((name) => (
                <TextLink key={name} to="/rules/signals" search={{ name }}>
                  {name}
                </TextLink>
              ))}
            </span>
          </Fact>
          {own !== undefined && own.since !== null && own.since > 0 && (
            <Fact name={t('rules.page.since')}>
              <Moment at={own.since} long />
            </Fact>
          )}
        </Facts>
      </Card>
      <Card title={t('rules.column.alerts')}>
        {alerts.isError && <ErrorNotice error={alerts.error} onRetry={() => void alerts.refetch()} />}
        {alerts.data === undefined ? (
          <Loading inLine>
            <Skeleton height={40} />
          </Loading>
        ) : (
          <RuleAlerts alerts={alerts.data.items} />
        )}
      </Card>
      <Card
        title={t('rules.trend.title', { days: DAYS })}
        aside={
          <TextLink to="/decisions" search={{ rule: ruleId }}>
            {t('rules.page.decisions')}
          </TextLink>
        }
      >
        {trend.isError && <ErrorNotice error={trend.error} onRetry={() => void trend.refetch()} />}
        {trend.isPending && (
          <Loading>
            <Skeleton height={230} />
          </Loading>
        )}
        {own !== undefined && trend.data !== undefined && <TrendCharts days={own.days} matureBefore={trend.data.matureBefore} />}
      </Card>
    </>
  );
}
