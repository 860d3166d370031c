import { useTranslation } from 'react-i18next';
import type { Step } from '../../../../shared/contract/operation.ts';
import { factorIcon, StepBadge } from '../../../ui/badges.tsx';
import classes from './decisions.module.css';

export function StepList({ steps }: { readonly steps: readonly Step[] }) {
  const { t } = useTranslation();
  if (steps.length === 0) return <p className={classes.soft}>{t('decisions.detail.noSteps')}</p>;
  return (
    <ol className={classes.steps}>
      {steps.map((step) => {
        const StepIcon = factorIcon[step.factor];
        return (
          <li key={step.position} className={classes.step}>
            <StepIcon size={17} stroke={1.7} aria-hidden />
            <span className={classes.grow}>{t(`words.factor.${step.factor}`)}</span>
            {step.attempts > 0 && <span className={classes.soft}>{t('decisions.detail.attempts', { count: step.attempts })}</span>}
            <StepBadge value={step.status} />
          </li>
        );
      })}
    </ol>
  );
}
