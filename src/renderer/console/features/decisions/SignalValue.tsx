import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { duration, number } from '../../../ui/format.ts';
import classes from './decisions.module.css';

/** A signal as the decision saw it. */
export type Signal = DecisionDetail['signals'][number];

/** The value of a signal in words: lengths of time as people say them, other numbers with their unit. */
export function SignalValue({ signal: { value, unit } }: { readonly signal: Signal }) {
  const { t } = useTranslation();
  if (value === null) return <span className={classes.missing}>{t('decisions.detail.missingValue')}</span>;
  if (typeof value === 'boolean') return value ? t('ui.yes') : t('ui.no');
  if (typeof value === 'number' && unit === 'ms') return duration(value, locale());
  const text = typeof value === 'number' ? number(value, locale()) : value;
  return unit === null ? text : `${text} ${unit}`;
}
