import { randomUUID } from 'node:crypto';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { z } from 'zod';
import { customerContract } from '../../../shared/contract/customer/index.ts';
import { platformContract } from '../../../shared/contract/platform/index.ts';

interface CallContext {
  /** The same for every attempt of one call; a fresh one by default. */
  readonly idempotencyKey?: string;
}

export type PlatformClient = JsonifiedClient<ContractRouterClient<typeof platformContract, CallContext>>;
export type CustomerClient = JsonifiedClient<ContractRouterClient<typeof customerContract>>;

const refusalSchema = z.object({ code: z.string(), message: z.string(), data: z.unknown() });

/** Portcullis' error bodies are plain `{ code, message, data }`, as its documentation says; the client library expects more of its own. */
function readRefusal(body: unknown, { status }: { readonly status: number }): ORPCError<string, unknown> | null {
  const refusal = refusalSchema.safeParse(body).data;
  return refusal === undefined ? null : new ORPCError(refusal.code, { status, message: refusal.message, data: refusal.data });
}

/** The platform API as a platform's server calls it: a key, and an `Idempotency-Key` for whatever changes something. */
export function platformClient(url: string, key: string): PlatformClient {
  return createORPCClient(
    new OpenAPILink<CallContext>(platformContract, {
      url,
      headers: ({ context }) => ({ authorization: `Bearer ${key}`, 'idempotency-key': context.idempotencyKey ?? randomUUID() }),
      customErrorResponseBodyDecoder: readRefusal,
    }),
  );
}

/** The customer API on behalf of a page. @param address where the page is */
export function customerClient(url: string, token: string, address: string): CustomerClient {
  return createORPCClient(
    new OpenAPILink(customerContract, {
      url,
      headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address },
      customErrorResponseBodyDecoder: readRefusal,
    }),
  );
}
