import type { FactorTraits } from '../trait.ts';

/** The trusted device answers from where it is. It cannot stand in for itself. */
export const trustedDeviceTraits: FactorTraits = { standsIn: false, besidePasskey: true, inFront: false };
