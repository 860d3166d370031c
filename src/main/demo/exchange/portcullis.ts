import { randomUUID } from 'node:crypto';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { customerContract } from '../../../shared/contract/customer/index.ts';
import { platformContract } from '../../../shared/contract/platform/index.ts';

interface CallContext {
  /** The same for every attempt of one call; a fresh one by default. */
  readonly idempotencyKey?: string;
}

export type PlatformClient = JsonifiedClient<ContractRouterClient<typeof platformContract, CallContext>>;
export type CustomerClient = JsonifiedClient<ContractRouterClient<typeof customerContract>>;

/** The platform API as a platform's server calls it: a key, and an `Idempotency-Key` for whatever changes something. */
export function platformClient(url: string, key: string): PlatformClient {
  return createORPCClient(
    new OpenAPILink<CallContext>(platformContract, {
      url,
      headers: ({ context }) => ({ authorization: `Bearer ${key}`, 'idempotency-key': context.idempotencyKey ?? randomUUID() }),
    }),
  );
}

/** The customer API on behalf of a page. @param address where the page is */
export function customerClient(url: string, token: string, address: string): CustomerClient {
  return createORPCClient(
    new OpenAPILink(customerContract, { url, headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } }),
  );
}
