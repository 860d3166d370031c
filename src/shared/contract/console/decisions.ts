import { z } from 'zod';
import {
  accountIdSchema,
  caseIdSchema,
  clientKindSchema,
  decisionIdSchema,
  factorKindSchema,
  operationIdSchema,
  operationKindSchema,
  operationStatusSchema,
  outcomeSchema,
  riskBandSchema,
  stepStatusSchema,
} from '../../vocabulary/index.ts';
import { base, page, pageInput, timeSchema } from '../common.ts';
import { decisionSchema, operationSchema, ruleHitSchema } from '../operation.ts';

export const decisionRowSchema = z.object({
  id: decisionIdSchema,
  operationId: operationIdSchema,
  accountId: accountIdSchema,
  kind: operationKindSchema,
  client: clientKindSchema,
  country: z.string().nullable(),
  amount: z.string().nullable(),
  asset: z.string().nullable(),
  outcome: outcomeSchema,
  status: operationStatusSchema,
  score: z.int(),
  band: riskBandSchema,
  steps: z.array(factorKindSchema),
  topReason: z.string().nullable(),
  createdAt: timeSchema,
});
export type DecisionRow = z.infer<typeof decisionRowSchema>;

export const signalValueSchema = z.object({
  name: z.string(),
  meaning: z.string(),
  unit: z.string().nullable(),
  source: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});

/** What one feature of a log-in says of whose it is (RT-11). */
export const loginEvidenceSchema = z.object({
  family: z.enum(['place', 'software', 'time']),
  feature: z.enum(['country', 'asn', 'network', 'address', 'client', 'os', 'browser', 'user_agent', 'hours', 'reputation']),
  value: z.string(),
  own: z.number().describe('The customer’s own log-ins with this value, fading with time'),
  ownOf: z.number().describe('The customer’s log-ins with the coarser values above it'),
  share: z.number().describe('How usual the value is among everybody with the coarser values above it, 0 to 1'),
  weight: z.number().describe('Above 0 it speaks against the customer, below 0 for; 1 is ten times'),
});
export type LoginEvidence = z.infer<typeof loginEvidenceSchema>;

export const decisionDetailSchema = z.object({
  decision: decisionSchema,
  operation: operationSchema,
  facts: z.object({
    client: clientKindSchema,
    deviceId: z.string().nullable(),
    deviceName: z.string().nullable(),
    address: z.string().nullable(),
    country: z.string().nullable(),
    userAgent: z.string().nullable(),
    amount: z.string().nullable(),
    asset: z.string().nullable(),
    destination: z.string().nullable(),
    source: z.string(),
  }),
  signals: z.array(signalValueSchema),
  login: z.array(loginEvidenceSchema).nullable().describe('What the log-in model said, where a rule asked it'),
  hits: z.array(ruleHitSchema),
  ruleErrors: z.array(z.object({ ruleId: z.string(), message: z.string() })),
  policyRow: z.object({ kind: z.string(), band: z.string(), enrolled: z.array(factorKindSchema), answer: z.string(), because: z.string() }),
  durationUs: z.int(),
  reviewCaseId: caseIdSchema.nullable().describe('The case on which staff decide or decided the operation, if it went to them'),
});
export type DecisionDetail = z.infer<typeof decisionDetailSchema>;

/** Decisions with what explains them. */
export const decisions = {
  list: base
    .input(
      z.object({
        outcome: z.array(outcomeSchema).optional(),
        kind: z.array(operationKindSchema).optional(),
        band: z.array(riskBandSchema).optional(),
        status: z.array(operationStatusSchema).optional(),
        accountId: accountIdSchema.optional(),
        ruleId: z.string().max(80).optional(),
        factor: z.array(factorKindSchema).optional().describe('Only those that asked for one of these steps'),
        stepStatus: z.array(stepStatusSchema).optional().describe('Only those with a step (of `factor`, if given) that stands so'),
        from: timeSchema.optional().describe('From this moment on'),
        to: timeSchema.optional().describe('Up to and without this moment'),
        ...pageInput,
      }),
    )
    .output(page(decisionRowSchema)),
  get: base.input(z.object({ id: decisionIdSchema })).output(decisionDetailSchema),
};
