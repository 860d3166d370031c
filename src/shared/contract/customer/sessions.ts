import { z } from 'zod';
import { clientKindSchema, deviceIdSchema, sessionIdSchema } from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';

/** A session as its customer sees it. */
export const ownSessionSchema = z.object({
  id: sessionIdSchema,
  deviceId: deviceIdSchema
    .nullable()
    .describe('Of the session that asks; null for the others, since whoever stole one session could pose as the devices it names'),
  deviceName: z.string().nullable(),
  client: clientKindSchema,
  address: z.string().nullable().describe('Where it was opened from'),
  createdAt: timeSchema,
  lastActiveAt: timeSchema,
  loginComplete: z.boolean().describe('False while its log-in waits for a step-up'),
  current: z.boolean().describe('The session that asks'),
});

const tags = ['Account'];

/** Where the customer is logged in. */
export const ownSessions = {
  list: base
    .route({ method: 'GET', path: '/sessions', tags, summary: 'Where the account is logged in' })
    .output(z.object({ items: z.array(ownSessionSchema) })),
  end: base
    .route({ method: 'POST', path: '/sessions/{id}/end', tags, summary: 'End a session of this account, as of a device that is lost' })
    .input(z.strictObject({ id: sessionIdSchema }))
    .output(z.object({ id: sessionIdSchema, endedAt: timeSchema })),
};
