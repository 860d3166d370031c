import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { clientKinds, operationIdSchema, type operationKinds, securitySettingSchema } from '../../vocabulary/index.ts';
import { assetSchema, base, countrySchema, decimalSchema, lineSchema, timeSchema } from '../common.ts';
import { documentImageSchema, documentInput } from '../identity.ts';
import { decisionSchema, destinationSchema, deviceInputSchema, initiatorPromptSchema, operationSchema } from '../operation.ts';
import { linkSchema } from '../platform/links.ts';
import { spokenNumberSchema } from '../recovery.ts';

/** Where the customer pretends to be: the exchange sends that network's address with every call made from there (ND-05). */
export const placeSchema = z.enum(['home', 'mobile', 'work', 'hotel']);
export type Place = z.infer<typeof placeSchema>;

/** The header in which a page says where it is. Only the demo exchange reads it, and only it knows the address behind each place. */
export const PLACE_HEADER = 'x-demo-place';

/** Clients that a person can log in on; `api` calls with keys of its own, and `third_party` stands for somebody else's app. */
export const logInClientSchema = z.enum(clientKinds).exclude(['api']);

/** Operations that this exchange carries out itself; all others are carried out by the customer API. */
export const ownKinds = [
  'withdrawal',
  'c2c_trade',
  'deposit_address_view',
  'api_key_create',
  'api_key_edit',
  'api_key_delete',
  'withdrawal_address_add',
] as const satisfies readonly (typeof operationKinds)[number][];

const passwordSchema = z.string().min(10).max(128);
const userSchema = z.object({ accountId: z.string(), name: z.string(), email: z.string(), phone: z.string().nullable() });

const apiKeyPermissionSchema = z.enum(['read', 'trade', 'withdraw']);
const apiKeySchema = z.object({
  id: z.string(),
  label: z.string(),
  permissions: z.array(apiKeyPermissionSchema),
  hint: z.string().describe('The last characters of the key'),
  createdAt: timeSchema,
});

const addressSchema = z.object({ id: z.string(), label: z.string(), asset: assetSchema, address: z.string(), network: z.string() });
const movementSchema = z.object({
  operationId: z.string(),
  kind: z.string(),
  asset: assetSchema,
  amount: decimalSchema,
  to: z.string().nullable(),
  status: z.string(),
  at: timeSchema,
});

/** What the customer wants from the exchange. Whatever is shown and signed is made from it on the server, never taken from the page. */
const wishSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('withdrawal'), asset: assetSchema, amount: decimalSchema, destination: destinationSchema }),
  z.strictObject({ kind: z.literal('c2c_trade'), asset: assetSchema, amount: decimalSchema, counterparty: lineSchema(60).min(1) }),
  z.strictObject({ kind: z.literal('deposit_address_view'), asset: assetSchema }),
  z.strictObject({
    kind: z.literal('api_key_create'),
    label: lineSchema(40).min(1),
    permissions: z.array(apiKeyPermissionSchema).min(1).max(3),
  }),
  z.strictObject({
    kind: z.literal('api_key_edit'),
    keyId: z.string().max(40),
    label: lineSchema(40).min(1),
    permissions: z.array(apiKeyPermissionSchema).min(1).max(3),
  }),
  z.strictObject({ kind: z.literal('api_key_delete'), keyId: z.string().max(40) }),
  z.strictObject({
    kind: z.literal('withdrawal_address_add'),
    label: lineSchema(40).min(1),
    asset: assetSchema,
    destination: destinationSchema.required({ network: true }),
  }),
  z.strictObject({
    kind: z.literal('security_setting_change'),
    setting: securitySettingSchema,
    value: lineSchema(200).min(1).optional().describe('What it is given, where the customer chooses'),
    change: lineSchema(60).min(1).describe('What is to be changed, as the customer reads it'),
  }),
  z.strictObject({ kind: z.literal('trusted_device_add') }),
  z.strictObject({ kind: z.literal('trusted_device_remove') }),
  z.strictObject({ kind: z.literal('passkey_add') }),
  z.strictObject({ kind: z.literal('passkey_remove'), passkeyId: z.string().max(40) }),
]);
export type Wish = z.infer<typeof wishSchema>;

const submittedSchema = z.object({
  operation: operationSchema,
  decision: decisionSchema.pick({ outcome: true, reasons: true, steps: true }),
  prompt: initiatorPromptSchema.nullable(),
});

const tags = ['Exchange'];
const loggedInSchema = submittedSchema.extend({
  token: z.string().nullable().describe('Null while a person decides, and when the log-in is refused'),
  ticket: z.string().nullable().describe('While a person decides: with it the page asks again'),
  user: userSchema,
});

const logInInput = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(128),
  client: logInClientSchema,
  device: deviceInputSchema,
});

/**
 * What the demo exchange's own pages ask of its backend, as any platform would build for itself. All but the first procedures carry the
 * customer's session token, the same that the customer API takes.
 */
