import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { OperationStatusBadge } from '../../../ui/badges.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { inSentence } from '../../../ui/sentence.ts';
import classes from './decisions.module.css';

/** What was decided and why, in words, before any figure. */
export function DecisionSentence({ detail }: { readonly detail: DecisionDetail }) {
  const { t } = useTranslation();
  const { decision, operation } = detail;
  const kind = inSentence(t(`words.kind.${operation.kind}`));
  const steps = decision.steps.map((step) => inSentence(t(`words.factor.${step}`))).join(` ${t('decisions.detail.andThen')} `);
  const waits = operation.status === 'awaiting_step_up' || operation.status === 'in_review';
  // Where no rule hit, the policy matrix alone decided.
  const reasons = decision.reasons.length > 0 ? decision.reasons : [detail.policyRow.because];
  // A denial ends the operation with its strongest reason, which stands above already.
  const finish = reasons.includes(operation.finishReason ?? '') ? null : operation.finishReason;
  const sentence =
    decision.outcome === 'step_up' && steps === ''
      ? t('decisions.detail.sentence.step_up_none', { kind })
      : t(`decisions.detail.sentence.${decision.outcome}`, { kind, steps });
  return (
    <div className={classes.sentence} data-outcome={decision.outcome}>
      <p className={classes.lead}>{sentence}</p>
      <ul className={classes.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p className={classes.now}>
        <OperationStatusBadge value={operation.status} />
        {waits && <Countdown from={operation.createdAt} to={operation.expiresAt} withBar />}
        {finish !== null && <span>{finish}</span>}
      </p>
    </div>
  );
}
