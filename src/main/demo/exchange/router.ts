import { placeSchema } from '../../../shared/contract/exchange/index.ts';
import { conflict, PortcullisError } from '../../engine/errors.ts';
import { arriving, callerOf, type ExchangeContext, inside, open } from './context.ts';
import { keptMessages } from './inbox.ts';
import { logInProcedures, present } from './log-in.ts';
import { assets, priceOf, worthOf } from './money.ts';
import { operations } from './operations.ts';
import { addressAt } from './places.ts';
import { sampleCustomers } from './samples.ts';

export const EXCHANGE_NAME = 'Northgate Exchange';

const INBOX_SIZE = 40;

/** The caller's own stream, until the caller or the server goes. */
const untilGone = (signal: AbortSignal | undefined, { stopping }: ExchangeContext): AbortSignal =>
  signal === undefined ? stopping : AbortSignal.any([signal, stopping]);

/** The exchange's own API. */
export const exchangeRouter = open.router({
  about: open.about.handler(({ context: { exchange } }) => ({
    name: EXCHANGE_NAME,
    now: Date.now(),
    url: exchange.url(),
    assets: assets.map(({ networks, ...rest }) => ({ ...rest, networks: [...networks] })),
    sampleCustomers: sampleCustomers.map(({ name, email, password, about }) => ({ name, email, password, about })),
  })),
  ...logInProcedures,
  logOut: arriving.logOut.handler(async ({ context: { exchange, caller } }) => {
    const { endedAt } = await exchange.platform.sessions.end({ id: caller.session.id });
    exchange.books.dropSession(caller.session.id);
    return { endedAt };
  }),
  session: arriving.session.handler(({ context: { caller } }) => ({
    user: present(caller.user, caller.complete),
    client: caller.session.client,
    places: placeSchema.options.map((place) => ({ place, address: addressAt(place, caller.user.accountId, caller.user.country) })),
    deviceId: caller.session.deviceId,
    state: caller.complete ? ('complete' as const) : ('log_in' as const),
    logInOperationId: caller.session.logInOperationId as never,
  })),
  events: arriving.events.handler(async function* ({ context, signal }) {
    const { exchange, caller } = context;
    for await (const { topic, operationId, status, at } of exchange.news.of(caller.user.accountId, untilGone(signal, context))) {
      // As the session is by now: one that ended meanwhile hears nothing more.
      const { complete } = await callerOf(context);
      // One that is not let in yet hears of its own log-in only.
      if (!complete && operationId !== caller.session.logInOperationId) continue;
      yield { topic, operationId, status, at };
    }
  }),
  account: inside.account.handler(({ context: { caller } }) => {
    const { balances, addresses, apiKeys, movements } = caller.user;
    return {
      balances: Object.entries(balances).map(([asset, amount]) => ({ asset, amount, value: worthOf(amount, priceOf(asset)) })),
      addresses: [...addresses],
      apiKeys: [...apiKeys],
      movements: movements.slice(0, 50),
    };
  }),
  operations,
  checkIdentity: inside.checkIdentity.handler(async ({ input: { withFace, ...document }, context: { exchange, caller } }) => {
    const { accountId } = caller.user;
    // It asks for no step-up, so it is for whoever has no verified identity yet: a stolen session must not put another one in its place.
    const { identityStatus } = await exchange.platform.accounts.get({ id: accountId });
    if (identityStatus === 'verified')
      throw conflict('Your identity is verified already. Ask for a change of your data.', { identityStatus });
    await exchange.platform.documents.add({ id: accountId, ...document, verified: true, level: 2 });
    if (withFace) await exchange.platform.accounts.recordVerification({ id: accountId, status: 'verified', level: 2, faceEnrolled: true });
    return { status: (await exchange.platform.accounts.get({ id: accountId })).identityStatus };
  }),
  inbox: arriving.inbox.handler(async ({ input: { also }, context: { exchange, caller } }) => {
    const { user, complete } = caller;
    if (also !== undefined && also !== '' && !user.reachedAt.includes(also)) {
      if (!complete || exchange.books.isSomebodyElses(also, user.accountId)) {
        throw new PortcullisError('forbidden', 'That is somebody else’s inbox.');
      }
      user.reachedAt.push(also);
      exchange.books.changed();
    }
    return { items: (await keptMessages(exchange.portcullis, user.reachedAt)).slice(0, INBOX_SIZE) };
  }),
  links: {
    read: open.links.read.handler(({ input, context: { exchange } }) => exchange.platform.links.read(input)),
    answer: open.links.answer.handler(({ input, context: { exchange } }) => exchange.platform.links.answer(input)),
  },
});
