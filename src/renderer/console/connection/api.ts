import { type ClientLink, createORPCClient } from '@orpc/client';
import type { ContractRouterClient, InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import type { ConsoleContract } from '../../../shared/contract/console/index.ts';
import { errorCode } from '../../ui/errors.ts';

export type ConsoleClient = ContractRouterClient<ConsoleContract>;
export type Inputs = InferContractRouterInputs<ConsoleContract>;
export type Outputs = InferContractRouterOutputs<ConsoleContract>;

type Link = ClientLink<Record<never, never>>;
type Observer = (error: unknown) => void;

let current: Link | null = null;
const observers = new Set<Observer>();

/** The calls go over `link` from now on; there is one per window. */
export function setLink(link: Link): void {
  current = link;
}

/** Tells `observer` of every error that a call ends with, before the caller sees it. */
export function observeErrors(observer: Observer): () => void {
  observers.add(observer);
  return () => observers.delete(observer);
}

/** Tells of an error that did not end a call but the stream that a call had opened. */
export function reportError(error: unknown): void {
  for (const observer of observers) observer(error);
}

const observed: Link = {
  call: async (path, input, options) => {
    if (current === null) throw new Error('The connection has not been set up.');
    try {
      return await current.call(path, input, options);
    } catch (error) {
      reportError(error);
      throw error;
    }
  },
};

export const client: ConsoleClient = createORPCClient(observed);
export const api = createTanstackQueryUtils(client);

/**
 * Reads wait while there is no connection and go on by themselves. Writes never wait: a decision that is sent minutes after the
 * click, unseen, would be worse than one that fails at once.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => errorCode(error) === null && failures < 3,
      retryDelay: (attempt) => Math.min(5_000, 300 * 2 ** attempt),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
