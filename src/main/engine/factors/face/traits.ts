import type { FactorTraits } from '../trait.ts';

/** The holder of the document, before the camera of the client that began. */
export const faceTraits: FactorTraits = { standsIn: true, besidePasskey: true, inFront: true };
