import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import {
  factorIdSchema,
  factorKindSchema,
  operationIdSchema,
  rejectReasonSchema,
  verificationRequestIdSchema,
} from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';
import { faceChallengeSchema, framesSchema, refusalsSchema } from '../identity.ts';
import { holdSchema, initiatorPromptSchema, operationSchema, verificationRequestSchema } from '../operation.ts';
import { heldSchema } from '../recovery.ts';
import { face, identity } from './identity.ts';
import { guidanceSchema, newDeviceContract } from './new-device.ts';
import { authenticationResponseSchema, mandatoryPasskey, mandatoryPasskeySchema, passkeys, requestOptionsSchema } from './passkeys.ts';
import { callerVerifications, deviceResets } from './recovery.ts';
import { securityItemsContract } from './security-items.ts';
import { ownSessions } from './sessions.ts';

/** A P-256 public key as a JWK (RFC 7517), the shape WebCrypto exports. */
export const publicKeyJwkSchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  ext: z.boolean().optional(),
  key_ops: z.array(z.string()).optional(),
  alg: z.literal('ES256').optional(),
});

/** An ES256 signature as WebCrypto makes it: r and s, 32 bytes each, base64url without padding. */
export const signatureSchema = z.string().regex(/^[A-Za-z0-9_-]{86}$/, 'must be an ES256 signature of 64 bytes in base64url');

export const factorSchema = z.object({
  id: factorIdSchema,
  kind: factorKindSchema,
  name: z.string().nullable(),
  status: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});

export const meSchema = z.object({
  accountId: z.string(),
  kind: z.string(),
  identityStatus: z.string(),
  faceEnrolled: z.boolean(),
  factors: z.array(factorSchema),
  holds: z.array(holdSchema),
  thisDeviceIsTrusted: z.boolean(),
  held: heldSchema.nullable().optional().describe('Until when withdrawals wait, and why; for a countdown against `now` (WH-02)'),
  mandatoryPasskey: mandatoryPasskeySchema.optional(),
  now: timeSchema,
});

/** What the trusted device shows and signs (TD-11). */
export const deviceRequestSchema = verificationRequestSchema.extend({
  method: z
    .enum(['trusted_device', 'device_session'])
    .describe('Who answers: the trusted device by its signature, or, for a log-in from a new device, an app device that is logged in'),
  canonicalText: z.string(),
  canonicalHash: z.string(),
  numberRequired: z.boolean(),
});

/**
 * IN-02: what the customer's app and web pages call with `Authorization: Bearer <session token>`.
 */
