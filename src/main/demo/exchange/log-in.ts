import type { InferContractRouterInputs } from '@orpc/contract';
import type { exchangeContract } from '../../../shared/contract/exchange/index.ts';
import { conflict, PortcullisError } from '../../engine/errors.ts';
import type { User } from './books.ts';
import { type ExchangeContext, hashOf, newId, open } from './context.ts';
import { welcome } from './money.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { addressAt } from './places.ts';

type LogIn = InferContractRouterInputs<typeof exchangeContract>['logIn'];

/** @param known whether they are known to be the customer; a password alone does not tell whoever has it a number to take over */
export const present = ({ accountId, name, email, phone }: User, known: boolean) => ({
  accountId,
  name,
  email,
  phone: known ? phone : null,
});

const register = open.register.handler(async ({ input, context: { exchange } }) => {
  const { books, platform } = exchange;
  const { name, country, phone = null } = input;
  const email = input.email.toLowerCase();
  const taken = () => conflict('There is an account with this e-mail address already.', { email });
  if (books.userByEmail(email) !== undefined) throw taken();
  const passwordHash = await hashPassword(input.password);
  const accountId = newId('NG').replace('_', '-').replaceAll('_', '-');
  await platform.accounts.put({ id: accountId, kind: 'main', name, email, country, ...(phone === null ? {} : { phone }) });
  if (books.userByEmail(email) !== undefined) throw taken();
  const user: User = {
    accountId,
    name,
    email,
    phone,
    country,
    passwordHash,
    reachedAt: [email, ...(phone === null ? [] : [phone])],
    balances: { ...welcome },
    addresses: [],
    apiKeys: [],
    movements: [],
  };
  books.addUser(user);
  return present(user, true);
});

/** Log-ins that a person of the platform's decides. Who restarts the exchange meanwhile logs in anew. */
interface Waiting {
  readonly user: User;
  readonly input: Pick<LogIn, 'client' | 'device'>;
  readonly operationId: string;
  readonly address: string;
}
const waiting = new Map<string, Waiting>();
const MOST_WAITING = 200;

/**
 * What a customer is told of a refusal. The decision's reasons are for staff and would teach an attacker, but for the one that follows from
 * the customer's own choice (MP-05).
 */
const refusedFor = (outcome: string, reasons: readonly string[]): string[] =>
  outcome === 'deny' ? reasons.filter((reason) => reason.startsWith('Passkeys are mandatory')) : [];

async function openSession({ exchange, place }: ExchangeContext, { user, input, operationId, address }: Waiting): Promise<string> {
  const { books, platform } = exchange;
  const { client, device } = input;
  const { session, token } = await platform.sessions.create({
    id: user.accountId,
    client,
    deviceId: device.id,
    ...(device.name === undefined ? {} : { deviceName: device.name }),
    address,
    loginOperationId: operationId,
  });
  books.addSession({
    id: session.id,
    tokenHash: hashOf(token),
    accountId: user.accountId,
    client,
    deviceId: device.id,
    deviceName: device.name ?? device.id,
    place,
    openedAt: session.createdAt,
    logInOperationId: operationId,
  });
  return token;
}

const logIn = open.logIn.handler(async ({ input, context }) => {
  const { exchange, place, userAgent } = context;
  const { books, platform } = exchange;
  const { client, device, password } = input;
  const user = books.userByEmail(input.email);
  const accepted = await verifyPassword(user?.passwordHash ?? null, password);
  const wrong = () => new PortcullisError('credentials_refused', 'The e-mail address or the password is wrong.');
  if (user === undefined) throw wrong();
  const address = addressAt(place, user.accountId, user.country);
  const { operation, decision, prompt } = await platform.operations.submit({
    accountId: user.accountId,
    kind: 'login',
    client,
    device,
    address,
    ...(userAgent === undefined ? {} : { userAgent }),
    // Portcullis hears of wrong passwords too: that is how guessing is noticed.
    credentialResult: accepted ? 'accepted' : 'wrong_password',
  });
  if (!accepted) throw wrong();
  const asked: Waiting = { user, input: { client, device }, operationId: operation.id, address };
  const opens = operation.status === 'authorized' || operation.status === 'awaiting_step_up';
  const token = opens ? await openSession(context, asked) : null;
  const ticket = operation.status === 'in_review' ? newId('wait') : null;
  if (ticket !== null) {
    waiting.set(ticket, asked);
    const [oldest] = waiting.keys();
    if (waiting.size > MOST_WAITING && oldest !== undefined) waiting.delete(oldest);
  }
  const reasons = refusedFor(decision.outcome, decision.reasons);
  return {
    operation,
    decision: { outcome: decision.outcome, reasons, steps: decision.steps },
    prompt,
    token,
    ticket,
    user: present(user, false),
  };
});

const resumeLogIn = open.resumeLogIn.handler(async ({ input, context }) => {
  const asked = waiting.get(input.ticket);
  if (asked === undefined) throw new PortcullisError('expired', 'This log-in is over. Log in again.');
  const { operation, decision } = await context.exchange.platform.operations.get({ id: asked.operationId });
  const goesOn = operation.status === 'authorized' || operation.status === 'awaiting_step_up';
  const token = goesOn ? await openSession(context, asked) : null;
  if (operation.status !== 'in_review') waiting.delete(input.ticket);
  return {
    operation,
    decision: { outcome: decision.outcome, reasons: [], steps: decision.steps },
    prompt: null,
    token,
    ticket: operation.status === 'in_review' ? input.ticket : null,
    user: present(asked.user, false),
  };
});

export const logInProcedures = { register, logIn, resumeLogIn };
