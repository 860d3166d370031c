import { randomBytes } from 'node:crypto';
import type { InferContractRouterInputs } from '@orpc/contract';
import { ownKinds, type Wish } from '../../../shared/contract/exchange/index.ts';
import type { platformContract } from '../../../shared/contract/platform/index.ts';
import { conflict, invalidInput, notFound, PortcullisError } from '../../engine/errors.ts';
import type { User } from './books.ts';
import { type Caller, inside, newId, own } from './context.ts';
import { assets, fromUnits, priceOf, toUnits, worthOf } from './money.ts';

type OperationInput = InferContractRouterInputs<typeof platformContract>['operations']['submit'];
type Told = Pick<OperationInput, 'amount' | 'asset' | 'referenceValue' | 'destination' | 'details'>;

const isOwn = (kind: string): boolean => (ownKinds as readonly string[]).includes(kind);

/** What Portcullis is told of a wish: exactly what the customer will read and sign. */
function tell(wish: Wish, { apiKeys }: User): Told {
  switch (wish.kind) {
    case 'withdrawal': {
      const { asset, amount, destination } = wish;
      return { asset, amount, destination, referenceValue: worthOf(amount, priceOf(asset)) };
    }
    case 'c2c_trade':
      return {
        asset: wish.asset,
        amount: wish.amount,
        referenceValue: worthOf(wish.amount, priceOf(wish.asset)),
        details: { counterparty: wish.counterparty },
      };
    case 'deposit_address_view':
      return { asset: wish.asset };
    case 'api_key_create':
      return { details: { label: wish.label, permissions: wish.permissions.join(', ') } };
    case 'api_key_edit':
      return { details: { key: own(apiKeys, wish.keyId, 'API key').label, label: wish.label, permissions: wish.permissions.join(', ') } };
    case 'api_key_delete':
      return { details: { key: own(apiKeys, wish.keyId, 'API key').label } };
    case 'withdrawal_address_add':
      return { asset: wish.asset, destination: wish.destination, details: { label: wish.label } };
    case 'security_setting_change':
      return { details: { change: wish.change, setting: wish.setting, ...(wish.value === undefined ? {} : { value: wish.value }) } };
    case 'passkey_remove':
      return { details: { passkey_id: wish.passkeyId } };
    default:
      return {};
  }
}

const movesMoney = (wish: Wish): wish is Wish & { readonly asset: string; readonly amount: string } =>
  wish.kind === 'withdrawal' || wish.kind === 'c2c_trade';

function requireCover(user: User, asset: string, amount: string): void {
  if (toUnits(amount) === 0n) throw invalidInput('amount', 'must be more than nothing');
  if (!assets.some((each) => each.asset === asset)) throw invalidInput('asset', 'is not dealt in here');
  if (toUnits(user.balances[asset] ?? '0') < toUnits(amount)) throw invalidInput('amount', `is more than the ${asset} you have`);
}

/** A deposit address of the customer's, always the same. */
function depositAddress(user: User, asset: string) {
  const network = assets.find((each) => each.asset === asset)?.networks[0] ?? asset;
  const body = Buffer.from(`${user.accountId}/${asset}`).toString('hex').padEnd(40, '7').slice(0, 40);
  return { asset, network, address: asset === 'BTC' ? `bc1q${body.slice(0, 38)}` : asset === 'SOL' ? body : `0x${body}` };
}

/** The effect in the exchange's own books; runs once, after Portcullis has said yes. */
function carryOut(wish: Wish, user: User, now: number) {
  switch (wish.kind) {
    case 'api_key_create': {
      const key = `ngk_${randomBytes(18).toString('base64url')}`;
      const { label, permissions } = wish;
      user.apiKeys.push({ id: newId('key'), label, permissions: [...permissions], hint: key.slice(-4), createdAt: now });
      return { apiKey: { key, secret: randomBytes(32).toString('base64url') } };
    }
    case 'api_key_edit':
      Object.assign(own(user.apiKeys, wish.keyId, 'API key'), { label: wish.label, permissions: [...wish.permissions] });
      return {};
    case 'api_key_delete':
      user.apiKeys = user.apiKeys.filter(({ id }) => id !== wish.keyId);
      return {};
    case 'withdrawal_address_add': {
      const { label, asset, destination } = wish;
      user.addresses.push({ id: newId('adr'), label, asset, address: destination.address, network: destination.network });
      return {};
    }
    case 'deposit_address_view':
      return { depositAddress: depositAddress(user, wish.asset) };
    default:
      return {};
  }
}

