import { z } from 'zod';
import { staffPasskeyIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';
import { creationOptionsSchema, registrationResponseSchema } from '../customer/passkeys.ts';

const ownPasskeySchema = z.object({
  id: staffPasskeyIdSchema,
  name: z.string(),
  origin: z.string().describe('The console that it was made on, and the only one that it opens'),
  storage: z.enum(['synced', 'device_bound']).describe('Whether its authenticator copies it to the owner’s other devices'),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export type OwnPasskey = z.infer<typeof ownPasskeySchema>;

/** Password and code of whoever is signed in, so that an unlocked console alone changes nothing about how they sign in. */
const confirmation = { password: z.string().max(200), code: z.string().regex(/^[0-9]{6}$/, 'must be 6 digits') };

/** The passkeys of whoever is signed in (ST-02). */
export const ownPasskeys = {
  list: base.output(z.object({ items: z.array(ownPasskeySchema) })),
  begin: base.input(z.strictObject(confirmation)).output(z.object({ options: creationOptionsSchema, expiresAt: timeSchema })),
  finish: base.input(z.strictObject({ response: registrationResponseSchema, name: lineSchema(60).optional() })).output(ownPasskeySchema),
  remove: base.input(z.strictObject({ id: staffPasskeyIdSchema, ...confirmation })).output(z.object({ id: staffPasskeyIdSchema })),
};
