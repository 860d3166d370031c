import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../shared/contract/console/overview.ts';
import { locale } from '../../../i18n/i18n.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { number, share } from '../../../ui/format.ts';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { type RangeText, rangeText } from '../../../ui/time-range.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './overview.module.css';

interface PartProps {
  readonly overview: Overview;
  readonly className?: string | undefined;
}

type StepCounts = Overview['steps'][number];

/** Which methods were asked, and how many customers came through. */
export function Steps({ overview, className }: PartProps) {
  const { t } = useTranslation();
  const time = rangeText({ from: overview.from });
  const link = (row: StepCounts, count: number, stepStatus?: 'passed' | 'failed' | 'pending') => (
    <TextLink to="/decisions" search={{ factor: row.factor, ...(stepStatus === undefined ? {} : { stepStatus }), time }}>
      {number(count, locale())}
    </TextLink>
  );
  return (
    <Card title={t('overview.steps')} className={className}>
      {overview.steps.length === 0 ? (
        <Nothing>{t('overview.noSteps')}</Nothing>
      ) : (
        <MiniTable
          label={t('overview.stepsLabel')}
          rows={overview.steps}
          rowId={({ factor }) => factor}
          columns={[
            { name: t('overview.step.method'), cell: ({ factor }) => t(`words.factor.${factor}`), wide: true },
            { name: t('overview.step.asked'), cell: (row) => link(row, row.asked), align: 'end' },
            { name: t('overview.step.passed'), cell: (row) => link(row, row.passed, 'passed'), align: 'end' },
            { name: t('overview.step.failed'), cell: (row) => link(row, row.failed, 'failed'), align: 'end' },
            { name: t('overview.step.unanswered'), cell: (row) => link(row, row.unanswered, 'pending'), align: 'end' },
            { name: t('overview.step.completion'), cell: (row) => <Completion row={row} time={time} />, align: 'end' },
          ]}
        />
      )}
    </Card>
  );
}

function Completion({ row: { factor, passed, asked }, time }: { readonly row: StepCounts; readonly time: RangeText }) {
  const ratio = asked === 0 ? 0 : passed / asked;
  return (
    <span className={classes.meter}>
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} style={{ transform: `scaleX(${ratio})` }} />
      </span>
      <TextLink to="/decisions" search={{ factor, time }} className={classes.share ?? ''}>
        {share(ratio, locale())}
      </TextLink>
    </span>
  );
}

export function TopRules({ overview, className }: PartProps) {
  const { t } = useTranslation();
  const time = rangeText({ from: overview.from });
  const most = overview.rules[0]?.hits ?? 1;
  return (
    <Card title={t('overview.rules')} className={className}>
      {overview.rules.length === 0 ? (
        <Nothing>{t('overview.noRules')}</Nothing>
      ) : (
        <MiniTable
          label={t('overview.rulesLabel')}
          rows={overview.rules}
          rowId={({ ruleId }) => ruleId}
          columns={[
            {
              name: t('overview.rule.name'),
              wide: true,
              cell: ({ name, hits }) => (
                <span className={classes.ruleName}>
                  {name}
                  <span className={classes.ruleBar} style={{ transform: `scaleX(${hits / most})` }} aria-hidden />
                </span>
              ),
            },
            {
              name: t('overview.rule.hits'),
              align: 'end',
              cell: ({ ruleId, hits }) => (
                <TextLink to="/decisions" search={{ rule: ruleId, time }}>
                  {number(hits, locale())}
                </TextLink>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}
