import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { permissions, roleSchema, staffIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';
import { authenticationResponseSchema, requestOptionsSchema } from '../customer/passkeys.ts';
import { passwordSchema } from './staff.ts';
import { enrolmentSchema } from './staff-security.ts';

const staffMeSchema = z.object({
  id: staffIdSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  permissions: z.array(z.enum(permissions)),
  idleLockMs: z.int(),
  expiresAt: timeSchema,
});
export type StaffMe = z.infer<typeof staffMeSchema>;

/** The code of an invitation, alone or within the link that carries it. */
const invitationCode = z.string().max(600);
const signedInSchema = z.object({ token: z.string(), me: staffMeSchema });

/** Everything the console must know before anybody signed in. */
export const consoleStateSchema = z.object({
  product: z.literal('Portcullis'),
  version: z.string(),
  shell: z.enum(['desktop', 'server']),
  demo: z.boolean(),
  workspace: z.string().describe('A name for people: the folder or the server'),
  needsFirstAdministrator: z.boolean(),
  needsSetUpCode: z.boolean().describe('Whether the set-up from here takes the code that the server printed'),
  passkeys: z.boolean().describe('Whether a browser can use passkeys on the page that asks'),
  now: timeSchema,
});

/** A small notice that something changed; the console reads again what it shows. */
export const changeSchema = z.object({
  topic: z.string(),
  id: z.string(),
  accountId: z.string().nullable(),
  at: timeSchema,
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Change = z.infer<typeof changeSchema>;

/** How staff come in, lock, leave, and hear of changes. */
export const session = {
  state: base.output(consoleStateSchema),
  createFirstAdministrator: base
    .input(
      z.strictObject({
        name: lineSchema(80).min(1),
        email: z.email().max(254),
        password: passwordSchema,
        setUpCode: z.string().max(40).optional(),
      }),
    )
    .output(enrolmentSchema),
  confirmFirstAdministrator: base
    .input(z.strictObject({ staffId: staffIdSchema, password: z.string().max(200), code: z.string().regex(/^[0-9]{6}$/) }))
    .output(signedInSchema),
  /** Who was invited, and as what. */
  invitation: base
    .input(z.strictObject({ code: invitationCode }))
    .output(z.object({ name: z.string(), email: z.string(), role: roleSchema, invitedBy: z.string(), expiresAt: timeSchema })),
  /** The invited person chooses a password; until a first code confirms it the call can be made again. */
  acceptInvitation: base.input(z.strictObject({ code: invitationCode, password: passwordSchema })).output(enrolmentSchema),
  confirmInvitation: base
    .input(z.strictObject({ code: invitationCode, password: z.string().max(200), totp: z.string().regex(/^[0-9]{6}$/) }))
    .output(signedInSchema),
  signIn: base
    .input(
      z.strictObject({
        email: lineSchema(254),
        password: z.string().max(200),
        code: z.string().regex(/^[0-9]{6}$/, 'must be 6 digits'),
      }),
    )
    .output(signedInSchema),
  /** A challenge for a passkey, the same for everybody; answered once, on the connection that asked. */
  beginPasskeySignIn: base.output(z.object({ options: requestOptionsSchema, expiresAt: timeSchema })),
  /** As `signIn`, with a passkey in place of the code. */
  signInByPasskey: base
    .input(z.strictObject({ email: lineSchema(254), password: z.string().max(200), response: authenticationResponseSchema }))
    .output(signedInSchema),
  demoSignIn: base.input(z.strictObject({ role: roleSchema })).output(signedInSchema),
  resume: base.input(z.strictObject({ token: z.string().max(200) })).output(staffMeSchema),
  unlock: base.input(z.strictObject({ token: z.string().max(200), password: z.string().max(200) })).output(staffMeSchema),
  activity: base.output(z.object({ now: timeSchema })),
  lock: base.output(z.object({})),
  signOut: base.output(z.object({})),
  changes: base.output(eventIterator(changeSchema)),
};
