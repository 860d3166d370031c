import { createHash, randomBytes } from 'node:crypto';
import { implement } from '@orpc/server';
import { exchangeContract, type Place } from '../../../shared/contract/exchange/index.ts';
import { notFound, PortcullisError } from '../../engine/errors.ts';
import type { Books, ExchangeSession, User } from './books.ts';
import type { News } from './news.ts';
import { addressAt } from './places.ts';
import { customerClient, type PlatformClient } from './portcullis.ts';

/** What every procedure of the exchange works with. */
export interface Exchange {
  readonly books: Books;
  readonly platform: PlatformClient;
  /** Where Portcullis listens. */
  readonly portcullis: string;
  readonly news: News;
  /** Where this exchange is opened. */
  readonly url: () => string;
}

export interface ExchangeContext {
  readonly exchange: Exchange;
  /** The token that came with the call, if any. */
  readonly token: string;
  readonly place: Place;
  readonly userAgent: string | undefined;
  readonly stopping: AbortSignal;
}

/** Ids in the exchange's own books. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(9).toString('base64url')}`;

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export interface Caller {
  readonly user: User;
  readonly session: ExchangeSession;
  /** The simulated address of the call. */
  readonly address: string;
  /** Whether the log-in is complete. */
  readonly complete: boolean;
}

const signInAgain = (): PortcullisError => new PortcullisError('unauthenticated', 'Your session has ended. Log in again.');

/**
 * Whose call this is. The exchange believes Portcullis: a session that ended there, for whatever reason, has ended here.
 * @throws PortcullisError `unauthenticated`
 */
export async function callerOf({ exchange, token, place }: ExchangeContext): Promise<Caller> {
  const { books, portcullis } = exchange;
  const session = token === '' ? undefined : books.sessionByTokenHash(hashOf(token));
  const user = session === undefined ? undefined : books.user(session.accountId);
  if (session === undefined || user === undefined) throw signInAgain();
  const address = addressAt(place, user.accountId, user.country);
  try {
    await customerClient(portcullis, token, address).me();
    return { user, session, address, complete: true };
  } catch (error) {
    const { code, data } = error as { code?: string; data?: { reason?: string } };
    if (code === 'step_refused' && data?.reason === 'login_incomplete') return { user, session, address, complete: false };
    if (code !== 'unauthenticated') throw error;
    books.dropSession(session.id);
    throw signInAgain();
  }
}

/** Procedures for everybody. */
export const open = implement(exchangeContract).$context<ExchangeContext>();

/** Procedures for whoever has a session, also one whose log-in is not complete yet. */
export const arriving = open.use(async ({ context, next }) => next({ context: { caller: await callerOf(context) } }));

/** Procedures for customers who are logged in. */
export const inside = arriving.use(({ context, next }) => {
  if (!context.caller.complete) throw new PortcullisError('step_refused', 'Complete the log-in first.', { reason: 'login_incomplete' });
  return next();
});

export function own<T extends { readonly id: string }>(list: readonly T[], id: string, what: string): T {
  const found = list.find((each) => each.id === id);
  if (found === undefined) throw notFound(what);
  return found;
}
