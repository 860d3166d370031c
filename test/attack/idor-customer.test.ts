import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerActor } from '../../src/main/engine/actor.ts';
import { beginTransfer } from '../../src/main/engine/factors/passkey/transfer.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { askCaller } from '../../src/main/engine/recovery/callers/ask.ts';
import { beginContactChange } from '../../src/main/engine/security-items/contact.ts';
import { expireDue } from '../../src/main/engine/verification/expire.ts';
import { customerContract } from '../../src/shared/contract/customer/index.ts';
import { contractRoutes, pathOf, type TestRoute, validBody } from '../support/contract-routes.ts';
import {
  type Customer,
  enrolAuthenticator,
  makeCustomer,
  makeProtectedCustomer,
  once,
  platform,
  wished,
  withdrawal,
} from '../support/customers.ts';
import { addPasskey, confirmed } from '../support/passkeys.ts';
import { agent, askedReset } from '../support/recovery.ts';
import { startServer, type TestServer } from '../support/server.ts';

const MINUTE = 60_000;

const routes = contractRoutes(customerContract);

/** Ids of the victim's things by the collection they stand in, and what names them inside bodies. */
interface Loot {
  readonly ids: Readonly<Record<string, string>>;
  readonly inBodies: Readonly<Record<string, string>>;
}

let server: TestServer;
let victim: Customer;
let loot: Loot;
let thief: string;
/** One who could add a trusted device, had they an authorization of their own. */
let withoutDevice: string;

async function tokenOf({ id }: Customer, { deviceId, client }: CustomerActor): Promise<string> {
  const opened = await server.call('POST', `/platform/v1/accounts/${id}/sessions`, { client, deviceId });
  return opened.body.token;
}

const newMailbox = 'new-mailbox@example.com';

/** A customer with one of everything that has an id. */
async function rich(customer: Customer): Promise<Loot> {
  const { engine } = server;
  const { authenticator, passkey } = await addPasskey(engine, customer, { actor: customer.app });
  const again = async (wish: 'passkey_add' | 'email_change') => {
    engine.clock.advance(2 * MINUTE);
    return confirmed(engine, customer, customer.app, wish, authenticator, wish === 'passkey_add' ? {} : wished(wish, newMailbox));
  };
  const transfer = await beginTransfer(engine, customer.app, await again('passkey_add'));
  const change = await beginContactChange(engine, customer.app, {
    operationId: await again('email_change'),
    item: 'email',
    destination: newMailbox,
  });
  const reset = await askedReset(engine, customer);
  const caller = await askCaller(engine, agent, { accountId: customer.id, method: 'trusted_device', resetId: reset.id });
  const authorized = await again('email_change');
  engine.clock.advance(2 * MINUTE);
  const { operation, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
  if (prompt === null) throw new Error('nothing rang');
  return {
    ids: {
      operations: operation.id,
      'verification-requests': prompt.requestId,
      passkeys: passkey.id,
      'passkey-transfers': transfer.id,
      changes: change.id,
      'device-resets': reset.id,
      'caller-verifications': caller.id,
      sessions: customer.web.sessionId,
    },
    inBodies: { operationId: authorized, transferId: transfer.id },
  };
}

/** What the victim has, as the database holds it. */
const stateOf = (accountId: string) =>
  server.engine.store.read(async (tx) => ({
    factors: await tx.db.selectFrom('factors').selectAll().where('account_id', '=', accountId).orderBy('id').execute(),
    operations: await tx.db.selectFrom('operations').select(['id', 'status']).where('account_id', '=', accountId).orderBy('id').execute(),
    requests: await tx.db.selectFrom('verification_requests').selectAll().where('account_id', '=', accountId).orderBy('id').execute(),
    changes: await tx.db.selectFrom('contact_changes').selectAll().where('account_id', '=', accountId).orderBy('id').execute(),
    sessions: await tx.db.selectFrom('sessions').select(['id', 'ended_at']).where('account_id', '=', accountId).orderBy('id').execute(),
    account: await tx.db.selectFrom('accounts').selectAll().where('id', '=', accountId).execute(),
  }));

beforeAll(async () => {
  server = await startServer({ shared: true });
  const { engine } = server;
  const other = await makeProtectedCustomer(engine);
  victim = await makeProtectedCustomer(engine);
  loot = await rich(victim);
  thief = await tokenOf(other, other.app);
  const third = await enrolAuthenticator(engine, await makeCustomer(engine));
  withoutDevice = await tokenOf(third, third.app);
  // What has run out by now ends here and not between two looks at it.
  await expireDue(engine);
});
afterAll(() => server.close());

const named = (route: TestRoute) => route.template.includes('{');

/** A body of the right form that names the victim's things wherever it can name any. */
function bodyOf(route: TestRoute, names: Readonly<Record<string, string>>): Record<string, unknown> | undefined {
  const body = validBody(route);
  if (body === undefined) return undefined;
  return { ...body, ...Object.fromEntries(Object.entries(names).filter(([name]) => name in body)) };
}

const absentNames = { operationId: `op_${'0'.repeat(26)}`, transferId: 'A'.repeat(22) };

describe('another customer’s things', () => {
  it('IN-02 have a real id in this test wherever a route takes one', () => {
    for (const route of routes.filter(named)) expect(pathOf(route, loot.ids), route.name).not.toMatch(/0{26}|A{22}|\{/);
  });

  it.each(
    routes
      .filter((route) => named(route) || bodyOf(route, absentNames)?.operationId !== undefined)
      .map((route) => [route.name, route] as const),
  )('IN-02 %s answers for them word for word as for what never was, and touches nothing', async (_, route) => {
    const before = await stateOf(victim.id);
    const token = route.name.startsWith('trustedDevice.') ? withoutDevice : thief;
    const theirs = await server.call(route.method, pathOf(route, loot.ids), bodyOf(route, loot.inBodies), { token });
    const nobodys = await server.call(route.method, pathOf(route), bodyOf(route, absentNames), { token });
    expect([403, 404], theirs.text).toContain(theirs.status);
    expect({ status: theirs.status, body: theirs.body }).toEqual({ status: nobodys.status, body: nobodys.body });
    expect(theirs.text).not.toContain(victim.id);
    expect(await stateOf(victim.id)).toEqual(before);
  });

  it('IN-02 takes the same work to refuse as what never was: no time tells them apart', async () => {
    const { store } = server.engine;
    const [read, write] = [store.read, store.write];
    const transactionsOf = async (route: TestRoute, ids: Readonly<Record<string, string>>): Promise<number> => {
      let transactions = 0;
      Object.assign(store, {
        read: (...args: Parameters<typeof read>) => {
          transactions += 1;
          return read.apply(store, args);
        },
        write: (...args: Parameters<typeof write>) => {
          transactions += 1;
          return write.apply(store, args);
        },
      });
      await server.call(route.method, pathOf(route, ids), undefined, { token: thief });
      Object.assign(store, { read, write });
      return transactions;
    };
    const work = async (ids: Readonly<Record<string, string>>): Promise<Record<string, number>> => {
      const done: Record<string, number> = {};
      for (const route of routes.filter((each) => named(each) && each.method === 'GET')) {
        // The server's own jobs use the store meanwhile and can only add to a count.
        const counts: number[] = [];
        while (counts.length < 5) counts.push(await transactionsOf(route, ids));
        done[route.name] = Math.min(...counts);
      }
      return done;
    };
    expect(await work(loot.ids)).toEqual(await work({}));
  });
});
