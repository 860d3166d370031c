import { z } from 'zod';
import { callerVerificationIdSchema, deviceResetIdSchema } from '../../vocabulary/index.ts';
import { base } from '../common.ts';
import { callerVerificationSchema, deviceResetSchema, resetWishSchema, spokenNumberSchema } from '../recovery.ts';

/** RC-01, RC-05: the customer's side of a device reset. */
export const deviceResets = {
  request: base
    .route({
      method: 'POST',
      path: '/device-resets',
      successStatus: 201,
      tags: ['Recovery'],
      summary: 'Ask support to reset factors that cannot be used any more',
      description:
        'Changes nothing by itself. A session whose log-in is not complete may call it too: then the case carries that log-in. Main accounts only.',
    })
    .input(resetWishSchema)
    .output(deviceResetSchema),
  current: base
    .route({
      method: 'GET',
      path: '/device-resets/current',
      tags: ['Recovery'],
      summary: 'The device reset that is open, with its countdown',
    })
    .output(z.object({ reset: deviceResetSchema.nullable() })),
  cancel: base
    .route({
      method: 'POST',
      path: '/device-resets/{id}/cancel',
      tags: ['Recovery'],
      summary: 'Stop a device reset with one tap, before it takes effect',
      description: 'Any live session of the main account can. What the session did not ask for itself is reported to staff.',
    })
    .input(z.strictObject({ id: deviceResetIdSchema }))
    .output(deviceResetSchema),
};

/** RC-03: how somebody who contacts support proves to be the customer. Nobody ever tells a code to an agent. */
export const callerVerifications = {
  list: base
    .route({
      method: 'GET',
      path: '/caller-verifications',
      tags: ['Recovery'],
      summary: 'Requests of support to prove that you are in contact',
    })
    .output(z.object({ items: z.array(callerVerificationSchema) })),
  answer: base
    .route({
      method: 'POST',
      path: '/caller-verifications/{id}/answer',
      tags: ['Recovery'],
      summary: 'Confirm that you are speaking with support, or say that it is not you',
      description:
        'To confirm, enter the number that the agent says. With `trusted_device`, sign on it the UTF-8 bytes of: `portcullis-caller-v1`, the id, `confirm`, the number and canonicalHash, joined by line feeds. With `authenticator`, give a code of the app. With `email` and `phone`, the link that was sent confirms instead. Any session can deny.',
    })
    .input(
      z.strictObject({
        id: callerVerificationIdSchema,
        answer: z.enum(['confirm', 'deny']),
        number: spokenNumberSchema.optional(),
        code: z
          .string()
          .regex(/^[0-9]{6}$/, 'must be 6 digits')
          .optional(),
        signature: z
          .string()
          .regex(/^[A-Za-z0-9_-]{86}$/, 'must be an ES256 signature of 64 bytes in base64url')
          .optional(),
      }),
    )
    .output(callerVerificationSchema),
};
