import { z } from 'zod';
import { contactChangeIdSchema, operationIdSchema } from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';

export const contactItemSchema = z.enum(['email', 'phone']);

/** A new address or number that waits for the code which was sent to it. */
export const changeSchema = z.object({
  id: contactChangeIdSchema,
  item: contactItemSchema,
  sentTo: z.string().describe('Where the code went, masked'),
  expiresAt: timeSchema,
});

export const securityItemsSchema = z.object({
  email: z.string().nullable().describe('Masked; null when none is bound'),
  phone: z.string().nullable().describe('Masked; null when none is bound'),
  authenticator: z.boolean(),
  pending: z.array(changeSchema),
});

const code = z.string().regex(/^[0-9]{6}$/, 'must be 6 digits');
const change = z.discriminatedUnion('item', [
  z.strictObject({ operationId: operationIdSchema, item: z.literal('email'), destination: z.email().max(254) }),
  z.strictObject({ operationId: operationIdSchema, item: z.literal('phone'), destination: z.e164() }),
]);
const tags = ['Security items'];

export const securityItemsContract = {
  list: base
    .route({ method: 'GET', path: '/security-items', tags, summary: 'The bound e-mail address, phone number and authenticator app' })
    .output(securityItemsSchema),
  begin: base
    .route({
      method: 'POST',
      path: '/security-items/changes',
      successStatus: 201,
      tags,
      summary: 'Begin to bind or change an e-mail address or phone number, after an authorized security_setting_change operation',
      description:
        'Sends a code to the new destination. Nothing changes before it comes back; then the former ones are told and withdrawals wait.',
    })
    .input(change)
    .output(changeSchema),
  resend: base
    .route({ method: 'POST', path: '/security-items/changes/{id}/resend', tags, summary: 'Send the code again, after a growing pause' })
    .input(z.strictObject({ id: contactChangeIdSchema }))
    .output(changeSchema),
  confirm: base
    .route({ method: 'POST', path: '/security-items/changes/{id}/confirm', tags, summary: 'Prove the new destination by its code' })
    .input(z.strictObject({ id: contactChangeIdSchema, code }))
    .output(securityItemsSchema),
  remove: base
    .route({
      method: 'POST',
      path: '/security-items/remove',
      tags,
      summary: 'Remove an item after an authorized security_setting_change operation; starts a withdrawal hold',
      description: 'Of e-mail address and phone number one stays.',
    })
    .input(z.strictObject({ operationId: operationIdSchema, item: z.enum(['email', 'phone', 'authenticator']) }))
    .output(securityItemsSchema),
};
