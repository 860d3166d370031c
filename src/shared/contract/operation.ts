import { z } from 'zod';
import {
  accountIdSchema,
  clientKindSchema,
  credentialResultSchema,
  decisionIdSchema,
  deviceIdSchema,
  factorKindSchema,
  holdCauseSchema,
  operationIdSchema,
  operationKindSchema,
  operationStatusSchema,
  outcomeSchema,
  riskBandSchema,
  sessionIdSchema,
  stepStatusSchema,
  verificationRequestIdSchema,
  verificationRequestStatusSchema,
} from '../vocabulary/index.ts';
import { assetSchema, decimalSchema, ipSchema, lineSchema, timeSchema } from './common.ts';

export const deviceInputSchema = z.strictObject({
  id: deviceIdSchema,
  name: lineSchema(80).optional(),
  os: lineSchema(60).optional(),
  appVersion: lineSchema(30).optional(),
});

/** Letters of other scripts that are drawn as Latin ones are (UTS #39, confusables.txt): Cyrillic, then Greek. */
const drawnAsLatin =
  /^[\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420-\u0423\u0425\u0430\u0435\u043E\u0440\u0441\u0443\u0445\u0405\u0406\u0408\u0455\u0456\u0458\u04AE\u04BB\u04C0\u04CF\u0501\u051B\u051D\u0391\u0392\u0395-\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7\u03B1\u03B9\u03BD\u03BF\u03C1]+$/u;

/**
 * Whether a text can be told from every other by looking at it: no characters or gaps that nobody sees, none that stand for others (NFKC), no Latin
 * letters beside letters of another script, of which some look the same, and not those alone (UTS #39, whole-script confusables): an account
 * number has two letters and twenty digits.
 */
const readsAsItIs = (text: string): boolean =>
  text === text.normalize('NFKC') &&
  !/^\s|\s\s|\s$|\p{Default_Ignorable_Code_Point}/u.test(text) &&
  !(/\p{Script=Latin}/u.test(text) && /(?!\p{Script=Latin})\p{L}/u.test(text)) &&
  !drawnAsLatin.test(text.replace(/\P{L}/gu, ''));

/** A part of where money goes: customers compare it with their eyes, and lists and windows letter by letter. */
const placeSchema = (max: number) =>
  lineSchema(max).refine(readsAsItIs, 'must have no invisible or doubtful characters, and letters of one script alone');

export const destinationSchema = z.strictObject({
  address: placeSchema(200).min(1),
  network: placeSchema(40).min(1).optional(),
  tag: placeSchema(100).optional(),
});

/** Names of the canonical text's own lines: a detail of the same name would pose as one of them (TD-11). */
const ownLines: readonly string[] = ['operation', 'amount', 'asset', 'to', 'network', 'tag', 'at', 'account', 'id'];

const detailNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .refine((name) => !ownLines.includes(name), 'is a line of the text already');

/** Further lines of an operation, by name. */
export const detailsSchema = z.record(detailNameSchema, lineSchema(200));

/** What the platform knows when a customer starts an operation. */
export const operationInputSchema = z
  .strictObject({
    accountId: accountIdSchema,
    kind: operationKindSchema,
    client: clientKindSchema,
    device: deviceInputSchema.optional(),
    sessionId: sessionIdSchema.optional(),
    address: ipSchema.optional(),
    userAgent: lineSchema(400).optional(),
    amount: decimalSchema.optional().describe('In units of the asset'),
    asset: assetSchema.optional(),
    referenceValue: decimalSchema.optional().describe('The amount in the reference currency, for limits, windows and rules'),
    destination: destinationSchema.optional().describe('Where the money goes, as the customer sees it'),
    credentialResult: credentialResultSchema.optional().describe('For a log-in: what the platform’s own check of the password said'),
    details: detailsSchema.optional().describe('Up to 20 further lines shown to the customer'),
  })
  .superRefine((input, context) => {
    const need = (path: string, present: boolean) => {
      if (!present) context.addIssue({ code: 'custom', path: path.split('.'), message: `required for a ${input.kind}` });
    };
    if (input.kind === 'withdrawal') {
      need('amount', input.amount !== undefined);
      need('asset', input.asset !== undefined);
      need('destination', input.destination !== undefined);
    }
    if (input.kind === 'c2c_trade') {
      need('amount', input.amount !== undefined);
      need('asset', input.asset !== undefined);
    }
    if (input.kind === 'login') need('credentialResult', input.credentialResult !== undefined);
    if (Object.keys(input.details ?? {}).length > 20) context.addIssue({ code: 'custom', path: ['details'], message: 'at most 20 lines' });
  });
export type OperationInput = z.output<typeof operationInputSchema>;

export const stepSchema = z.object({
  position: z.int(),
  factor: factorKindSchema,
  status: stepStatusSchema,
  attempts: z.int(),
});
export type Step = z.infer<typeof stepSchema>;

export const verificationRequestSchema = z.object({
  id: verificationRequestIdSchema,
  operationId: operationIdSchema,
  status: verificationRequestStatusSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  answerReason: z.string().nullable(),
});

/** What the initiator shows while the trusted device is asked: the number to match, and the link its QR code carries (TD-10, TD-12). */
export const initiatorPromptSchema = z.object({
  requestId: verificationRequestIdSchema,
  number: z.string().nullable().describe('Shown to the customer, who types it on the trusted device; null when not asked for'),
  link: z.string().describe('Single use, bound to this request; also the content of the QR code'),
  expiresAt: timeSchema,
});

export const operationSchema = z.object({
  id: operationIdSchema,
  accountId: accountIdSchema,
  kind: operationKindSchema,
  status: operationStatusSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  finishReason: z.string().nullable(),
  canonicalText: z.string().describe('The operation exactly as the engine stored it and as the trusted device shows it'),
  canonicalHash: z.string().describe('SHA-256 of canonicalText, lower-case hex'),
  steps: z.array(stepSchema),
  holdEndsAt: timeSchema.nullable(),
});
export type Operation = z.infer<typeof operationSchema>;

export const ruleHitSchema = z.object({
  ruleId: z.string(),
  name: z.string(),
  reason: z.string(),
  score: z.number(),
  outcome: outcomeSchema.nullable(),
});
export type RuleHit = z.infer<typeof ruleHitSchema>;

export const decisionSchema = z.object({
  id: decisionIdSchema,
  operationId: operationIdSchema,
  outcome: outcomeSchema,
  score: z.int(),
  band: riskBandSchema,
  reasons: z.array(z.string()).describe('In words, strongest first'),
  steps: z.array(factorKindSchema).describe('The step-up methods in order; none other is accepted'),
  rulesVersion: z.int(),
  matrixVersion: z.int(),
  createdAt: timeSchema,
});
export type Decision = z.infer<typeof decisionSchema>;

export const holdSchema = z.object({
  id: z.string(),
  cause: holdCauseSchema,
  startsAt: timeSchema,
  endsAt: timeSchema.nullable().describe('Null: until a case closes'),
});
export type Hold = z.infer<typeof holdSchema>;

/** The answer to a submitted operation. */
export const submittedSchema = z.object({
  operation: operationSchema,
  decision: decisionSchema,
  prompt: initiatorPromptSchema.nullable(),
});
export type Submitted = z.infer<typeof submittedSchema>;

export const sessionSchema = z.object({
  id: sessionIdSchema,
  accountId: accountIdSchema,
  deviceId: deviceIdSchema,
  client: clientKindSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
