import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { operationKinds, riskBands } from '../../../../shared/vocabulary/index.ts';
import { BandBadge, OutcomeBadge } from '../../../ui/badges.tsx';
import { FactorIcons } from '../../../ui/FactorIcons.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import classes from './decisions.module.css';
import { readPolicyAnswer } from './policy-answer.ts';

function Answer({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const answer = readPolicyAnswer(text);
  if (answer === null) return text;
  return (
    <>
      <OutcomeBadge value={answer.outcome} />
      {answer.steps.length > 0 && (
        <ol className={classes.choices}>
          {answer.steps.map((step, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two steps can be alike, and their order is what they are
            <li key={position}>{step.map((kind) => t(`words.factor.${kind}`)).join(` ${t('decisions.detail.orElse')} `)}</li>
          ))}
        </ol>
      )}
    </>
  );
}

/** The row of the policy matrix that gave the answer, and why it was this one. */
export function PolicyRow({ row }: { readonly row: DecisionDetail['policyRow'] }) {
  const { t } = useTranslation();
  const kind = operationKinds.find((one) => one === row.kind);
  const band = riskBands.find((one) => one === row.band);
  return (
    <>
      <Facts>
        <Fact name={t('decisions.detail.policyKind')}>{kind === undefined ? row.kind : t(`words.kind.${kind}`)}</Fact>
        <Fact name={t('decisions.detail.policyBand')}>{band === undefined ? row.band : <BandBadge value={band} />}</Fact>
        <Fact name={t('decisions.detail.enrolled')}>
          <FactorIcons kinds={row.enrolled} none={t('decisions.detail.nothingEnrolled')} />
        </Fact>
        <Fact name={t('decisions.detail.answer')}>
          <Answer text={row.answer} />
        </Fact>
      </Facts>
      <p className={classes.because}>{row.because}</p>
    </>
  );
}
