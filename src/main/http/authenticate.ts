import type { FastifyRequest } from 'fastify';
import type { CustomerActor, PlatformActor } from '../engine/actor.ts';
import type { Engine } from '../engine/engine.ts';
import { PortcullisError } from '../engine/errors.ts';
import type { PlatformKeys } from '../engine/integration/keys.ts';
import { authenticateCustomer, sessionNow } from '../engine/sessions/authenticate.ts';
import { callerAddress, type Limits } from './limits.ts';

/** The token of `Authorization: Bearer …` (RFC 6750), or an empty text, which no check accepts. */
export function bearerToken(header: string | undefined): string {
  return /^Bearer ([A-Za-z0-9._~+/=-]{1,200})$/i.exec(header ?? '')?.[1] ?? '';
}

async function countingFailures<A>(limits: Limits, request: FastifyRequest, authenticate: () => Promise<A>): Promise<A> {
  try {
    return await authenticate();
  } catch (error) {
    if (error instanceof PortcullisError && error.code === 'unauthenticated') await limits.authenticationFailed(request);
    throw error;
  }
}

export interface PlatformCaller {
  readonly actor: PlatformActor;
  /** The same once the body has been read. @throws PortcullisError `unauthenticated` */
  readonly again: () => Promise<PlatformActor>;
}

/** @throws PortcullisError `unauthenticated`, `rate_limited` */
export async function platformCaller(keys: PlatformKeys, limits: Limits, request: FastifyRequest): Promise<PlatformCaller> {
  const token = bearerToken(request.headers.authorization);
  const authenticate = () => keys.authenticate(token, callerAddress(request));
  const actor = await countingFailures(limits, request, authenticate);
  await limits.platform(request, actor.keyId);
  return { actor, again: authenticate };
}

export interface CustomerCaller {
  readonly actor: CustomerActor;
  /** The same once the body has been read. @throws PortcullisError `unauthenticated` */
  readonly again: () => Promise<CustomerActor>;
  /** Who the session is of by now; null when it would not be let in any more. */
  readonly now: () => Promise<CustomerActor | null>;
}

/** @throws PortcullisError `unauthenticated`, `rate_limited` */
export async function customerCaller(engine: Engine, limits: Limits, request: FastifyRequest): Promise<CustomerCaller> {
  const token = bearerToken(request.headers.authorization);
  const authenticate = () => authenticateCustomer(engine, token, callerAddress(request));
  const actor = await countingFailures(limits, request, authenticate);
  await limits.customer(request, actor.sessionId);
  return { actor, again: authenticate, now: () => sessionNow(engine, token) };
}
