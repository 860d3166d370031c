import { z } from 'zod';
import { accountIdSchema } from '../../vocabulary/index.ts';
import { base } from '../common.ts';
import { documentImageSchema, documentInput, documentSchema } from '../identity.ts';

/** IN-01: identity documents that the platform has of its customers. */
export const documents = {
  add: base
    .route({
      method: 'POST',
      path: '/accounts/{id}/documents',
      successStatus: 201,
      tags: ['Accounts'],
      summary: 'Hand in an identity document of a customer',
      description:
        'With `verified`, the platform looked at it itself: it is bound at once and the account is verified. Without, it waits for staff like one that the customer handed in, and its front must show the holder’s photo. A document that another account uses is refused with the reason `document_in_use`, and both accounts get a case (ND-11).',
    })
    .input(
      z.strictObject({
        id: accountIdSchema,
        ...documentInput,
        verified: z.boolean(),
        level: z.int().min(1).max(3).default(2),
        images: z.array(documentImageSchema).max(2).default([]),
      }),
    )
    .output(documentSchema),
  list: base
    .route({ method: 'GET', path: '/accounts/{id}/documents', tags: ['Accounts'], summary: 'The identity documents of an account, masked' })
    .input(z.object({ id: accountIdSchema }))
    .output(z.object({ items: z.array(documentSchema) })),
};
