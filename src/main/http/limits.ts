import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PortcullisError } from '../engine/errors.ts';
import { placeOf } from '../engine/place-of.ts';
import type { Settings } from '../engine/settings/settings.ts';
import { isLoopback } from './security.ts';

const MINUTE = 60_000;

/**
 * Wrong keys and tokens that one address, or one IPv6 network, may show in a minute. Beyond that it hears 429 for wrong ones; right ones still pass, so that
 * nobody behind the same proxy is locked out by a neighbour. Tokens are 256 random bits: this spares the database, it guards no guess.
 */
const FAILED_AUTHENTICATIONS = 60;

/** Limits of this process. Several servers each count for themselves; what must hold across them, the engine counts in the database. */
export interface Limits {
  /** @throws PortcullisError `rate_limited` */
  platform(request: FastifyRequest, keyId: string): Promise<void>;
  /** @throws PortcullisError `rate_limited` */
  customer(request: FastifyRequest, sessionId: string): Promise<void>;
  /** @throws PortcullisError `rate_limited` */
  authenticationFailed(request: FastifyRequest): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose calls the next limit counts. */
    limitedAs: string;
  }
}

/** The address without the IPv6 wrapping of an IPv4 one, so that both count as one caller. */
export const callerAddress = (request: Pick<FastifyRequest, 'ip'>): string => request.ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');

/** Whether a call was made on this very machine. What a proxy passed on was not, also where the proxy itself runs here. */
export const isLocalCall = (request: Pick<FastifyRequest, 'ip' | 'headers'>): boolean =>
  isLoopback(callerAddress(request)) && !['forwarded', 'x-forwarded-for', 'via'].some((name) => request.headers[name] !== undefined);

export async function addLimits(app: FastifyInstance, settings: Settings): Promise<Limits> {
  await app.register(rateLimit, { global: false, cache: 20_000 });
  app.decorateRequest('limitedAs', '');
  const limiter = (name: string, max: () => number) => {
    const count = app.createRateLimit({ max, timeWindow: MINUTE, keyGenerator: (request) => `${name}:${request.limitedAs}` });
    return async (request: FastifyRequest, caller: string) => {
      request.limitedAs = caller;
      const answer = await count(request);
      if (answer.isAllowed || !answer.isExceeded) return;
      throw new PortcullisError('rate_limited', 'Too many requests. Slow down.', { retryAfterMs: answer.ttl });
    };
  };
  const failures = limiter('failure', () => FAILED_AUTHENTICATIONS);
  return {
    platform: limiter('platform', () => settings.get('http.platformRate')),
    customer: limiter('customer', () => settings.get('http.customerRate')),
    authenticationFailed: (request) => failures(request, placeOf(callerAddress(request))),
  };
}
