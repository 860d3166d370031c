import type { MatrixAnswer, PolicyFactor, PolicyMatrix } from '../../../shared/contract/policy.ts';
import type { FactorKind, OperationKind, RiskBand } from '../../../shared/vocabulary/index.ts';

export { type MatrixAnswer, matrixSchema, type PolicyMatrix } from '../../../shared/contract/policy.ts';

const strong: readonly PolicyFactor[] = ['passkey', 'authenticator', 'phone_code', 'email_code'];
const second: readonly PolicyFactor[] = ['authenticator', 'phone_code', 'email_code'];

const one: MatrixAnswer = { outcome: 'step_up', steps: [strong] };
const two: MatrixAnswer = { outcome: 'step_up', steps: [strong, second] };
const allow: MatrixAnswer = { outcome: 'allow' };
const review: MatrixAnswer = { outcome: 'review' };
const deny: MatrixAnswer = { outcome: 'deny' };

/** The matrix of a new workspace. `unknown` is nowhere easier than medium (PO-05). */
export const builtInMatrix: PolicyMatrix = {
  trustedDeviceKinds: ['withdrawal', 'api_key_create', 'api_key_edit', 'withdrawal_address_add', 'c2c_trade'],
  mandatoryPasskeyKinds: ['login'],
  mandatoryPasskeyRefusedClients: ['h5', 'third_party'],
  rows: [
    { kinds: ['login'], answers: { low: allow, medium: one, unknown: one, high: two, critical: deny } },
    { kinds: ['deposit_address_view'], answers: { low: allow, medium: one, unknown: one, high: two, critical: deny } },
    { kinds: ['withdrawal', 'c2c_trade'], answers: { low: one, medium: two, unknown: two, high: review, critical: deny } },
    {
      kinds: ['api_key_create', 'api_key_edit', 'withdrawal_address_add'],
      answers: { low: one, medium: two, unknown: two, high: review, critical: deny },
    },
    { kinds: ['api_key_delete'], answers: { low: one, medium: one, unknown: one, high: two, critical: review } },
    {
      kinds: ['security_setting_change', 'trusted_device_add', 'trusted_device_remove', 'passkey_remove'],
      answers: { low: one, medium: two, unknown: two, high: review, critical: deny },
    },
    // PK-01: a passkey stands for two factors ever after, so that two come first.
    { kinds: ['passkey_add'], answers: { low: two, medium: two, unknown: two, high: review, critical: deny } },
  ],
};

/** @throws Error when the matrix has no row for the kind: `matrixSchema` keeps such a matrix out. */
export function answerFor(matrix: PolicyMatrix, kind: OperationKind, band: RiskBand): MatrixAnswer {
  const row = matrix.rows.find((candidate) => candidate.kinds.includes(kind));
  const answer = row?.answers[band];
  if (answer === undefined) throw new Error(`The policy matrix has no answer for ${kind} at ${band}`);
  return answer;
}

/**
 * Picks each step's method: the strongest that the customer has and no step before uses.
 * @returns null when a step has no such method; a human then decides instead of a weaker check.
 */
export function chooseSteps(steps: readonly (readonly FactorKind[])[], enrolled: ReadonlySet<FactorKind>): readonly FactorKind[] | null {
  const chosen: FactorKind[] = [];
  for (const methods of steps) {
    const method = methods.find((candidate) => enrolled.has(candidate) && !chosen.includes(candidate));
    if (method === undefined) return null;
    chosen.push(method);
  }
  return chosen;
}
