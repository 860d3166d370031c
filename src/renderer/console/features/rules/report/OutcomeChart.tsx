import { BarChart } from '@mantine/charts';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { outcomes } from '../../../../../shared/vocabulary/index.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { number } from '../../../../ui/format.ts';
import classes from './report.module.css';
import type { Report } from './use-report.ts';
import { outcomeOf } from './words.ts';

const countOf = ({ byResult }: Report['live'], outcome: string): number =>
  byResult.reduce((sum, { result, count }) => (outcomeOf(result) === outcome ? sum + count : sum), 0);

/** How many operations end in each outcome, under live and under the draft. What is allowed dwarfs the rest and is left to the table. */
function PlainOutcomeChart({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const data = outcomes
    .filter((outcome) => outcome !== 'allow')
    .map((outcome) => ({
      outcome: t(`words.outcome.${outcome}`),
      live: countOf(report.live, outcome),
      draft: countOf(report.draft, outcome),
    }));
  const words = data.map((one) => `${one.outcome}: ${one.live} → ${one.draft}`).join(', ');
  return (
    <div role="img" aria-label={t('rules.report.chart', { words })} className={classes.chart}>
      <BarChart
        h={170}
        data={data}
        dataKey="outcome"
        withLegend
        series={[
          { name: 'live', label: t('rules.report.live'), color: 'var(--pc-line-strong)' },
          { name: 'draft', label: t('rules.report.draft'), color: 'var(--pc-chart-step-up)' },
        ]}
        valueFormatter={(value) => number(value, locale())}
        yAxisProps={{ width: 72, allowDecimals: false, tickFormatter: (value: number) => number(value, locale()) }}
        barProps={{ isAnimationActive: false }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </div>
  );
}

/** Drawn anew with another report, not with every letter that is typed beside it. */
export const OutcomeChart = memo(PlainOutcomeChart);