export const customerContract = base.prefix('/customer/v1').router({
  me: base
    .route({ method: 'GET', path: '/me', tags: ['Account'], summary: 'Who is signed in, with which factors and holds' })
    .output(meSchema),
  events: base
    .route({
      method: 'GET',
      path: '/events',
      tags: ['Account'],
      summary: 'Server-sent events: something of this account changed',
      description: 'Each event names what to read again; it carries no data that a stolen stream would reveal.',
    })
    .output(eventIterator(z.object({ topic: z.string(), id: z.string(), at: timeSchema }))),
  operations: {
    get: base
      .route({ method: 'GET', path: '/operations/{id}', tags: ['Operations'], summary: 'Read one of the account’s operations' })
      .input(z.object({ id: operationIdSchema }))
      .output(z.object({ operation: operationSchema, prompt: initiatorPromptSchema.nullable() })),
    beginStep: base
      .route({
        method: 'POST',
        path: '/operations/{id}/steps/{position}/begin',
        tags: ['Operations'],
        summary: 'Begin the current step: sends a code, or asks the trusted device',
        description: 'Repeating it re-sends a code after a growing pause, or starts a new request when the last one timed out (TD-16).',
      })
      .input(z.strictObject({ id: operationIdSchema, position: z.coerce.number().int().min(0).max(9) }))
      .output(
        z.object({
          operation: operationSchema,
          prompt: initiatorPromptSchema.nullable(),
          sentTo: z.string().nullable().describe('Where a code went, masked'),
          passkey: requestOptionsSchema.optional().describe('For a passkey’s step: what `navigator.credentials.get` takes'),
          face: faceChallengeSchema.optional().describe('For a face’s step: what to do before the camera'),
        }),
      ),
    completeStep: base
      .route({
        method: 'POST',
        path: '/operations/{id}/steps/{position}/complete',
        tags: ['Operations'],
        summary: 'Complete the current step with a code, a passkey or the frames of a face',
        description: 'Only the step whose turn it is, and only by its method, is accepted.',
      })
      .input(
        z
          .strictObject({
            id: operationIdSchema,
            position: z.coerce.number().int().min(0).max(9),
            code: z
              .string()
              .regex(/^[0-9]{6}$/, 'must be 6 digits')
              .optional(),
            passkey: authenticationResponseSchema.optional().describe('What `navigator.credentials.get` answered, as JSON'),
            face: z.strictObject({ frames: framesSchema }).optional().describe('What the camera took while the challenge was carried out'),
          })
          .refine(
            ({ code, passkey, face: frames }) => [code, passkey, frames].filter((proof) => proof !== undefined).length === 1,
            'give one of a code, a passkey and a face',
          ),
      )
      .output(
        z.object({
          operation: operationSchema,
          passed: z.boolean(),
          attemptsLeft: z.int(),
          refusals: refusalsSchema.optional(),
          advice: guidanceSchema.optional().describe('What to do instead, when the step failed for where it came from (ND-05)'),
        }),
      ),
  },
  sessions: ownSessions,
  newDevice: newDeviceContract,
  securityItems: securityItemsContract,
  verificationRequests: {
    list: base
      .route({
        method: 'GET',
        path: '/verification-requests',
        tags: ['Trusted device'],
        summary: 'Requests that wait for this trusted device',
      })
      .output(z.object({ items: z.array(deviceRequestSchema) })),
    get: base
      .route({ method: 'GET', path: '/verification-requests/{id}', tags: ['Trusted device'], summary: 'Read one request' })
      .input(z.object({ id: verificationRequestIdSchema }))
      .output(deviceRequestSchema),
    open: base
      .route({
        method: 'POST',
        path: '/verification-requests/open',
        tags: ['Trusted device'],
        summary: 'Open a request by the link from its QR code',
        description: 'Works once, on the trusted device only, and grants nothing (TD-10).',
      })
      .input(z.strictObject({ link: z.string().min(1).max(300) }))
      .output(deviceRequestSchema),
    answer: base
      .route({
        method: 'POST',
        path: '/verification-requests/{id}/answer',
        tags: ['Trusted device'],
        summary: 'Approve or reject, signed by the device key',
        description:
          'The signature covers the UTF-8 bytes of: `portcullis-answer-v1`, the request id, the answer (`approve` or `reject`), the reason (or empty), the number (or empty) and canonicalHash, joined by line feeds.',
      })
      .input(
        z.strictObject({
          id: verificationRequestIdSchema,
          answer: z.enum(['approve', 'reject']),
          reason: rejectReasonSchema.optional(),
          number: z
            .string()
            .regex(/^[0-9]{2}$/)
            .optional(),
          signature: signatureSchema.optional().describe('Required where method is trusted_device'),
        }),
      )
      .output(deviceRequestSchema),
  },
  trustedDevice: {
    challenge: base
      .route({
        method: 'POST',
        path: '/trusted-device/challenge',
        tags: ['Trusted device'],
        summary: 'Begin to add this phone as the trusted device',
        description:
          'Refused with every missing prerequisite in order (TD-02). The operation is the platform’s authorized trusted_device_add.',
      })
      .input(z.strictObject({ operationId: operationIdSchema }))
      .output(z.object({ challenge: z.string(), expiresAt: timeSchema })),
    register: base
      .route({
        method: 'POST',
        path: '/trusted-device',
        successStatus: 201,
        tags: ['Trusted device'],
        summary: 'Register the device key and prove possession',
        description:
          'The signature covers the UTF-8 bytes of: `portcullis-register-v1`, the challenge and the key’s RFC 7638 thumbprint, joined by line feeds.',
      })
      .input(
        z.strictObject({
          operationId: operationIdSchema,
          challenge: z.string().max(100),
          publicKey: publicKeyJwkSchema,
          signature: signatureSchema,
          name: z.string().min(1).max(60),
        }),
      )
      .output(factorSchema),
    challengeRestoration: base
      .route({
        method: 'POST',
        path: '/trusted-device/restore/challenge',
        tags: ['Trusted device'],
        summary: 'Begin to bring a suspended trusted device back (TD-21)',
        description: 'On the device itself, with every prerequisite whole again, after an authorized trusted_device_add operation.',
      })
      .input(z.strictObject({ operationId: operationIdSchema }))
      .output(z.object({ challenge: z.string(), expiresAt: timeSchema })),
    restore: base
      .route({
        method: 'POST',
        path: '/trusted-device/restore',
        tags: ['Trusted device'],
        summary: 'Prove that the suspended device still holds its key; it approves again from then on',
        description: 'The signature covers the UTF-8 bytes of `portcullis-restore-v1` and the challenge, joined by a line feed.',
      })
      .input(z.strictObject({ operationId: operationIdSchema, challenge: z.string().max(100), signature: signatureSchema }))
      .output(factorSchema),
    remove: base
      .route({
        method: 'POST',
        path: '/trusted-device/remove',
        tags: ['Trusted device'],
        summary: 'Remove the trusted device after an authorized trusted_device_remove operation; starts a withdrawal hold',
      })
      .input(z.strictObject({ operationId: operationIdSchema }))
      .output(z.object({ removed: factorSchema, hold: holdSchema })),
  },
  passkeys,
  mandatoryPasskey,
  deviceResets,
  callerVerifications,
  identity,
  face,
  authenticator: {
    begin: base
      .route({
        method: 'POST',
        path: '/authenticator/begin',
        tags: ['Authenticator'],
        summary: 'Begin to enrol an authenticator app, after an authorized security_setting_change operation',
      })
      .input(z.strictObject({ operationId: operationIdSchema }))
      .output(z.object({ factorId: factorIdSchema, secret: z.string(), uri: z.string() })),
    finish: base
      .route({
        method: 'POST',
        path: '/authenticator/finish',
        tags: ['Authenticator'],
        summary: 'Prove the authenticator app with one code',
      })
      .input(z.strictObject({ factorId: factorIdSchema, code: z.string().regex(/^[0-9]{6}$/, 'must be 6 digits') }))
      .output(factorSchema),
  },
});
export type CustomerContract = typeof customerContract;