export const exchangeContract = base.prefix('/api').router({
  about: base.route({ method: 'GET', path: '/about', tags, summary: 'Who this exchange is and what it deals in' }).output(
    z.object({
      name: z.string(),
      now: timeSchema,
      url: z.string(),
      assets: z.array(z.object({ asset: assetSchema, name: z.string(), networks: z.array(z.string()), price: decimalSchema })),
      sampleCustomers: z.array(z.object({ name: z.string(), email: z.string(), password: z.string(), about: z.string() })),
    }),
  ),
  register: base
    .route({ method: 'POST', path: '/register', successStatus: 201, tags, summary: 'Open an account' })
    .input(
      z.strictObject({
        name: lineSchema(80).min(2),
        email: z.email().max(254),
        phone: z.e164().optional(),
        country: countrySchema,
        password: passwordSchema,
      }),
    )
    .output(userSchema),
  logIn: base
    .route({ method: 'POST', path: '/log-in', tags, summary: 'Check the password, ask Portcullis, and open the session' })
    .input(logInInput)
    .output(loggedInSchema),
  resumeLogIn: base
    .route({ method: 'POST', path: '/log-in/resume', tags, summary: 'Ask whether a person has let a log-in in, and open its session' })
    .input(z.strictObject({ ticket: z.string().min(1).max(60) }))
    .output(loggedInSchema),
  logOut: base.route({ method: 'POST', path: '/log-out', tags, summary: 'End this session' }).output(z.object({ endedAt: timeSchema })),
  session: base
    .route({ method: 'GET', path: '/session', tags, summary: 'Whose session this is, and whether its log-in is complete' })
    .output(
      z.object({
        user: userSchema,
        client: logInClientSchema,
        deviceId: z.string(),
        places: z.array(z.object({ place: placeSchema, address: z.string() })).describe('Where one can pretend to be'),
        state: z.enum(['complete', 'log_in']),
        logInOperationId: operationIdSchema.nullable(),
      }),
    ),
  events: base
    .route({ method: 'GET', path: '/events', tags, summary: 'What Portcullis told the exchange about this account, as it comes' })
    .output(
      eventIterator(z.object({ topic: z.string(), operationId: z.string().nullable(), status: z.string().nullable(), at: timeSchema })),
    ),
  account: base.route({ method: 'GET', path: '/account', tags, summary: 'Balances, address book, API keys and movements' }).output(
    z.object({
      balances: z.array(z.object({ asset: assetSchema, amount: decimalSchema, value: decimalSchema })),
      addresses: z.array(addressSchema),
      apiKeys: z.array(apiKeySchema),
      movements: z.array(movementSchema),
    }),
  ),
  operations: {
    submit: base
      .route({ method: 'POST', path: '/operations', successStatus: 201, tags, summary: 'Ask for something that Portcullis has to allow' })
      .input(z.strictObject({ wish: wishSchema }))
      .output(submittedSchema),
    execute: base
      .route({ method: 'POST', path: '/operations/{id}/execute', tags, summary: 'Carry out what was authorized' })
      .input(z.strictObject({ id: operationIdSchema }))
      .output(
        z.object({
          operation: operationSchema,
          apiKey: z.object({ key: z.string(), secret: z.string() }).optional().describe('Shown once'),
          depositAddress: z.object({ asset: assetSchema, address: z.string(), network: z.string() }).optional(),
        }),
      ),
    cancel: base
      .route({ method: 'POST', path: '/operations/{id}/cancel', tags, summary: 'Give up what was asked for' })
      .input(z.strictObject({ id: operationIdSchema }))
      .output(z.object({ operation: operationSchema })),
  },
  checkIdentity: base
    .route({
      method: 'POST',
      path: '/identity-check',
      tags,
      summary: 'Have a document checked by the exchange’s own provider, which is quick and believes everything',
      description: 'The other way is the customer API’s `POST /customer/v1/identity`, where Portcullis’ staff decide.',
    })
    .input(z.strictObject({ ...documentInput, images: z.array(documentImageSchema).max(2).default([]), withFace: z.boolean() }))
    .output(z.object({ status: z.string() })),
  inbox: base
    .route({ method: 'GET', path: '/inbox', tags, summary: 'Mail and SMS that the demo kept on this machine for this customer' })
    .input(z.object({ also: z.string().max(254).optional().describe('A further address or number that the customer has just typed') }))
    .output(
      z.object({
        items: z.array(z.object({ channel: z.string(), to: z.string(), subject: z.string().nullable(), text: z.string(), at: timeSchema })),
      }),
    ),
  links: {
    read: base
      .route({ method: 'POST', path: '/links/read', tags, summary: 'Read what a link from a notice is about' })
      .input(z.strictObject({ link: z.string().min(1).max(400) }))
      .output(linkSchema),
    answer: base
      .route({ method: 'POST', path: '/links/answer', tags, summary: 'Answer a link from a notice' })
      .input(
        z.strictObject({
          link: z.string().min(1).max(400),
          answer: z.enum(['cancel', 'confirm', 'deny']),
          number: spokenNumberSchema.optional(),
        }),
      )
      .output(linkSchema),
  },
});
export type ExchangeContract = typeof exchangeContract;
