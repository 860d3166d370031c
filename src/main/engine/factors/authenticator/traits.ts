import type { FactorTraits } from '../trait.ts';

/** A code that the customer reads off and types. */
export const authenticatorTraits: FactorTraits = { standsIn: true, besidePasskey: false, inFront: true };
