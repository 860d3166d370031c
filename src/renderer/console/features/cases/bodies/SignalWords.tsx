import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../../shared/contract/console/index.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { Card } from '../../../../ui/Card.tsx';
import { duration, number } from '../../../../ui/format.ts';
import classes from './signals.module.css';

type SignalValue = DecisionDetail['signals'][number];

/** Whether a value says anything: not unknown, not empty, not simply “no” or none. */
const says = ({ value }: SignalValue): boolean => value !== null && value !== '' && value !== false && value !== 0;

/** What the decision knew, each signal by its meaning; its name, which rules are written with, comes second. */
export function SignalWords({ signals }: { readonly signals: readonly SignalValue[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const telling = signals.filter(says);
  return (
    <Card
      title={t('caseBodies.review.signals')}
      aside={
        telling.length < signals.length && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAll(!all)}>
            {all ? t('caseBodies.review.signalsFew') : t('caseBodies.review.signalsAll', { count: signals.length })}
          </Button>
        )
      }
    >
      <dl className={classes.signals}>
        {(all ? signals : telling).map((signal) => (
          <div key={signal.name} className={classes.signal}>
            <dt>
              <span>{signal.meaning}</span>
              <span className={classes.name}>{signal.name}</span>
            </dt>
            <dd>
              <Value signal={signal} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Value({ signal: { value, unit } }: { readonly signal: SignalValue }) {
  const { t } = useTranslation();
  if (value === null) return <span className={classes.unknown}>{t('decisions.detail.missingValue')}</span>;
  if (typeof value === 'boolean') return value ? t('ui.yes') : t('ui.no');
  if (typeof value === 'number' && unit === 'ms') return duration(value, locale());
  const text = typeof value === 'number' ? number(value, locale()) : value;
  return unit === null ? text : `${text} ${unit}`;
}
