import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient, InferContractRouterOutputs } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { onlineManager, QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type CustomerContract, customerContract } from '../../../shared/contract/customer/index.ts';
import { type ExchangeContract, exchangeContract, PLACE_HEADER } from '../../../shared/contract/exchange/index.ts';
import { errorCode } from '../../ui/errors.ts';
import { SessionKeeper } from './session.ts';

export type CustomerClient = JsonifiedClient<ContractRouterClient<CustomerContract>>;
export type ExchangeClient = JsonifiedClient<ContractRouterClient<ExchangeContract>>;
export type CustomerOutputs = InferContractRouterOutputs<CustomerContract>;
export type ExchangeOutputs = InferContractRouterOutputs<ExchangeContract>;

/** Everything a page of the demo talks with: Portcullis' customer API and the exchange's own backend, on one origin, with one token. */
export interface Kit {
  readonly session: SessionKeeper;
  readonly customer: CustomerClient;
  readonly exchange: ExchangeClient;
  /** The same two for TanStack Query. */
  readonly customerApi: ReturnType<typeof createTanstackQueryUtils<CustomerClient>>;
  readonly exchangeApi: ReturnType<typeof createTanstackQueryUtils<ExchangeClient>>;
  readonly queryClient: QueryClient;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly data?: unknown;
}

const isRefusal = (body: unknown): body is Refusal =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' && 'message' in body;

/** Error bodies of both APIs are plain `{ code, message, data }`; the client library expects more of its own. */
const customErrorResponseBodyDecoder = (body: unknown, { status }: { readonly status: number }): ORPCError<string, unknown> | null =>
  isRefusal(body) ? new ORPCError(body.code, { status, message: body.message, data: body.data }) : null;

/** @param name of the page: whatever it remembers is kept under it */
export function makeKit(name: string): Kit {
  const session = new SessionKeeper(name);
  const headers = () => {
    const token = session.current.get()?.token;
    return { [PLACE_HEADER]: session.place.get(), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  };
  const url = window.location.origin;
  /** A session that has ended is over for the page too, whichever call found out. */
  const call = async (request: Request, init: RequestInit): Promise<Response> => {
    const sent = request.headers.get('authorization');
    const response = await fetch(request, init);
    const current = session.current.get()?.token;
    if (response.status === 401 && sent !== null && sent === `Bearer ${current}`) session.close();
    return response;
  };
  const customer: CustomerClient = createORPCClient(
    new OpenAPILink(customerContract, { url, headers, fetch: call, customErrorResponseBodyDecoder }),
  );
  const exchange: ExchangeClient = createORPCClient(
    new OpenAPILink(exchangeContract, { url, headers, fetch: call, customErrorResponseBodyDecoder }),
  );
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (failures, error) => [null, 'rate_limited'].includes(errorCode(error)) && failures < 3 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  // A page that opens without a network waits for one, instead of asking in vain and giving up.
  onlineManager.setOnline(navigator.onLine);
  // What one session has read is nothing for the next.
  session.current.watch(() => queryClient.clear());
  return {
    session,
    customer,
    exchange,
    customerApi: createTanstackQueryUtils(customer, { path: ['customer'] }),
    exchangeApi: createTanstackQueryUtils(exchange, { path: ['exchange'] }),
    queryClient,
  };
}

const KitContext = createContext<Kit | null>(null);
export const KitProvider = KitContext.Provider;

export function useKit(): Kit {
  const kit = useContext(KitContext);
  if (kit === null) throw new Error('A page of the demo is drawn inside its KitProvider.');
  return kit;
}
