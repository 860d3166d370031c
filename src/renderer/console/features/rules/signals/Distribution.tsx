import { useTranslation } from 'react-i18next';
import type { SignalDistribution } from '../../../../../shared/contract/console/signals.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { number } from '../../../../ui/format.ts';
import { rateWords } from '../report/words.ts';
import classes from './signals.module.css';

interface DistributionProps {
  readonly name: string;
  readonly distribution: SignalDistribution;
}

const short = (value: number): string =>
  new Intl.NumberFormat(locale(), { maximumSignificantDigits: 3, notation: Math.abs(value) >= 10_000 ? 'compact' : 'standard' }).format(
    value,
  );

/** What a signal's values were: how many operations lack it, which values come how often, or how numbers lie. */
export function Distribution({ name, distribution }: DistributionProps) {
  const { t } = useTranslation();
  const { rows, missing, distinct, top, numbers } = distribution;
  const present = rows - missing;
  const known = { rows: number(rows, locale()), missing: rateWords(t, rows === 0 ? null : missing / rows) };
  return (
    <div className={classes.distribution}>
      <p className={classes.soft}>
        {t('rules.signals.rows', known)}
        {distinct !== null && ` · ${t('rules.signals.distinct', { count: distinct })}`}
      </p>
      {numbers !== null && (
        <dl className={classes.figures}>
          {(['least', 'median', 'p90', 'p99', 'most'] as const).map((one) => (
            <div key={one}>
              <dt>{t(`rules.signals.figures.${one}`)}</dt>
              <dd>{short(numbers[one])}</dd>
            </div>
          ))}
        </dl>
      )}
      {numbers !== null && numbers.bins.length > 0 && <Histogram name={name} bins={numbers.bins} most={numbers.most} />}
      {top.length > 0 && (
        <table className={classes.top} aria-label={t('rules.signals.values')}>
          <tbody>
            {top.map(({ value, count }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two masked values can read the same
              <tr key={index}>
                <th scope="row" title={value}>
                  {value}
                </th>
                <td className={classes.bar}>
                  <span style={{ width: `${present === 0 ? 0 : (count / present) * 100}%` }} />
                </td>
                <td className={classes.count}>{number(count, locale())}</td>
                <td className={classes.count}>{rateWords(t, present === 0 ? null : count / present)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface HistogramProps {
  readonly name: string;
  readonly bins: readonly { readonly from: number; readonly count: number }[];
  readonly most: number;
}

function Histogram({ name, bins, most }: HistogramProps) {
  const { t } = useTranslation();
  const highest = Math.max(...bins.map(({ count }) => count), 1);
  const first = bins[0]?.from ?? 0;
  return (
    <figure className={classes.figure}>
      <div
        className={classes.histogram}
        role="img"
        aria-label={t('rules.signals.histogram', { name, least: short(first), most: short(most) })}
      >
        {bins.map(({ from, count }) => (
          <span key={from} style={{ height: `${(count / highest) * 100}%` }} title={`≥ ${short(from)}: ${number(count, locale())}`} />
        ))}
      </div>
      <figcaption className={classes.axis} aria-hidden>
        <span>{short(first)}</span>
        <span>{`≥ ${short(bins.at(-1)?.from ?? most)}`}</span>
      </figcaption>
    </figure>
  );
}
