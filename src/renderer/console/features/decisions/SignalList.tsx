import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { number } from '../../../ui/format.ts';
import { Section } from '../../../ui/SidePanel.tsx';
import classes from './decisions.module.css';

type SignalValue = DecisionDetail['signals'][number];

/** Every signal that the decision saw, with its value, unit, meaning and source. */
export function SignalList({ signals }: { readonly signals: readonly SignalValue[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const withValue = signals.filter((signal) => signal.value !== null && signal.value !== '');
  const shown = all ? signals : withValue;
  return (
    <Section
      title={t('decisions.detail.signals')}
      aside={
        withValue.length < signals.length && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAll(!all)}>
            {all ? t('decisions.detail.signalsFew') : t('decisions.detail.signalsAll', { count: signals.length })}
          </Button>
        )
      }
    >
      <dl className={classes.signals}>
        {shown.map((signal) => (
          <div key={signal.name} className={classes.signal}>
            <dt>
              <span className={classes.signalName}>{signal.name}</span>
              <span className={classes.soft}>
                {signal.meaning} · {t('decisions.detail.from', { source: signal.source })}
              </span>
            </dt>
            <dd>
              <Value signal={signal} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Value({ signal }: { readonly signal: SignalValue }) {
  const { t } = useTranslation();
  const { value, unit } = signal;
  if (value === null) return <span className={classes.soft}>{t('decisions.detail.missingValue')}</span>;
  if (typeof value === 'boolean') return value ? t('ui.yes') : t('ui.no');
  const text = typeof value === 'number' ? number(value, locale()) : value;
  return unit === null ? text : `${text} ${unit}`;
}
