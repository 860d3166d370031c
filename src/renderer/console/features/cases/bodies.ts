import type { ComponentType } from 'react';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import type { CaseKind } from '../../../../shared/vocabulary/index.ts';
import { FactsBody } from './FactsBody.tsx';

export interface CaseBodyProps {
  readonly case: CaseDetail;
}

/** The middle of a case's page, by its queue. */
export const caseBodies: Readonly<Record<CaseKind, ComponentType<CaseBodyProps>>> = {
  identity_update: FactsBody,
  device_reset: FactsBody,
  recovery: FactsBody,
  risk_review: FactsBody,
  suspicious_activity: FactsBody,
};
