import { type FactorKind, factorKinds } from '../../../shared/vocabulary/index.ts';

/**
 * Which step-up methods a customer has: registered factors that are active, and what is bound to the account itself.
 * In the order of the vocabulary, without repeats.
 */
export function enrolledKinds(
  account: { readonly email: string | null; readonly phone: string | null; readonly faceEnrolledAt: number | null },
  activeFactors: Iterable<string>,
): FactorKind[] {
  const has = new Set(activeFactors);
  if (account.email !== null) has.add('email_code');
  if (account.phone !== null) has.add('phone_code');
  if (account.faceEnrolledAt !== null) has.add('face');
  return factorKinds.filter((kind) => has.has(kind));
}
