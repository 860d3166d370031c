import { Skeleton } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { BacktestReport } from '../../../../../shared/contract/console/backtest.ts';
import type { RuleAlert, TrendDay } from '../../../../../shared/contract/console/trends.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { OutcomeBadge } from '../../../../ui/badges.tsx';
import { number } from '../../../../ui/format.ts';
import type { GridColumn } from '../../../../ui/grid/columns.ts';
import { Tag } from '../../../../ui/Tag.tsx';
import { TextLink } from '../../../shell/TextLink.tsx';
import type { Rule } from '../policy.ts';
import { rateWords, signedScore } from '../report/words.ts';
import { alertWords } from './alert-words.ts';
import classes from './live.module.css';
import { Sparkline } from './Sparkline.tsx';

/** A live rule with what is known of it. */
export interface RuleRow {
  readonly rule: Rule;
  readonly figures: BacktestReport['rules'][number] | undefined;
  readonly days: readonly TrendDay[] | undefined;
  readonly alerts: readonly RuleAlert[];
  /** Figures are on their way. */
  readonly counting: boolean;
}

const hitsOf = ({ figures, days }: RuleRow): number | undefined => figures?.hits ?? days?.reduce((sum, one) => sum + one.hits, 0);

/** The columns of the grid of live rules. */
export function ruleColumns(t: TFunction): readonly GridColumn<RuleRow>[] {
  const waiting = <Skeleton height={10} width={40} display="inline-block" style={{ verticalAlign: 'middle' }} />;
  const rate = (pick: (figures: NonNullable<RuleRow['figures']>) => number | null) => (row: RuleRow) =>
    row.figures === undefined ? (row.counting ? waiting : t('ui.none')) : rateWords(t, pick(row.figures));
  const rateText = (pick: (figures: NonNullable<RuleRow['figures']>) => number | null) => (row: RuleRow) =>
    String((row.figures && pick(row.figures)) ?? '');
  const rateSort = (pick: (figures: NonNullable<RuleRow['figures']>) => number | null) => (row: RuleRow) =>
    (row.figures && pick(row.figures)) ?? -1;
  return [
    {
      id: 'rule',
      header: t('rules.column.rule'),
      width: 240,
      grow: 1.2,
      always: true,
      cell: ({ rule }) => (
        <span className={classes.row} title={rule.reason}>
          <TextLink to="/rules/live/$ruleId" params={{ ruleId: rule.id }} c="inherit" fw={500} truncate>
            {rule.name}
          </TextLink>
          {!rule.enabled && `(${t('rules.off')})`}
        </span>
      ),
      text: ({ rule }) => rule.name,
      sort: ({ rule }) => rule.name,
    },
    {
      id: 'alerts',
      header: t('rules.column.alerts'),
      width: 86,
      cell: ({ alerts }) => {
        const [first] = alerts.filter(({ status }) => status === 'open');
        if (first === undefined) return null;
        return (
          <span title={alertWords(t, first)}>
            <Tag tone="bad" icon={IconBellRinging}>
              {t('rules.alerts.short')}
            </Tag>
          </span>
        );
      },
      text: (row) => row.alerts.map((alert) => alertWords(t, alert)).join('; '),
      sort: ({ alerts }) => -alerts.filter(({ status }) => status === 'open').length,
    },
    {
      id: 'when',
      header: t('rules.column.when'),
      width: 200,
      grow: 2,
      spare: 1,
      cell: ({ rule }) => (
        <span className={classes.code} title={rule.when}>
          {rule.when}
        </span>
      ),
      text: ({ rule }) => rule.when,
    },
    {
      id: 'tags',
      header: t('rules.column.tags'),
      width: 130,
      spare: 0,
      cell: ({ rule }) => (
        <span className={classes.words} title={rule.tags.join(', ')}>
          {rule.tags.join(', ')}
        </span>
      ),
      text: ({ rule }) => rule.tags.join(' '),
    },
    {
      id: 'effect',
      header: t('rules.column.effect'),
      width: 104,
      align: 'end',
      cell: ({ rule }) =>
        rule.outcome === undefined ? <strong>{signedScore(rule.score ?? 0)}</strong> : <OutcomeBadge value={rule.outcome} />,
      text: ({ rule }) => rule.outcome ?? String(rule.score ?? 0),
      sort: ({ rule }) => (rule.outcome === undefined ? (rule.score ?? 0) : 1_000),
    },
    {
      id: 'trend',
      header: t('rules.column.trend'),
      width: 108,
      spare: 3,
      cell: ({ rule, days }) => {
        if (days === undefined) return null;
        const counts = days.map(({ hits }) => hits);
        const words = { rule: rule.name, days: days.length, last: counts.at(-1) ?? 0, most: Math.max(...counts, 0) };
        return <Sparkline values={counts} label={t('rules.trend.spark', words)} />;
      },
      text: ({ days }) => (days ?? []).map(({ hits }) => hits).join(' '),
    },
    {
      id: 'hits',
      header: t('rules.column.hits'),
      width: 84,
      align: 'end',
      cell: (row) => {
        const hits = hitsOf(row);
        if (hits === undefined) return row.counting ? waiting : t('ui.none');
        return (
          <TextLink to="/decisions" search={{ rule: row.rule.id }}>
            {number(hits, locale())}
          </TextLink>
        );
      },
      text: (row) => String(hitsOf(row) ?? ''),
      sort: (row) => hitsOf(row) ?? -1,
    },
    {
      id: 'precision',
      header: t('rules.column.precision'),
      width: 92,
      align: 'end',
      cell: rate(({ precision }) => precision),
      text: rateText(({ precision }) => precision),
      sort: rateSort(({ precision }) => precision),
    },
    {
      id: 'recall',
      header: t('rules.column.recall'),
      width: 84,
      align: 'end',
      spare: 2,
      cell: rate(({ recall }) => recall),
      text: rateText(({ recall }) => recall),
      sort: rateSort(({ recall }) => recall),
    },
  ];
}
