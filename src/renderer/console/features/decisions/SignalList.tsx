import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../../ui/SidePanel.tsx';
import classes from './decisions.module.css';
import { type Signal, SignalValue } from './SignalValue.tsx';

/** Every signal that the decision saw, with its value, unit, meaning and source. */
export function SignalList({ signals }: { readonly signals: readonly Signal[] }) {
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
              <SignalValue signal={signal} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
