import type { ComponentType } from 'react';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import type { CaseKind } from '../../../../shared/vocabulary/index.ts';
import { DeviceReset } from './bodies/DeviceReset.tsx';
import { IdentityUpdate } from './bodies/IdentityUpdate.tsx';
import { RiskReview } from './bodies/RiskReview.tsx';
import { SuspiciousActivity } from './bodies/SuspiciousActivity.tsx';

export interface CaseBodyProps {
  readonly case: CaseDetail;
}

/** The middle of a case's page, by its queue. */
export const caseBodies: Readonly<Record<CaseKind, ComponentType<CaseBodyProps>>> = {
  identity_update: IdentityUpdate,
  device_reset: DeviceReset,
  recovery: DeviceReset,
  risk_review: RiskReview,
  suspicious_activity: SuspiciousActivity,
};
