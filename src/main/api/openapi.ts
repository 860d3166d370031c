import type { AnyContractRouter, OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';
import { errorDataSchema } from '../../shared/contract/common.ts';
import { customerContract, deviceRequestSchema, factorSchema, meSchema, publicKeyJwkSchema } from '../../shared/contract/customer/index.ts';
import {
  decisionSchema,
  holdSchema,
  initiatorPromptSchema,
  operationInputSchema,
  operationSchema,
  sessionSchema,
} from '../../shared/contract/operation.ts';
import { accountInputSchema, accountSchema, platformContract } from '../../shared/contract/platform/index.ts';
import { type ErrorCode, errorCodes, errorStatus } from '../../shared/vocabulary/index.ts';
import { requestExamples } from './examples.ts';

export type ApiDocument = OpenAPI.Document;
type Operation = OpenAPI.OperationObject;

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });

const errorSchema = z.object({
  code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]).describe('For programs: what went wrong'),
  message: z.string().describe('For people'),
  data: errorDataSchema.describe('For clients: the fields at fault, the state that won, when to try again, an id for support'),
});

const commonSchemas = {
  Operation: { schema: operationSchema, strategy: 'output' },
  Decision: { schema: decisionSchema, strategy: 'output' },
  Hold: { schema: holdSchema, strategy: 'output' },
  InitiatorPrompt: { schema: initiatorPromptSchema, strategy: 'output' },
  Error: { schema: errorSchema, strategy: 'output' },
} as const;

const statusWords: Readonly<Record<number, string>> = {
  400: 'The request cannot be accepted as it is',
  401: 'The caller is not known',
  403: 'The caller is known and may not do this',
  404: 'No such thing, or not this caller’s',
  405: 'The path does not take this method',
  409: 'The state does not allow it; `data.current` says what it is',
  410: 'It was too late',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many requests; `Retry-After` says when to come back',
  500: 'A defect on our side; quote `data.errorId`',
  503: 'Temporarily unable to answer',
};

/** One shared answer for each error status, naming the codes that come with it. */
function errorResponses(): Record<string, OpenAPI.ResponseObject> {
  const byStatus = Map.groupBy(errorCodes, (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `Error${status}`,
      {
        description: `${statusWords[status] ?? 'Error'}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

/** Fits what the generator says of one operation to what the server does: shared errors, the idempotency header, examples. */
function finish(operation: Operation, name: string, method: string, idempotent: boolean): void {
  const responses = operation.responses ?? {};
  for (const status of Object.keys(responses)) {
    if (Number(status) >= 400) responses[status] = { $ref: `#/components/responses/Error${status}` };
  }
  for (const status of [405, 415]) if (method !== 'get') responses[status] = { $ref: `#/components/responses/Error${status}` };
  if (idempotent && method !== 'get') {
    operation.parameters = [
      ...(operation.parameters ?? []),
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: method === 'post',
        description: 'Repeating a call with the same key and content returns the first answer and does nothing again.',
        schema: { type: 'string', minLength: 1, maxLength: 128 },
        example: '5f0c2f0e-1d55-4b0e-9d5c-0f2a3f3b9a11',
      },
    ];
  }
  const body = operation.requestBody;
  const examples = requestExamples[name];
  if (examples !== undefined && body !== undefined && 'content' in body) {
    const json = body.content['application/json'];
    if (json !== undefined) {
      json.examples = Object.fromEntries(Object.entries(examples).map(([key, { summary, value }]) => [key, { summary, value }]));
    }
  }
}

interface Surface {
  readonly contract: AnyContractRouter;
  readonly title: string;
  readonly description: string;
  readonly security: { readonly name: string; readonly description: string };
  readonly idempotent: boolean;
  readonly schemas: Readonly<Record<string, { readonly schema: z.ZodType; readonly strategy: 'input' | 'output' }>>;
}

async function generate(surface: Surface, version: string): Promise<ApiDocument> {
  const { contract, title, description, security, idempotent, schemas } = surface;
  const document = await generator.generate(contract, {
    info: { title, version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ [security.name]: [] }],
    components: {
      securitySchemes: { [security.name]: { type: 'http', scheme: 'bearer', description: security.description } },
      responses: errorResponses(),
    },
    commonSchemas: { ...commonSchemas, ...schemas },
  });
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const operation = item?.[method];
      if (operation !== undefined) finish(operation, operation.operationId ?? '', method, idempotent);
    }
  }
  return document;
}

/** The OpenAPI 3.1 document of what the platform's servers call (IN-01). */
export const platformDocument = (version: string): Promise<ApiDocument> =>
  generate(
    {
      contract: platformContract,
      title: 'Portcullis platform API',
      description:
        'What the platform’s own servers call: submit an operation and get the decision, follow it to its outcome, keep accounts and sessions.',
      security: { name: 'serverKey', description: 'A server key (`psk_…`) with the scope that the call needs.' },
      idempotent: true,
      schemas: {
        OperationInput: { schema: operationInputSchema, strategy: 'input' },
        AccountInput: { schema: accountInputSchema, strategy: 'input' },
        Account: { schema: accountSchema, strategy: 'output' },
        Session: { schema: sessionSchema, strategy: 'output' },
      },
    },
    version,
  );

/** The OpenAPI 3.1 document of what customers' apps and pages call (IN-02). */
export const customerDocument = (version: string): Promise<ApiDocument> =>
  generate(
    {
      contract: customerContract,
      title: 'Portcullis customer API',
      description:
        'What a customer’s app and web pages call: complete step-ups, answer requests on the trusted device, enrol and remove factors.',
      security: {
        name: 'sessionToken',
        description: 'The session token that the platform got from `POST /platform/v1/accounts/{id}/sessions`.',
      },
      idempotent: false,
      schemas: {
        DeviceRequest: { schema: deviceRequestSchema, strategy: 'output' },
        Factor: { schema: factorSchema, strategy: 'output' },
        Me: { schema: meSchema, strategy: 'output' },
        PublicKey: { schema: publicKeyJwkSchema, strategy: 'input' },
      },
    },
    version,
  );
