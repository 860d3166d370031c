import { BarChart, LineChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import type { TrendDay } from '../../../../../shared/contract/console/trends.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { Nothing } from '../../../../ui/Card.tsx';
import { number } from '../../../../ui/format.ts';
import { rateWords } from '../report/words.ts';
import classes from './live.module.css';

interface TrendChartsProps {
  readonly days: readonly TrendDay[];
  /** Labels of days from here on are still coming in. */
  readonly matureBefore: number;
}

const perCent = (rate: number | null): number | null => (rate === null ? null : Math.round(rate * 1_000) / 10);

/** What a rule did day by day: how often it hit, and how often rightly. */
export function TrendCharts({ days, matureBefore }: TrendChartsProps) {
  const { t } = useTranslation();
  const dayWords = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const data = days.map((one) => ({
    day: dayWords.format(one.day),
    hits: one.hits,
    mature: one.day < matureBefore ? perCent(one.precision) : null,
    young: one.day >= matureBefore ? perCent(one.precision) : null,
  }));
  const hits = days.reduce((sum, one) => sum + one.hits, 0);
  const operations = days.reduce((sum, one) => sum + one.operations, 0);
  const mature = days.filter(({ day }) => day < matureBefore);
  const [fraud, honest] = [mature.reduce((sum, one) => sum + one.fraud, 0), mature.reduce((sum, one) => sum + one.legitimate, 0)];
  const precision = rateWords(t, fraud + honest === 0 ? null : fraud / (fraud + honest));
  const rate = rateWords(t, operations === 0 ? null : hits / operations);
  const labelled = days.some((one) => one.precision !== null);
  const axis = { interval: 'preserveStartEnd' as const, minTickGap: 32 };
  return (
    <div className={classes.charts}>
      <div>
        <h3 className={classes.chartTitle}>{t('rules.trend.hits')}</h3>
        <p className={classes.soft}>{t('rules.trend.hitsSum', { count: hits, hits: number(hits, locale()), rate })}</p>
        <div
          role="img"
          aria-label={t('rules.trend.hitsSum', { count: hits, hits: number(hits, locale()), rate })}
          className={classes.chart}
        >
          <BarChart
            h={190}
            data={data}
            dataKey="day"
            series={[{ name: 'hits', label: t('rules.trend.hits'), color: 'var(--pc-chart-step-up)' }]}
            valueFormatter={(value) => number(value, locale())}
            xAxisProps={axis}
            yAxisProps={{ width: 44, allowDecimals: false }}
            barProps={{ isAnimationActive: false }}
            barChartProps={{ accessibilityLayer: false }}
          />
        </div>
      </div>
      <div>
        <h3 className={classes.chartTitle}>{t('rules.trend.precision')}</h3>
        {fraud + honest > 0 && <p className={classes.soft}>{t('rules.trend.precisionSum', { precision, count: fraud + honest })}</p>}
        {labelled ? (
          <div role="img" aria-label={t('rules.trend.precisionSum', { precision, count: fraud + honest })} className={classes.chart}>
            <LineChart
              h={190}
              data={data}
              dataKey="day"
              withLegend
              connectNulls
              curveType="linear"
              series={[
                { name: 'mature', label: t('rules.trend.mature'), color: 'var(--pc-chart-step-up)' },
                { name: 'young', label: t('rules.trend.young'), color: 'var(--pc-line-strong)', strokeDasharray: '4 3' },
              ]}
              unit="%"
              xAxisProps={axis}
              yAxisProps={{ width: 48, domain: [0, 100] }}
              lineProps={{ isAnimationActive: false }}
              lineChartProps={{ accessibilityLayer: false }}
            />
          </div>
        ) : (
          <Nothing>{t('rules.trend.noLabels')}</Nothing>
        )}
      </div>
    </div>
  );
}
