import type { FactorTraits } from '../trait.ts';

/** A passkey answers by the authenticator that holds it, which may be another device's; the page's origin is in what it signs. */
export const passkeyTraits: FactorTraits = { standsIn: true, besidePasskey: false, inFront: false };
