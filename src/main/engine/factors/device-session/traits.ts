import type { FactorTraits } from '../trait.ts';

/** An app device that says yes or no from where it is, to log-ins alone (ND-04). */
export const deviceSessionTraits: FactorTraits = { standsIn: false, besidePasskey: false, inFront: false };
