import { NumberInput, Slider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thresholds } from '../../../../../shared/contract/policy.ts';
import { BandBadge } from '../../../../ui/badges.tsx';
import classes from './kinds.module.css';

const edges = ['medium', 'high', 'critical'] as const;
const MOST = 200;

interface ThresholdsFormProps {
  readonly thresholds: Thresholds;
  /** Null where it can only be read. */
  readonly onChange: ((thresholds: Thresholds) => void) | null;
}

/** Where each risk band begins, and how much must be known before there is one. */
export function ThresholdsForm({ thresholds, onChange }: ThresholdsFormProps) {
  const { t } = useTranslation();
  const readOnly = onChange === null;
  return (
    <div className={classes.thresholds}>
      {edges.map((edge) => (
        <div key={edge} className={classes.threshold}>
          <BandBadge value={edge} />
          <Slider
            min={1}
            max={Math.max(MOST, thresholds.critical)}
            value={thresholds[edge]}
            disabled={readOnly}
            label={null}
            thumbLabel={t('rules.thresholds.from', { band: t(`words.band.${edge}`) })}
            onChange={(value) => onChange?.(pushed(thresholds, edge, value))}
          />
          <NumberInput
            size="xs"
            min={1}
            max={10_000}
            allowDecimal={false}
            readOnly={readOnly}
            aria-label={t('rules.thresholds.from', { band: t(`words.band.${edge}`) })}
            value={thresholds[edge]}
            onChange={(value) => typeof value === 'number' && onChange?.(pushed(thresholds, edge, value))}
          />
        </div>
      ))}
      <NumberInput
        w={320}
        label={t('rules.thresholds.minSignals')}
        description={t('rules.thresholds.minSignalsHint')}
        min={1}
        max={50}
        allowDecimal={false}
        readOnly={readOnly}
        value={thresholds.minSignals}
        onChange={(value) => typeof value === 'number' && onChange?.({ ...thresholds, minSignals: value })}
      />
    </div>
  );
}

/** One edge at another place; it pushes its neighbours along, for bands keep their order. */
function pushed(before: Thresholds, edge: (typeof edges)[number], value: number): Thresholds {
  const next = { ...before, [edge]: Math.max(value, 1 + edges.indexOf(edge)) };
  if (edge === 'critical') {
    next.high = Math.min(next.high, next.critical - 1);
    next.medium = Math.min(next.medium, next.high - 1);
  } else if (edge === 'high') {
    next.medium = Math.min(next.medium, next.high - 1);
    next.critical = Math.max(next.critical, next.high + 1);
  } else {
    next.high = Math.max(next.high, next.medium + 1);
    next.critical = Math.max(next.critical, next.high + 1);
  }
  return next;
}
