import type { CustomerActor } from '../../src/main/engine/actor.ts';
import { beginPasskey, finishPasskey } from '../../src/main/engine/factors/passkey/enrol.ts';
import { turnOnMandatoryPasskey } from '../../src/main/engine/factors/passkey/mandatory.ts';
import type { PasskeyView } from '../../src/main/engine/factors/passkey/present.ts';
import { beginStep, completeStep, readOwnOperation } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import type { Submitted } from '../../src/shared/contract/operation.ts';
import { type Lies, SoftwareAuthenticator } from './authenticator.ts';
import { type Customer, once, operation, platform, sentCode, type Wished, wished } from './customers.ts';
import type { TestEngine } from './engine.ts';

/** Submits an operation in a session. */
export const start = (
  engine: TestEngine,
  actor: CustomerActor,
  wish: Wished,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Submitted> =>
  submitOperation(
    engine,
    platform,
    operation({
      accountId: actor.accountId,
      ...wished(wish),
      client: actor.client,
      device: { id: actor.deviceId },
      sessionId: actor.sessionId,
      ...(wish === 'login' ? { credentialResult: 'accepted' } : {}),
      ...more,
    }),
    once(),
  );

/** Answers a passkey's step. */
export async function proveByPasskey(
  engine: TestEngine,
  actor: CustomerActor,
  step: { readonly id: string; readonly position: number },
  authenticator: SoftwareAuthenticator,
  lies: Lies = {},
): Promise<Awaited<ReturnType<typeof completeStep>>> {
  const { passkey } = await beginStep(engine, actor, step);
  if (passkey === undefined) throw new Error('the step asks for no passkey');
  return completeStep(engine, actor, { ...step, passkey: authenticator.get(passkey, lies) });
}

/** Completes every step by whatever it asks for. @returns the operation's status */
export async function confirm(
  engine: TestEngine,
  customer: Customer,
  actor: CustomerActor,
  id: string,
  authenticator?: SoftwareAuthenticator,
): Promise<string> {
  for (;;) {
    const { operation: now } = await readOwnOperation(engine, actor, id);
    const step = now.status === 'awaiting_step_up' ? now.steps.find(({ status }) => status === 'pending') : undefined;
    if (step === undefined) return now.status;
    const { position } = step;
    if (step.factor === 'passkey') {
      if (authenticator === undefined) throw new Error('no authenticator at hand');
      await proveByPasskey(engine, actor, { id, position }, authenticator);
      continue;
    }
    await beginStep(engine, actor, { id, position });
    const code = step.factor === 'authenticator' ? customer.code() : await sentCode(engine, customer.id);
    if (step.factor === 'authenticator') engine.clock.advance(30_000);
    await completeStep(engine, actor, { id, position, code });
  }
}

/** Submits an operation and completes its step-up. @returns its id */
export async function confirmed(
  engine: TestEngine,
  customer: Customer,
  actor: CustomerActor,
  wish: Wished,
  authenticator?: SoftwareAuthenticator,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { operation: started } = await start(engine, actor, wish, more);
  const status = await confirm(engine, customer, actor, started.id, authenticator);
  if (status !== 'authorized') throw new Error(`the ${wish} is ${status}`);
  return started.id;
}

/** Creates a passkey on this device. */
export async function addPasskey(
  engine: TestEngine,
  customer: Customer,
  options: {
    readonly actor?: CustomerActor;
    readonly authenticator?: SoftwareAuthenticator;
    /** One that the customer has already. */
    readonly by?: SoftwareAuthenticator;
    readonly kind?: 'this_device' | 'security_key';
  } = {},
): Promise<{ readonly authenticator: SoftwareAuthenticator; readonly passkey: PasskeyView }> {
  const { actor = customer.web, authenticator = new SoftwareAuthenticator(), by, kind = 'this_device' } = options;
  const operationId = await confirmed(engine, customer, actor, 'passkey_add', by);
  const begun = await beginPasskey(engine, actor, { operationId, kind, credentialManager: true });
  const passkey = await finishPasskey(engine, actor, { operationId, response: authenticator.create(begun.options) });
  engine.clock.advance(60_000);
  return { authenticator, passkey };
}

/** Makes passkeys mandatory. */
export async function makeMandatory(engine: TestEngine, customer: Customer, authenticator: SoftwareAuthenticator): Promise<void> {
  const operationId = await confirmed(engine, customer, customer.web, 'mandatory_passkey_on', authenticator);
  await turnOnMandatoryPasskey(engine, customer.web, operationId);
}

/** What the audit trail holds of an account, oldest first: action and reason. */
export async function trailOf(
  engine: TestEngine,
  accountId: string,
): Promise<readonly { readonly action: string; readonly reason: string | null }[]> {
  return engine.store.read((tx) =>
    tx.db.selectFrom('audit').select(['action', 'reason']).where('account_id', '=', accountId).orderBy('at').orderBy('seq').execute(),
  );
}

/** Topics of what waits in the outbox for an account on a channel. */
export async function queued(engine: TestEngine, accountId: string, channel: 'mail' | 'sms' | 'webhook'): Promise<readonly string[]> {
  const rows = await engine.store.read((tx) =>
    tx.db.selectFrom('outbox').select('topic').where('account_id', '=', accountId).where('channel', '=', channel).orderBy('id').execute(),
  );
  return rows.map(({ topic }) => topic);
}

/** Cases of an account, oldest first. */
export async function casesOf(
  engine: TestEngine,
  accountId: string,
): Promise<readonly { readonly kind: string; readonly title: string }[]> {
  return engine.store.read((tx) =>
    tx.db.selectFrom('cases').select(['kind', 'title']).where('account_id', '=', accountId).orderBy('created_at').execute(),
  );
}
