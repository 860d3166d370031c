import { Skeleton, Stack } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { OutcomeBadge } from '../../../ui/badges.tsx';
import { CanonicalText } from '../../../ui/CanonicalText.tsx';
import { errorCode } from '../../../ui/errors.ts';
import { Loading } from '../../../ui/Loading.tsx';
import { EmptyNotice, ErrorNotice } from '../../../ui/notices.tsx';
import { Section, SidePanel } from '../../../ui/SidePanel.tsx';
import { api } from '../../connection/api.ts';
import { DecisionFacts } from './DecisionFacts.tsx';
import { DecisionSentence } from './DecisionSentence.tsx';
import { Labels } from './Labels.tsx';
import { LoginEvidence } from './LoginEvidence.tsx';
import { PolicyRow } from './PolicyRow.tsx';
import { type Edited, ReplaySection } from './Replay.tsx';
import { ReviewCase } from './ReviewCase.tsx';
import { ScoreByRule } from './ScoreByRule.tsx';
import { SignalList } from './SignalList.tsx';
import { StepList } from './StepList.tsx';

interface DecisionPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  /** A policy that is being edited beside it, under which it is decided again. */
  readonly edited?: Edited | null;
}

/** One decision explained from the outcome down to each value it saw. */
export function DecisionPanel({ id, onClose, edited = null }: DecisionPanelProps) {
  const { t } = useTranslation();
  const decision = useQuery(api.decisions.get.queryOptions({ input: { id } }));
  const detail = decision.data;
  if (detail === undefined) {
    const missing = errorCode(decision.error) === 'not_found' || errorCode(decision.error) === 'invalid_input';
    return (
      <SidePanel title={t('decisions.detail.open')} onClose={onClose}>
        {decision.isPending && (
          <Loading>
            <Stack gap="md">
              <Skeleton height={70} />
              <Skeleton height={120} />
              <Skeleton height={240} />
            </Stack>
          </Loading>
        )}
        {missing && (
          <EmptyNotice icon={IconZoomQuestion} title={t('decisions.detail.missing')}>
            {t('decisions.detail.missingText', { id })}
          </EmptyNotice>
        )}
        {decision.isError && !missing && <ErrorNotice error={decision.error} onRetry={() => void decision.refetch()} />}
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={
        <>
          {t(`words.kind.${detail.operation.kind}`)}
          <OutcomeBadge value={detail.decision.outcome} />
        </>
      }
      onClose={onClose}
      actions={detail.reviewCaseId !== null && <ReviewCase detail={detail} />}
    >
      {edited !== null && <ReplaySection decisionId={detail.decision.id} edited={edited} />}
      <Explanation detail={detail} />
      {edited === null && <ReplaySection decisionId={detail.decision.id} edited={null} />}
    </SidePanel>
  );
}

function Explanation({ detail }: { readonly detail: DecisionDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <DecisionSentence detail={detail} />
      <ScoreByRule detail={detail} />
      {detail.login !== null && <LoginEvidence evidence={detail.login} />}
      <Section title={t('decisions.detail.steps')}>
        <StepList steps={detail.operation.steps} />
      </Section>
      <Section title={t('decisions.detail.policy')}>
        <PolicyRow row={detail.policyRow} />
      </Section>
      <Section title={t('decisions.detail.facts')}>
        <DecisionFacts detail={detail} />
      </Section>
      <Labels operationId={detail.operation.id} />
      <SignalList signals={detail.signals} />
      <Section title={t('decisions.detail.text')}>
        <CanonicalText text={detail.operation.canonicalText} hint={t('decisions.detail.textHint')} />
      </Section>
    </>
  );
}
