import { z } from 'zod';
import { factorIdSchema, operationIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';

/** Bytes as WebAuthn's JSON carries them. The bounds are generous; what is too long is refused for what it is, not for its size. */
const bytes = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]*$/, 'must be base64url without padding');

const extensionResults = z.record(z.string().max(60), z.unknown()).default({});
const attachment = z.enum(['platform', 'cross-platform']).nullish();
const transports = z.array(z.string().max(30)).max(10);

/** `RegistrationResponseJSON` (WebAuthn Level 3, section 5.1). */
export const registrationResponseSchema = z.object({
  id: bytes(4_000).min(1),
  rawId: bytes(4_000).min(1),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytes(8_000),
    attestationObject: bytes(32_000),
    transports: transports.optional(),
  }),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensionResults,
});

/** `AuthenticationResponseJSON` (WebAuthn Level 3, section 5.1). */
export const authenticationResponseSchema = z.object({
  id: bytes(4_000).min(1),
  rawId: bytes(4_000).min(1),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytes(8_000),
    authenticatorData: bytes(8_000),
    signature: bytes(8_000),
    userHandle: bytes(200).nullish(),
  }),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensionResults,
});

const descriptor = z.object({ type: z.literal('public-key'), id: z.string(), transports: z.array(z.string()).optional() });

/** `PublicKeyCredentialRequestOptionsJSON`, for `navigator.credentials.get`. */
export const requestOptionsSchema = z.object({
  challenge: z.string(),
  timeout: z.int(),
  rpId: z.string(),
  allowCredentials: z.array(descriptor),
  userVerification: z.literal('required'),
});

/** `PublicKeyCredentialCreationOptionsJSON`, for `navigator.credentials.create`. */
export const creationOptionsSchema = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.string(),
    requireResidentKey: z.boolean(),
    userVerification: z.string(),
    authenticatorAttachment: z.string().optional(),
  }),
  hints: z.array(z.string()),
  attestation: z.string(),
  extensions: z.record(z.string(), z.unknown()),
});

export const passkeyKindSchema = z.enum(['this_device', 'other_device', 'security_key']);

export const passkeySchema = z.object({
  id: factorIdSchema,
  name: z.string(),
  kind: passkeyKindSchema,
  storage: z.enum(['synced', 'device_bound']).describe('Whether its authenticator copies it to the owner’s other devices'),
  backedUp: z.boolean().describe('Whether there is such a copy now, as far as the authenticator told'),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});

export const passkeyListSchema = z.object({
  items: z.array(passkeySchema),
  most: z.int().describe('How many the account may have'),
  backupUrged: z.boolean().describe('There is only one: urge the customer to create another'),
  mandatorySince: timeSchema.nullable(),
  recovery: z.literal('support_case').describe('Who loses every passkey asks support; there is no weaker way back'),
});

export const mandatoryPasskeySchema = z.object({ since: timeSchema.nullable().describe('Null while it is off') });

export const transferSchema = z.object({
  id: z.string(),
  status: z.enum(['waiting', 'opened', 'completed', 'superseded', 'expired']),
  expiresAt: timeSchema.describe('Until when the code can be scanned'),
});

const transferId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the id of a transfer');
const tags = ['Passkeys'];

/** Passkeys of the customer. */
export const passkeys = {
  list: base.route({ method: 'GET', path: '/passkeys', tags, summary: 'The account’s passkeys' }).output(passkeyListSchema),
  begin: base
    .route({
      method: 'POST',
      path: '/passkeys/begin',
      tags,
      summary: 'Begin to create a passkey, after an authorized passkey_add operation of this session',
      description:
        'Answers with what `navigator.credentials.create` takes. Refused with `no_credential_manager` when the device cannot keep one, and with `security_key_not_offered` where policy does not offer security keys.',
    })
    .input(
      z.strictObject({
        operationId: operationIdSchema,
        kind: passkeyKindSchema,
        credentialManager: z.boolean().describe('Whether a working credential manager of the platform was found'),
        transferId: transferId.optional().describe('For other_device: the transfer that this phone opened'),
      }),
    )
    .output(z.object({ options: creationOptionsSchema, expiresAt: timeSchema })),
  finish: base
    .route({ method: 'POST', path: '/passkeys', successStatus: 201, tags, summary: 'Finish creating a passkey' })
    .input(z.strictObject({ operationId: operationIdSchema, response: registrationResponseSchema, name: lineSchema(60).min(1).optional() }))
    .output(passkeySchema),
  rename: base
    .route({ method: 'PATCH', path: '/passkeys/{id}', tags, summary: 'Name a passkey' })
    .input(z.strictObject({ id: factorIdSchema, name: lineSchema(60).min(1) }))
    .output(passkeySchema),
  remove: base
    .route({
      method: 'POST',
      path: '/passkeys/{id}/remove',
      tags,
      summary: 'Remove a passkey after an authorized passkey_remove operation whose details.passkey_id names it',
    })
    .input(z.strictObject({ id: factorIdSchema, operationId: operationIdSchema }))
    .output(passkeySchema),
  askForRemoval: base
    .route({ method: 'POST', path: '/passkeys/{id}/removal-request', tags, summary: 'Ask support to remove a passkey that is lost' })
    .input(z.strictObject({ id: factorIdSchema, note: lineSchema(200).min(1) }))
    .output(z.object({ status: z.literal('open') })),
  transfers: {
    begin: base
      .route({
        method: 'POST',
        path: '/passkey-transfers',
        successStatus: 201,
        tags,
        summary: 'Make the QR code by which another phone creates a passkey, after an authorized passkey_add operation of this session',
        description: 'Single use. Making another one makes this one worthless.',
      })
      .input(z.strictObject({ operationId: operationIdSchema }))
      .output(transferSchema.extend({ link: z.string().describe('The content of the QR code') })),
    open: base
      .route({
        method: 'POST',
        path: '/passkey-transfers/open',
        tags,
        summary: 'Open a scanned code in the app of the other phone',
        description: 'Grants nothing: the phone then repeats the identity verification in a passkey_add operation of its own.',
      })
      .input(z.strictObject({ link: z.string().min(1).max(300) }))
      .output(transferSchema),
    get: base
      .route({ method: 'GET', path: '/passkey-transfers/{id}', tags, summary: 'How far a transfer is' })
      .input(z.object({ id: transferId }))
      .output(transferSchema),
  },
};

/** MP-01: the customer’s wish to be asked for passkeys only. */
export const mandatoryPasskey = {
  turnOn: base
    .route({
      method: 'POST',
      path: '/mandatory-passkey/on',
      tags,
      summary: 'Accept passkeys only, after an authorized security_setting_change operation; ends every other session',
    })
    .input(z.strictObject({ operationId: operationIdSchema }))
    .output(mandatoryPasskeySchema),
  turnOff: base
    .route({
      method: 'POST',
      path: '/mandatory-passkey/off',
      tags,
      summary: 'Accept other methods again, after a security_setting_change operation that a passkey confirmed',
    })
    .input(z.strictObject({ operationId: operationIdSchema }))
    .output(mandatoryPasskeySchema),
};
