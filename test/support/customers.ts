import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { generateSync } from 'otplib';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { recordVerification } from '../../src/main/engine/accounts/verification.ts';
import type { CustomerActor, PlatformActor, StaffActor } from '../../src/main/engine/actor.ts';
import { beginAuthenticator, finishAuthenticator } from '../../src/main/engine/factors/authenticator/enrol.ts';
import { challengeTrustedDevice, registerTrustedDevice, registrationText } from '../../src/main/engine/factors/trusted-device/enrol.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { markDeviceLogin } from '../../src/main/engine/operations/store.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import type { Message } from '../../src/main/engine/outbox/messages.ts';
import { newestSentMessages } from '../../src/main/engine/outbox/store.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { type Answer, answerText } from '../../src/main/engine/verification/answer.ts';
import type { OperationInput } from '../../src/shared/contract/operation.ts';
import { operationInputSchema } from '../../src/shared/contract/operation.ts';
import type { AccountId, DeviceId, PlatformKeyId, SecuritySetting, StaffId, StaffSessionId } from '../../src/shared/vocabulary/index.ts';
import { scopes, securitySettings } from '../../src/shared/vocabulary/index.ts';
import type { TestEngine } from './engine.ts';

/** A server key with every scope. */
export const platform: PlatformActor = {
  kind: 'platform',
  keyId: 'pk_00000000000000000000000001' as PlatformKeyId,
  scopes: [...scopes],
  address: '192.0.2.1',
};

export const staff = (role: StaffActor['role']): StaffActor => ({
  kind: 'staff',
  staffId: 'staff_00000000000000000000000001' as StaffId,
  sessionId: 'ss_00000000000000000000000001' as StaffSessionId,
  role,
  address: null,
});

export const once = (): { readonly key: string; readonly requestHash: string } => {
  const key = randomUUID();
  return { key, requestHash: key };
};

/** A phone with a device key of its own, as the native app holds it. */
export class Phone {
  readonly #key: KeyObject;
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

  constructor() {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = pair.privateKey;
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    this.jwk = { kty: 'EC', crv: 'P-256', x, y };
  }

  sign(text: string): string {
    return sign('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  }

  answer(answer: Omit<Answer, 'signature'>, canonicalHash: string): Answer {
    return { ...answer, signature: this.sign(answerText(answer, canonicalHash)) };
  }
}

export interface Customer {
  readonly id: AccountId;
  /** The session on the web, where operations start. */
  readonly web: CustomerActor;
  /** The session in the native app. */
  readonly app: CustomerActor;
  readonly phone: Phone;
  /** A code of the authenticator app now; null without one. */
  code(): string;
}

/** Opens a customer's session as the platform would. */
export async function openSession(
  engine: TestEngine,
  id: AccountId,
  client: CustomerActor['client'],
  deviceId: string,
): Promise<CustomerActor> {
  const { session } = await createSession(
    engine,
    platform,
    { id, client, deviceId: deviceId as DeviceId, address: '198.51.100.7' },
    once(),
  );
  return { kind: 'customer', accountId: id, sessionId: session.id, deviceId: session.deviceId, client, address: '198.51.100.7' };
}

const laptop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';

/** An operation's input as it comes out of the contract's parser. */
export const operation = (input: Record<string, unknown>): OperationInput => operationInputSchema.parse(input);

export const withdrawal = (customer: Pick<Customer, 'id' | 'web'>, more: Record<string, unknown> = {}): OperationInput =>
  operation({
    accountId: customer.id,
    kind: 'withdrawal',
    client: 'web',
    device: { id: customer.web.deviceId },
    sessionId: customer.web.sessionId,
    address: '198.51.100.7',
    userAgent: laptop,
    amount: '0.5',
    asset: 'BTC',
    referenceValue: '100.00',
    destination: { address: 'bc1qexampledestination', network: 'Bitcoin' },
    ...more,
  });

/** Makes a device one that the customer has logged in on just now, as a completed log-in would. */
export async function knowDevice(
  engine: TestEngine,
  { accountId, deviceId }: Pick<CustomerActor, 'accountId' | 'deviceId'>,
): Promise<void> {
  const now = engine.clock.now();
  await engine.store.write((tx) => tx.run(markDeviceLogin, { accountId, id: deviceId, now }));
}

let made = 0;

const contactOf = (accountId: string) => ({ email: `${accountId}@example.com`, phone: '+4915112345678' });

/** A verified customer with contact data and sessions on devices that they know, without factors of their own. */
export async function makeCustomer(
  engine: TestEngine,
  more: Partial<{ readonly verified: boolean; readonly id: string }> = {},
): Promise<Customer> {
  made += 1;
  const id = (more.id ?? `cust-${made}-${randomUUID().slice(0, 8)}`) as AccountId;
  await putAccount(engine, platform, { id, kind: 'main', ...contactOf(id), country: 'DE', openedAt: 0 }, once());
  if (more.verified !== false) await recordVerification(engine, platform, { id, status: 'verified', level: 2, faceEnrolled: true }, once());
  const web = await openSession(engine, id, 'web', `${id}-laptop`);
  const app = await openSession(engine, id, 'ios', `${id}-phone`);
  await knowDevice(engine, web);
  await knowDevice(engine, app);
  return { id, web, app, phone: new Phone(), code: () => '' };
}

/**
 * The code that was last sent for an operation, as its recipient reads it: from the outbox while it waits there, or from what a running
 * server has handed over meanwhile. Looked for in this order, since a message is kept before it leaves the outbox.
 */
export async function sentCode(engine: TestEngine, accountId: string): Promise<string> {
  const waiting = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['event_id as eventId', 'payload'])
      .where('account_id', '=', accountId)
      .where('topic', '=', 'code')
      .execute(),
  );
  const delivered = await engine.store.read((tx) => tx.all(newestSentMessages, { since: 0, limit: 50 }));
  const codes = [
    ...waiting.map(({ eventId, payload }) => {
      const { sealed } = JSON.parse(payload) as { readonly sealed: string };
      return { eventId, code: engine.sealer.openText(Buffer.from(sealed, 'base64'), 'outbox.code') };
    }),
    ...delivered.flatMap(({ eventId, messageSealed }) => {
      const { to, text } = JSON.parse(engine.sealer.openText(messageSealed, `sent_message:${eventId}`)) as Message;
      const code = /^\d{6}(?= is your code)/u.exec(text)?.[0];
      return code !== undefined && Object.values(contactOf(accountId)).includes(to) ? [{ eventId, code }] : [];
    }),
  ];
  const last = codes.toSorted((one, other) => (one.eventId < other.eventId ? 1 : -1))[0];
  if (last === undefined) throw new Error(`No code was sent to ${accountId}.`);
  return last.code;
}

