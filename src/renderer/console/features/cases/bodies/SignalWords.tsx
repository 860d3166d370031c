import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../../ui/Card.tsx';
import { type Signal, SignalValue } from '../../decisions/SignalValue.tsx';
import classes from './signals.module.css';

/** Whether a value says anything: not unknown, not empty, not simply “no” or none. */
const says = ({ value }: Signal): boolean => value !== null && value !== '' && value !== false && value !== 0;

/** What the decision knew, each signal by its meaning; its name, which rules are written with, comes second. */
export function SignalWords({ signals }: { readonly signals: readonly Signal[] }) {
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
              <SignalValue signal={signal} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