const startedBy = ({ user, session, address }: Caller, userAgent: string | undefined) => ({
  accountId: user.accountId,
  client: session.client,
  sessionId: session.id,
  device: { id: session.deviceId, name: session.deviceName },
  address,
  ...(userAgent === undefined ? {} : { userAgent }),
});

const submit = inside.operations.submit.handler(async ({ input: { wish }, context }) => {
  const { exchange, caller, userAgent } = context;
  const { books, platform } = exchange;
  if (movesMoney(wish)) requireCover(caller.user, wish.asset, wish.amount);
  const told = tell(wish, caller.user);
  const { operation, decision, prompt } = await platform.operations.submit({ ...startedBy(caller, userAgent), kind: wish.kind, ...told });
  const { outcome, steps } = decision;
  if (isOwn(wish.kind)) books.addPending({ operationId: operation.id, accountId: caller.user.accountId, wish, done: false });
  // What a rule found suspicious is for staff; whoever sits at a stolen session need not learn it.
  return { operation, decision: { outcome, reasons: outcome === 'hold' ? decision.reasons : [], steps }, prompt };
});

const execute = inside.operations.execute.handler(async ({ input: { id }, context }) => {
  const { exchange, caller } = context;
  const { books, platform } = exchange;
  const { user } = caller;
  const pending = books.pending(id);
  if (pending === undefined || pending.accountId !== user.accountId) throw notFound('operation to carry out');
  if (pending.done) throw conflict('This was carried out before.', { status: 'executed' });
  pending.done = true;
  const { wish } = pending;
  const money = movesMoney(wish) ? wish : null;
  try {
    // Taken before asking, so that two withdrawals at once cannot spend the same coins.
    if (money !== null) {
      requireCover(user, money.asset, money.amount);
      user.balances[money.asset] = fromUnits(toUnits(user.balances[money.asset] ?? '0') - toUnits(money.amount));
    }
    const { amount, asset, destination, details } = tell(wish, user);
    const { operation } = await platform.operations.execute(
      {
        id,
        ...(amount === undefined ? {} : { amount }),
        ...(asset === undefined ? {} : { asset }),
        ...(destination === undefined ? {} : { destination }),
        ...(details === undefined ? {} : { details }),
      },
      { context: { idempotencyKey: `execute-${id}` } },
    );
    const now = Date.now();
    if (money !== null) {
      user.movements.unshift({
        operationId: id,
        kind: money.kind,
        asset: money.asset,
        amount: money.amount,
        to: wish.kind === 'withdrawal' ? wish.destination.address : wish.kind === 'c2c_trade' ? wish.counterparty : null,
        status: operation.status,
        at: now,
      });
    }
    const effect = carryOut(wish, user, now);
    books.changed();
    return { operation, ...effect };
  } catch (error) {
    pending.done = false;
    if (money !== null && !(error instanceof PortcullisError)) {
      user.balances[money.asset] = fromUnits(toUnits(user.balances[money.asset] ?? '0') + toUnits(money.amount));
    }
    throw error;
  }
});

const cancel = inside.operations.cancel.handler(async ({ input: { id }, context: { exchange, caller } }) => {
  const { operation } = await exchange.platform.operations.get({ id });
  if (operation.accountId !== caller.user.accountId) throw notFound('operation');
  return exchange.platform.operations.cancel({ id, reason: 'given up by the customer' });
});

export const operations = { submit, execute, cancel };
