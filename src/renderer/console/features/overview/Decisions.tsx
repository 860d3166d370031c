import { AreaChart } from '@mantine/charts';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../shared/contract/console/overview.ts';
import { type Outcome, outcomes } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { OutcomeBadge } from '../../../ui/badges.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { absoluteTime, axisTime, number } from '../../../ui/format.ts';
import { rangeText } from '../../../ui/time-range.ts';
import { StartHere } from '../../shell/StartHere.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './overview.module.css';
import { ratesOf, totalsOf } from './rates.ts';

interface PartProps {
  readonly overview: Overview;
  readonly className?: string | undefined;
}

/** Calm by day, loud where it matters: what goes through lies at the bottom, what is refused on top. */
const colours: Readonly<Record<Outcome, string>> = {
  allow: 'var(--pc-chart-allow)',
  step_up: 'var(--pc-chart-step-up)',
  review: 'var(--pc-chart-review)',
  hold: 'var(--pc-chart-hold)',
  deny: 'var(--pc-chart-deny)',
};

export function Decisions({ overview, className }: PartProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const rates = useMemo(() => ratesOf(overview), [overview]);
  // A step is as wide as the way to the next point: without an end, the newest would not be seen.
  const newest = rates.at(-1);
  const drawn = newest === undefined ? [] : [...rates, { ...newest, at: newest.at + overview.bucketMs }];
  const totals = totalsOf(overview);
  const all = outcomes.reduce((sum, outcome) => sum + totals[outcome], 0);
  const time = rangeText({ from: overview.from });
  return (
    <Card
      title={t('overview.decisions')}
      className={className}
      aside={
        <ul className={classes.legend}>
          {outcomes.map((outcome) => (
            <li key={outcome} className={classes.legendItem}>
              <span className={classes.swatch} style={{ background: colours[outcome] }} aria-hidden />
              <TextLink to="/decisions" search={{ outcome, time }} className={classes.legendLink ?? ''}>
                <OutcomeBadge value={outcome} />
                <strong>{number(totals[outcome], locale())}</strong>
              </TextLink>
            </li>
          ))}
        </ul>
      }
    >
      {all === 0 ? (
        <>
          <Nothing>{t('overview.noDecisions')}</Nothing>
          <StartHere justify="flex-start" />
        </>
      ) : (
        <div
          role="img"
          aria-label={t('overview.chart', { from: absoluteTime(overview.from, 'local', locale()), total: all })}
          className={classes.chart}
        >
          <AreaChart
            h={220}
            data={drawn}
            dataKey="at"
            type="stacked"
            // A bucket is a count over its length, not a point on a curve; and a line around nothing would draw every area's edge in the last colour.
            curveType="stepAfter"
            withDots={false}
            strokeWidth={0}
            fillOpacity={0.85}
            withGradient={false}
            series={outcomes.map((outcome) => ({ name: outcome, label: t(`words.outcome.${outcome}`), color: colours[outcome] }))}
            xAxisProps={{ tickFormatter: (at: number) => axisTime(at, overview.bucketMs, locale()), minTickGap: 48 }}
            yAxisProps={{ width: 44, tickFormatter: (rate: number) => number(rate, locale()), allowDecimals: false }}
            yAxisLabel={t('overview.perMinute')}
            valueFormatter={(rate) => number(rate, locale())}
            tooltipProps={{ labelFormatter: (at: unknown) => (typeof at === 'number' ? absoluteTime(at, 'local', locale()) : '') }}
            areaProps={{ isAnimationActive: false }}
            areaChartProps={{
              // For the hand on a mouse; the legend's links lead to the same rows by keyboard, for the whole range.
              onClick: ({ activeLabel }) => {
                if (activeLabel === undefined || newest === undefined) return;
                const at = Math.min(Number(activeLabel), newest.at);
                void navigate({ to: '/decisions', search: { time: rangeText({ from: at, to: at + overview.bucketMs }) } });
              },
            }}
            accessibilityLayer={false}
          />
        </div>
      )}
    </Card>
  );
}
