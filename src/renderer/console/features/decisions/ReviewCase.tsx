import { IconArrowUpRight } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { useMay } from '../../connection/use-me.ts';

/** Leads to the case on which staff decide the operation: it is claimed there, decided once, and can be undone. */
export function ReviewCase({ detail }: { readonly detail: DecisionDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayRead = useMay('cases.read');
  const mayDecide = useMay('reviews.decide');
  const { reviewCaseId: caseId } = detail;
  if (caseId === null || !mayRead) return null;
  const waits = mayDecide && detail.operation.status === 'in_review';
  return (
    <ActionButton
      label={t(waits ? 'decisions.review.decide' : 'decisions.review.open')}
      keys="o"
      icon={IconArrowUpRight}
      variant={waits ? 'filled' : 'default'}
      onAction={() => void navigate({ to: '/cases/$caseId', params: { caseId } })}
    />
  );
}
