import { z } from 'zod';
import {
  clientKindSchema,
  factorKindSchema,
  listSubjectSchema,
  type OperationKind,
  operationKindSchema,
  outcomes,
  riskBandSchema,
} from '../vocabulary/index.ts';

/** What is governed (RT-03, RT-04), as it is stored, edited and kept in files. */

const demands = outcomes.filter((outcome) => outcome !== 'allow');

/** Named facts, and whether the rule must hit on them. Facts left out are not known. */
const ruleTestSchema = z.strictObject({
  name: z.string().min(1).max(120),
  facts: z.record(z.string().max(120), z.union([z.string().max(1_000), z.number(), z.boolean()])),
  hit: z.boolean(),
});

export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  name: z.string().min(1).max(120),
  when: z.string().min(1).max(4000),
  score: z.int().min(-100).max(100).optional(),
  outcome: z.enum(demands).optional(),
  reason: z.string().min(1).max(300),
  tags: z.array(z.string().max(40)).default([]),
  tests: z.array(ruleTestSchema).max(50).optional(),
  enabled: z.boolean().default(true),
});

/** A rule set (RT-01). */
export const ruleSetSchema = z.strictObject({ rules: z.array(ruleSchema).max(1_000) });
export type RuleSet = z.output<typeof ruleSetSchema>;

const entrySchema = z.strictObject({
  value: z.string().min(1).max(200),
  expiresAt: z.int().nonnegative().nullable().default(null).describe('Epoch ms from which the entry counts for nothing; null: never'),
  note: z.string().max(200).default(''),
});

/** Refuses a second element with the key of an earlier one. */
const unique =
  <T>(keyOf: (element: T) => string, field: string) =>
  (elements: readonly T[], context: z.RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [index, element] of elements.entries()) {
      const key = keyOf(element);
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [index, field], message: `${key} stands here twice` });
      seen.add(key);
    }
  };

export const listSchema = z.strictObject({
  id: z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'use small letters, digits and single underscores'),
  name: z.string().min(1).max(120),
  holds: listSubjectSchema.describe('What entries are compared with unless a rule says otherwise'),
  entries: z
    .array(entrySchema)
    .max(100_000)
    .superRefine(unique(({ value }) => value, 'value')),
});

/** Lists that rules look values up in (RT-02). */
export const listsSchema = z.strictObject({
  lists: z
    .array(listSchema)
    .max(500)
    .superRefine(unique(({ id }) => id, 'id')),
});
export type RiskLists = z.output<typeof listsSchema>;

/** Where risk bands begin, and how much must be known before risk is (PO-03, PO-05). */
export const thresholdsSchema = z
  .strictObject({
    medium: z.int().min(1).max(10_000),
    high: z.int().min(1).max(10_000),
    critical: z.int().min(1).max(10_000),
    minSignals: z.int().min(1).max(50),
  })
  .superRefine(({ medium, high, critical }, context) => {
    if (medium >= high) context.addIssue({ code: 'custom', path: ['high'], message: `must be above medium, which is ${medium}` });
    if (high >= critical) context.addIssue({ code: 'custom', path: ['critical'], message: `must be above high, which is ${high}` });
  });
export type Thresholds = z.output<typeof thresholdsSchema>;

/**
 * One step of an answer: its methods from strongest to weakest; the engine takes the first that the customer has. What only log-ins from new
 * devices use is none of policy's.
 */
const policyFactorSchema = factorKindSchema.exclude(['device_session']);
export type PolicyFactor = z.output<typeof policyFactorSchema>;
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

/** The shape of each governed kind. */
export const policySchemas = { rules: ruleSetSchema, lists: listsSchema, matrix: matrixSchema, thresholds: thresholdsSchema } as const;
