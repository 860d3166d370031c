import { z } from 'zod';
import { callerStatusSchema, resetStatusSchema } from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';
import { spokenNumberSchema } from '../recovery.ts';

const link = z.string().min(1).max(400).describe('The whole link, or what followed its #');

/** What a link from a notice is about. */
export const linkSchema = z.object({
  purpose: z.enum(['cancel_device_reset', 'verify_caller']),
  text: z.string().describe('In words for the customer: what one tap on the page will do'),
  status: z.union([resetStatusSchema, callerStatusSchema]),
  open: z.boolean().describe('Whether it can still be answered'),
  expiresAt: timeSchema.nullable(),
});
export type Link = z.infer<typeof linkSchema>;

/**
 * Links in notices lead to a page of the platform's that anybody can open, so its server hands them in. Opening changes nothing: mail
 * scanners open links too.
 */
export const links = {
  read: base
    .route({ method: 'POST', path: '/links/read', tags: ['Links'], summary: 'Read what a link from a notice is about; changes nothing' })
    .input(z.strictObject({ link }))
    .output(linkSchema),
  answer: base
    .route({
      method: 'POST',
      path: '/links/answer',
      tags: ['Links'],
      summary: 'Answer a link after the customer tapped: cancel a device reset, or confirm or deny being in contact with support',
      description: 'Works once. To confirm, the customer enters the number that the agent says.',
    })
    .input(z.strictObject({ link, answer: z.enum(['cancel', 'confirm', 'deny']), number: spokenNumberSchema.optional() }))
    .output(linkSchema),
};
