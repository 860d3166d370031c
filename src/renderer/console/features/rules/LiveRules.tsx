import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyVersion } from '../../../../shared/contract/console/tuning.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { FilterText } from '../../../ui/FilterText.tsx';
import { DataGrid } from '../../../ui/grid/DataGrid.tsx';
import type { DataGridHandle } from '../../../ui/grid/GridBody.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { RuleAlerts } from './live/RuleAlerts.tsx';
import { type RuleRow, ruleColumns } from './live/rule-columns.tsx';
import type { Rule } from './policy.ts';
import classes from './rules.module.css';
import { Since } from './Since.tsx';

const TREND_DAYS = 30;
const ROW_HEIGHT = 34;
/** The filters, the head and a scrollbar over and under the rows. */
const AROUND = 104;
const MOST_ROWS = 16;
/** Many rules may drift on one day, and the rules themselves are what people come for. */
const FIRST_ALERTS = 3;

/** The rules that decide now, each with what it did in the recorded history and from day to day. */
export function LiveRules({ rules, version }: { readonly rules: readonly Rule[]; readonly version: PolicyVersion }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const grid = useRef<DataGridHandle>(null);
  const report = useQuery({ ...api.tuning.backtest.run.queryOptions({ input: { refresh: true } }), retry: false });
  const trends = useQuery(api.tuning.trends.list.queryOptions({ input: { days: TREND_DAYS } }));
  const columns = useMemo(() => ruleColumns(t), [t]);
  const rows = useMemo((): readonly RuleRow[] => {
    const figures = new Map(report.data?.rules.map((one) => [one.ruleId, one]));
    const days = new Map(trends.data?.rules.map((one) => [one.ruleId, one.days]));
    const alerts = Map.groupBy(trends.data?.alerts ?? [], ({ ruleId }) => ruleId);
    const wanted = text.trim().toLowerCase();
    return rules
      .filter(({ id, name, tags, when }) => `${id} ${name} ${tags.join(' ')} ${when}`.toLowerCase().includes(wanted))
      .map((rule) => ({
        rule,
        figures: figures.get(rule.id),
        days: days.get(rule.id),
        alerts: alerts.get(rule.id) ?? [],
        counting: report.isFetching,
      }));
  }, [rules, text, report.data, report.isFetching, trends.data]);
  const open = (trends.data?.alerts ?? []).filter(({ status }) => status !== 'snoozed');
  return (
    <>
      {open.length > 0 && (
        <Card title={t('rules.alerts.title')}>
          <RuleAlerts alerts={open} named first={FIRST_ALERTS} />
        </Card>
      )}
      <Card title={t('rules.liveRules', { version: version.version, count: rules.length })} aside={<Since version={version} />}>
        {report.isError && <ErrorNotice error={report.error} title={t('rules.noFigures')} onRetry={() => void report.refetch()} />}
        <div className={classes.gridBox} style={{ height: AROUND + ROW_HEIGHT * Math.max(3, Math.min(rules.length, MOST_ROWS)) }}>
          <DataGrid
            name="live-rules"
            label={t('rules.list')}
            columns={columns}
            rows={rows}
            rowId={({ rule }) => rule.id}
            loading={false}
            isFaded={({ rule }) => !rule.enabled}
            empty={<Nothing>{t(rules.length === 0 ? 'rules.noRules' : 'rules.noneFound')}</Nothing>}
            handle={grid}
            onOpen={({ rule }) => void navigate({ to: '/rules/live/$ruleId', params: { ruleId: rule.id } })}
            filters={
              <FilterText
                label={t('rules.findRule')}
                placeholder={t('rules.findRule')}
                value={text}
                onChange={setText}
                onLeave={(to) => grid.current?.enter(to)}
              />
            }
          />
        </div>
      </Card>
    </>
  );
}
