import { z } from 'zod';
import {
  clientKindSchema,
  type FactorKind,
  factorKindSchema,
  type OperationKind,
  operationKindSchema,
  type RiskBand,
  riskBandSchema,
} from '../../../shared/vocabulary/index.ts';

/**
 * One step of an answer: its methods from strongest to weakest; the engine takes the first that the customer has. What only log-ins from new
 * devices use is none of policy's.
 */
const policyFactorSchema = factorKindSchema.exclude(['device_session']);
type PolicyFactor = z.output<typeof policyFactorSchema>;
const stepSchema = z.array(policyFactorSchema).min(1).readonly();

const answerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('allow') }),
  z.strictObject({ outcome: z.literal('step_up'), steps: z.array(stepSchema).min(1).max(4).readonly() }),
  z.strictObject({ outcome: z.literal('review') }),
  z.strictObject({ outcome: z.literal('deny') }),
]);
export type MatrixAnswer = z.output<typeof answerSchema>;

/** PO-03: operation × risk band → answer, with what the customer has enrolled choosing inside each step. */
export const matrixSchema = z.strictObject({
  /** Operations that ask the trusted device when they start elsewhere (TD-08). */
  trustedDeviceKinds: z.array(operationKindSchema).readonly(),
  /** Operations in which a customer who made passkeys mandatory is asked for nothing else (MP-04). */
  mandatoryPasskeyKinds: z.array(operationKindSchema).readonly().default(['login']),
  /** Clients on which such a customer cannot log in (MP-05); each is re-opened by leaving it out. */
  mandatoryPasskeyRefusedClients: z.array(clientKindSchema).readonly().default(['h5', 'third_party']),
  rows: z
    .array(z.strictObject({ kinds: z.array(operationKindSchema).min(1).readonly(), answers: z.record(riskBandSchema, answerSchema) }))
    .readonly()
    .superRefine((rows, context) => {
      const seen = new Set<OperationKind>();
      for (const [index, row] of rows.entries()) {
        for (const kind of row.kinds) {
          if (seen.has(kind)) context.addIssue({ code: 'custom', path: [index, 'kinds'], message: `${kind} is in two rows` });
          seen.add(kind);
        }
      }
      for (const kind of operationKindSchema.options) {
        if (!seen.has(kind)) context.addIssue({ code: 'custom', path: [], message: `${kind} is in no row` });
      }
    }),
});
export type PolicyMatrix = z.output<typeof matrixSchema>;

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
      answers: { low: one, medium: two, unknown: one, high: review, critical: deny },
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
