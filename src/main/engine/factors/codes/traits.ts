import type { FactorTraits } from '../trait.ts';

/** A code that was sent and is typed. */
const sent: FactorTraits = { standsIn: true, besidePasskey: false, inFront: true };

export const emailCodeTraits = sent;
export const phoneCodeTraits = sent;