/** Completes the steps of an operation, except a trusted device's, which the phone answers. */
export async function completeSteps(engine: TestEngine, customer: Customer, actor: CustomerActor, id: string): Promise<void> {
  for (let position = 0; position < 5; position += 1) {
    const step = await engine.store.read((tx) =>
      tx.db.selectFrom('operation_steps').selectAll().where('operation_id', '=', id).where('position', '=', position).executeTakeFirst(),
    );
    if (step === undefined || step.factor === 'trusted_device') return;
    await beginStep(engine, actor, { id, position });
    const code = step.factor === 'authenticator' ? customer.code() : await sentCode(engine, customer.id);
    await completeStep(engine, actor, { id, position, code });
  }
}

/** An operation's kind, or the one setting that a security-setting change is for. */
export type Wished = OperationInput['kind'] | SecuritySetting;

/** What a wish is submitted as: a setting is named in the details, with the value that it is given. */
export function wished(wish: Wished, value?: string): { readonly kind: OperationInput['kind']; readonly details?: Record<string, string> } {
  const setting = securitySettings.find((each) => each === wish);
  if (setting === undefined) return { kind: wish as OperationInput['kind'] };
  return { kind: 'security_setting_change', details: { setting, ...(value === undefined ? {} : { value }) } };
}

/** Submits an operation of the customer's and completes its step-up. @returns its id */
export async function authorize(
  engine: TestEngine,
  customer: Customer,
  actor: CustomerActor,
  wish: Wished,
  value?: string,
): Promise<string> {
  const submitted = await submitOperation(
    engine,
    platform,
    operation({
      accountId: customer.id,
      ...wished(wish, value),
      client: actor.client,
      device: { id: actor.deviceId },
      sessionId: actor.sessionId,
    }),
    once(),
  );
  await completeSteps(engine, customer, actor, submitted.operation.id);
  return submitted.operation.id;
}

/** Enrols an authenticator app through the engine's own use-cases. */
export async function enrolAuthenticator(engine: TestEngine, customer: Customer): Promise<Customer> {
  const operationId = await authorize(engine, customer, customer.app, 'authenticator_add');
  const { factorId, secret } = await beginAuthenticator(engine, customer.app, operationId);
  const code = () => generateSync({ secret, strategy: 'totp', epoch: Math.floor(engine.clock.now() / 1000) });
  await finishAuthenticator(engine, customer.app, { factorId, code: code() });
  engine.clock.advance(60_000);
  return { ...customer, code };
}

/** Adds the customer's phone as the trusted device. */
export async function enrolTrustedDevice(engine: TestEngine, customer: Customer): Promise<Customer> {
  const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
  const { challenge } = await challengeTrustedDevice(engine, customer.app, operationId);
  await registerTrustedDevice(engine, customer.app, {
    operationId,
    challenge,
    publicKey: customer.phone.jwk,
    signature: customer.phone.sign(registrationText(challenge, customer.phone.jwk)),
    name: 'My phone',
  });
  engine.clock.advance(60_000);
  return customer;
}

/** Ten quiet days, then a log-in on the laptop, and two days of use: a customer whom nothing recent makes risky. */
export async function settleIn(engine: TestEngine, customer: Customer): Promise<Customer> {
  engine.clock.advance(10 * 86_400_000);
  const { web } = customer;
  const login = await submitOperation(
    engine,
    platform,
    operation({
      accountId: customer.id,
      kind: 'login',
      client: 'web',
      device: { id: web.deviceId },
      sessionId: web.sessionId,
      address: '198.51.100.7',
      userAgent: laptop,
      credentialResult: 'accepted',
    }),
    once(),
  );
  await completeSteps(engine, customer, web, login.operation.id);
  engine.clock.advance(2 * 86_400_000);
  // They have the app and the page open by now.
  await engine.store.write((tx) =>
    tx.db.updateTable('sessions').set({ last_active_at: engine.clock.now() }).where('account_id', '=', customer.id).execute(),
  );
  return customer;
}

/** A customer of some standing with an authenticator app and a trusted device. */
export async function makeProtectedCustomer(engine: TestEngine): Promise<Customer> {
  return settleIn(engine, await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine))));
}
