import type { Thresholds } from '../../../shared/contract/policy.ts';

export { type Thresholds, thresholdsSchema } from '../../../shared/contract/policy.ts';

/** The thresholds of a new workspace. */
export const builtInThresholds: Thresholds = { medium: 30, high: 60, critical: 90, minSignals: 3 };
