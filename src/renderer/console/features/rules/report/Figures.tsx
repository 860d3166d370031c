import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { MiniTable } from '../../../../ui/MiniTable.tsx';
import classes from './report.module.css';
import type { Report } from './use-report.ts';
import { plain, rateWords, signed } from './words.ts';

type Figure = Exclude<keyof Report['live'], 'byResult' | 'flagged' | 'legitimateFlagged'>;

/** Each figure: whether it is a share, and whether more of it is better, worse or neither. */
const figures: readonly (readonly [Figure, 'share' | 'number', 1 | -1 | 0])[] = [
  ['recall', 'share', 1],
  ['precision', 'share', 1],
  ['alertRate', 'share', 0],
  ['frictionPer1000', 'number', -1],
  ['fraudFlagged', 'number', 1],
  ['stoppedFraud', 'number', 1],
  ['stoppedOther', 'number', -1],
  ['delayed', 'number', -1],
];

/** What live did and what the draft would have done, figure by figure. */
function PlainFigures({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const words = (value: number | null, unit: 'share' | 'number') =>
    unit === 'share' ? rateWords(t, value) : value === null ? t('ui.none') : plain(value);
  return (
    <MiniTable
      label={t('rules.report.figures')}
      rows={figures}
      rowId={([name]) => name}
      columns={[
        {
          name: t('rules.report.figure'),
          wide: true,
          cell: ([name]) => <span title={t(`rules.report.meaning.${name}`)}>{t(`rules.report.name.${name}`)}</span>,
        },
        { name: t('rules.report.live'), align: 'end', cell: ([name, unit]) => words(report.live[name], unit) },
        { name: t('rules.report.draft'), align: 'end', cell: ([name, unit]) => <strong>{words(report.draft[name], unit)}</strong> },
        {
          name: t('rules.report.difference'),
          align: 'end',
          cell: ([name, unit, good]) => <Difference live={report.live[name]} draft={report.draft[name]} unit={unit} good={good} />,
        },
      ]}
    />
  );
}

/** Drawn anew with another report, not with every letter that is typed beside it. */
export const Figures = memo(PlainFigures);

interface DifferenceProps {
  readonly live: number | null;
  readonly draft: number | null;
  readonly unit: 'share' | 'number';
  readonly good: 1 | -1 | 0;
}

function Difference({ live, draft, unit, good }: DifferenceProps) {
  const { t } = useTranslation();
  if (live === null || draft === null) return t('ui.none');
  const change = (draft - live) * (unit === 'share' ? 100 : 1);
  const tone = change * good > 0 ? classes.better : change * good < 0 ? classes.worse : classes.soft;
  const text = signed(Math.round(change * 10) / 10);
  return <span className={tone}>{unit === 'share' && change !== 0 ? t('rules.report.points', { change: text }) : text}</span>;
}
