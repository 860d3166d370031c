import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CaseDetail, DecisionDetail } from '../../../../../shared/contract/console/index.ts';
import { OperationStatusBadge } from '../../../../ui/badges.tsx';
import { CanonicalText } from '../../../../ui/CanonicalText.tsx';
import { Card } from '../../../../ui/Card.tsx';
import { api } from '../../../connection/api.ts';
import { TextLink } from '../../../shell/TextLink.tsx';
import { ScoreByRule } from '../../decisions/ScoreByRule.tsx';
import { Body, Notice } from './Body.tsx';
import classes from './bodies.module.css';
import { Follows } from './Follows.tsx';
import { LinkedCard } from './links/LinkedCard.tsx';
import { SignalWords } from './SignalWords.tsx';
import { Task } from './Task.tsx';

/** An operation that waits for staff: why, what is known, what was decided in cases like it, and whom it is linked to. */
export function RiskReview({ case: shown }: { readonly case: CaseDetail }) {
  const { decisionId } = shown;
  return decisionId === null ? <Task case={shown} /> : <OfDecision case={shown} id={decisionId} />;
}

function OfDecision({ case: shown, id }: { readonly case: CaseDetail; readonly id: string }) {
  const { t } = useTranslation();
  const decision = useQuery(api.decisions.get.queryOptions({ input: { id } }));
  const linked = useQuery(api.cases.linked.queryOptions({ input: { id: shown.id } }));
  return (
    <Body query={decision}>
      {(detail) => (
        <>
          <div className={classes.pair}>
            <div className={classes.stack}>
              <Why detail={detail} />
              <div className={classes.sheet}>
                <ScoreByRule detail={detail} />
              </div>
            </div>
            <Card
              title={t('caseBodies.review.operation')}
              aside={
                <TextLink to="/decisions/$decisionId" params={{ decisionId: id }} fz="xs">
                  {t('caseBodies.review.open')}
                </TextLink>
              }
            >
              <CanonicalText text={detail.operation.canonicalText} hint={t('decisions.detail.textHint')} />
            </Card>
          </div>
          <SignalWords signals={detail.signals} />
          <LinkedCard query={linked} />
          <Follows case={shown} />
        </>
      )}
    </Body>
  );
}

/** The reasons of the decision in words, strongest first. */
export function Why({ detail }: { readonly detail: DecisionDetail }) {
  const { t } = useTranslation();
  const { status } = detail.operation;
  return (
    <Card title={t('caseBodies.review.why')} aside={<OperationStatusBadge value={status} />}>
      <ul className={classes.reasons}>
        {detail.decision.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {status !== 'in_review' && (
        <Notice tone="info" title={t('caseBodies.review.settled', { status: t(`words.operationStatus.${status}`) })} live />
      )}
    </Card>
  );
}
