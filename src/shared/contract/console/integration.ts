import { z } from 'zod';
import { platformKeyIdSchema, scopeSchema, webhookDeliveryIdSchema, webhookEndpointIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';
import { apiNameSchema, apiReferenceSchema } from './reference.ts';

const platformKeySchema = z.object({
  id: platformKeyIdSchema,
  name: z.string(),
  hint: z.string(),
  scopes: z.array(scopeSchema),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
});

const webhookEndpointSchema = z.object({
  id: webhookEndpointIdSchema,
  url: z.string(),
  topics: z.array(z.string()),
  status: z.string(),
  createdAt: timeSchema,
  formerUntil: timeSchema.nullable().describe('Until when the secret before the last rotation signs too'),
});

const webhookDeliverySchema = z.object({
  id: webhookDeliveryIdSchema,
  endpointId: webhookEndpointIdSchema,
  eventId: z.string(),
  topic: z.string(),
  status: z.string(),
  attempts: z.int(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: timeSchema,
  nextAttemptAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});

/** Keys of the platform’s servers, webhooks, and what the HTTP APIs are. */
export const integration = {
  keys: {
    list: base.output(z.object({ items: z.array(platformKeySchema) })),
    create: base
      .input(z.strictObject({ name: lineSchema(80).min(1), scopes: z.array(scopeSchema).min(1) }))
      .output(z.object({ key: platformKeySchema, token: z.string() })),
    revoke: base.input(z.strictObject({ id: platformKeyIdSchema, reason: lineSchema(200).min(3) })).output(platformKeySchema),
  },
  webhooks: {
    list: base.output(z.object({ items: z.array(webhookEndpointSchema) })),
    create: base
      .input(z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(500), topics: z.array(z.string().max(60)).min(1) }))
      .output(z.object({ endpoint: webhookEndpointSchema, secret: z.string() })),
    rotate: base
      .input(z.strictObject({ id: webhookEndpointIdSchema }))
      .output(z.object({ endpoint: webhookEndpointSchema, secret: z.string() })),
    disable: base.input(z.strictObject({ id: webhookEndpointIdSchema })).output(webhookEndpointSchema),
    deliveries: base.input(z.object({ endpointId: webhookEndpointIdSchema.optional(), ...pageInput })).output(page(webhookDeliverySchema)),
    replay: base.input(z.strictObject({ id: webhookDeliveryIdSchema })).output(webhookDeliverySchema),
  },
  reference: base.input(z.strictObject({ api: apiNameSchema })).output(apiReferenceSchema),
};
