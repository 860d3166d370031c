import { z } from 'zod';
import {
  accountIdSchema,
  accountKindSchema,
  clientKindSchema,
  deviceIdSchema,
  factorKindSchema,
  identityStatusSchema,
  labelSchema,
  operationIdSchema,
  sessionIdSchema,
} from '../../vocabulary/index.ts';
import { assetSchema, base, countrySchema, decimalSchema, ipSchema, lineSchema, timeSchema } from '../common.ts';
import {
  decisionSchema,
  destinationSchema,
  detailsSchema,
  holdSchema,
  operationInputSchema,
  operationSchema,
  sessionSchema,
  submittedSchema,
} from '../operation.ts';
import { documents } from './documents.ts';
import { links } from './links.ts';

export const accountInputSchema = z.strictObject({
  id: accountIdSchema,
  kind: accountKindSchema.default('main'),
  mainAccountId: accountIdSchema.optional(),
  name: lineSchema(120).min(1).optional(),
  email: z.email().max(254).optional(),
  phone: z.e164().optional(),
  country: countrySchema.optional(),
  openedAt: timeSchema.optional(),
});

export const accountSchema = z.object({
  id: accountIdSchema,
  kind: accountKindSchema,
  mainAccountId: accountIdSchema.nullable(),
  status: z.string(),
  identityStatus: identityStatusSchema,
  identityLevel: z.int(),
  faceEnrolled: z.boolean(),
  factors: z.array(factorKindSchema),
  holds: z.array(holdSchema),
  createdAt: timeSchema,
});

/**
 * IN-01: what the platform's servers call. Every call carries `Authorization: Bearer <server key>`;
 * every call that changes something carries `Idempotency-Key`.
 */
export const platformContract = base.prefix('/platform/v1').router({
  operations: {
    submit: base
      .route({
        method: 'POST',
        path: '/operations',
        successStatus: 201,
        tags: ['Operations'],
        summary: 'Submit an operation and get the decision',
        description:
          'Records the operation, computes its signals, evaluates the live rule set and policy matrix, and answers allow, step-up, review, hold or deny. Repeating the call with the same Idempotency-Key returns the stored answer.',
      })
      .input(operationInputSchema)
      .output(submittedSchema),
    get: base
      .route({ method: 'GET', path: '/operations/{id}', tags: ['Operations'], summary: 'Read an operation and its decision' })
      .input(z.object({ id: operationIdSchema }))
      .output(z.object({ operation: operationSchema, decision: decisionSchema })),
    wait: base
      .route({
        method: 'GET',
        path: '/operations/{id}/outcome',
        tags: ['Operations'],
        summary: 'Wait for an operation’s outcome',
        description: 'Answers as soon as the operation’s status differs from `since`, or after `timeoutMs` with the status unchanged.',
      })
      .input(
        z.object({
          id: operationIdSchema,
          since: z.string().max(40).optional().describe('The status last seen; by default waits until no step is left'),
          timeoutMs: z.coerce.number().int().min(0).max(60_000).default(30_000),
        }),
      )
      .output(z.object({ operation: operationSchema, changed: z.boolean() })),
    execute: base
      .route({
        method: 'POST',
        path: '/operations/{id}/execute',
        tags: ['Operations'],
        summary: 'Mark an authorized operation as carried out',
        description:
          'The last gate before money moves: re-checks holds, and that the amount, asset, destination and details about to be carried out are those that were decided and signed. Works once.',
      })
      .input(
        z.strictObject({
          id: operationIdSchema,
          amount: decimalSchema.optional().describe('What is about to be carried out; required when the operation has an amount'),
          asset: assetSchema.optional(),
          destination: destinationSchema.optional(),
          details: detailsSchema
            .optional()
            .describe('The further lines as they are about to be carried out; required when an API key is created or edited that has them'),
        }),
      )
      .output(z.object({ operation: operationSchema })),
    cancel: base
      .route({ method: 'POST', path: '/operations/{id}/cancel', tags: ['Operations'], summary: 'Cancel an operation that is not finished' })
      .input(z.strictObject({ id: operationIdSchema, reason: lineSchema(200).default('cancelled by the platform') }))
      .output(z.object({ operation: operationSchema })),
    label: base
      .route({ method: 'PUT', path: '/operations/{id}/label', tags: ['Operations'], summary: 'Say what an operation turned out to be' })
      .input(z.strictObject({ id: operationIdSchema, label: labelSchema, knownAt: timeSchema.optional() }))
      .output(z.object({ id: operationIdSchema, label: labelSchema })),
  },
  accounts: {
    put: base
      .route({ method: 'PUT', path: '/accounts/{id}', tags: ['Accounts'], summary: 'Create an account or update its contact data' })
      .input(accountInputSchema)
      .output(accountSchema),
    get: base
      .route({ method: 'GET', path: '/accounts/{id}', tags: ['Accounts'], summary: 'Read an account’s verification status and holds' })
      .input(z.object({ id: accountIdSchema }))
      .output(accountSchema),
    recordVerification: base
      .route({
        method: 'PUT',
        path: '/accounts/{id}/verification',
        tags: ['Accounts'],
        summary: 'Record the result of an identity verification that the platform carried out',
      })
      .input(
        z.strictObject({
          id: accountIdSchema,
          status: identityStatusSchema,
          level: z.int().min(0).max(3),
          faceEnrolled: z
            .boolean()
            .describe('A face was enrolled and matched to the document; false also erases a face that was enrolled here'),
        }),
      )
      .output(accountSchema),
    recordSecurityChange: base
      .route({
        method: 'POST',
        path: '/accounts/{id}/security-changes',
        tags: ['Accounts'],
        summary: 'Tell of a change that the platform made itself; a password or contact change starts a withdrawal hold',
        description:
          'A password reset ends the sessions of the account and its sub-accounts too, but for the trusted device’s, and cancels what was begun in them.',
      })
      .input(z.strictObject({ id: accountIdSchema, change: z.enum(['password_reset', 'contact_changed']) }))
      .output(accountSchema),
  },
  documents,
  links,
  sessions: {
    create: base
      .route({
        method: 'POST',
        path: '/accounts/{id}/sessions',
        successStatus: 201,
        tags: ['Sessions'],
        summary: 'Open a customer session after a log-in',
        description: 'Returns the token that the customer’s app or page uses on the customer API. It is shown once.',
      })
      .input(
        z.strictObject({
          id: accountIdSchema,
          client: clientKindSchema,
          deviceId: deviceIdSchema,
          deviceName: lineSchema(80).optional(),
          address: ipSchema.optional(),
          loginOperationId: operationIdSchema
            .optional()
            .describe(
              'The log-in this session comes from. Authorized, it makes the device known; still waiting for its step-up, the session can complete that and nothing else',
            ),
        }),
      )
      .output(z.object({ session: sessionSchema, token: z.string() })),
    end: base
      .route({ method: 'DELETE', path: '/sessions/{id}', tags: ['Sessions'], summary: 'End a customer session' })
      .input(z.object({ id: sessionIdSchema }))
      .output(z.object({ id: sessionIdSchema, endedAt: timeSchema })),
  },
});
export type PlatformContract = typeof platformContract;
