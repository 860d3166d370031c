import { z } from 'zod';
import { caseIdSchema, operationIdSchema } from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';
import { initiatorPromptSchema, operationSchema } from '../operation.ts';

export const guidanceSchema = z.object({
  code: z.enum(['update_app', 'check_permissions', 'restart_and_clear_cache', 'change_network', 'contact_support', 'do_everything_in_app']),
  text: z.string(),
});

/** A log-in from a new device, as its initiator shows it. */
export const newDeviceLoginSchema = z.object({
  operation: operationSchema,
  method: z
    .enum(['device', 'face', 'items', 'person'])
    .describe(
      'What the engine assigned: another device, the face, the security items, or a person of the platform’s. It cannot be changed',
    ),
  attemptId: operationIdSchema.describe('The first log-in of this attempt; a reload or a retry keeps the method of it'),
  beganAt: timeSchema,
  failures: z.int().describe('Wrong answers, and log-ins of this device that ended without success, lately'),
  prompt: initiatorPromptSchema.nullable(),
  guidance: z.array(guidanceSchema).describe('What to try, the newest advice last'),
  downloads: z.array(z.object({ os: z.enum(['ios', 'android']), url: z.string(), minimumVersion: z.string().nullable() })),
  support: z.object({ mayOpen: z.boolean(), caseId: caseIdSchema.nullable().describe('The case that is open already') }),
});

export const newDeviceContract = {
  get: base
    .route({
      method: 'GET',
      path: '/operations/{id}/new-device',
      tags: ['New-device log-in'],
      summary: 'How a log-in from a new device stands',
      description:
        'Also what “I have completed verification” calls. It reads the state and grants nothing; the event stream tells when to read.',
    })
    .input(z.object({ id: operationIdSchema }))
    .output(newDeviceLoginSchema),
  openCase: base
    .route({
      method: 'POST',
      path: '/operations/{id}/support-case',
      successStatus: 201,
      tags: ['New-device log-in'],
      summary: 'Ask support for help with a log-in that fails',
      description: 'Refused while nothing has failed. One case is open at a time; asking again names it.',
    })
    .input(z.strictObject({ id: operationIdSchema }))
    .output(z.object({ caseId: caseIdSchema })),
};
