import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { recordVerification } from '../../src/main/engine/accounts/verification.ts';
import type { CustomerActor } from '../../src/main/engine/actor.ts';
import { beginAuthenticator, finishAuthenticator } from '../../src/main/engine/factors/authenticator/enrol.ts';
import type { Proof } from '../../src/main/engine/factors/method.ts';
import { beginPasskey, finishPasskey } from '../../src/main/engine/factors/passkey/enrol.ts';
import { turnOnMandatoryPasskey } from '../../src/main/engine/factors/passkey/mandatory.ts';
import { challengeTrustedDevice, registerTrustedDevice, registrationText } from '../../src/main/engine/factors/trusted-device/enrol.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { getDeviceRequest } from '../../src/main/engine/verification/device.ts';
import type { Submitted } from '../../src/shared/contract/operation.ts';
import type { AccountId } from '../../src/shared/vocabulary/index.ts';
import { SoftwareAuthenticator } from './authenticator.ts';
import { type Customer, knowDevice, once, openSession, operation, Phone, platform, sentCode, type Wished, wished } from './customers.ts';
import type { TestEngine } from './engine.ts';
import { enrolFace, passport, sentFrames, withDocument } from './identity.ts';

/** What a customer has before anything is turned on. */
export interface Enrolment {
  readonly phone: boolean;
  readonly verified: boolean;
  /** With a document and a face that the engine itself knows. */
  readonly face: boolean;
  readonly authenticator: boolean;
  readonly passkey: boolean;
}

/** A customer with everything at hand that their steps may ask for. */
export interface Person {
  readonly engine: TestEngine;
  readonly customer: Customer;
  readonly has: Enrolment;
  authenticator: (() => string) | null;
  passkey: SoftwareAuthenticator | null;
}

/** Something a customer starts, as the platform tells of it. */
export interface Deed {
  readonly kind: Wished;
  readonly from: 'web' | 'app' | 'stranger';
  readonly address: string;
  readonly cents: number;
}

const laptop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';

/** The code that an authenticator app with this secret shows now. */
export const authenticatorCode = ({ clock }: Pick<TestEngine, 'clock'>, secret: string): string =>
  generateSync({ secret, strategy: 'totp', epoch: Math.floor(clock.now() / 1000) });

/** Makes the same customer in whichever engine, with what they have. */
export async function makePerson(engine: TestEngine, name: string, has: Enrolment): Promise<Person> {
  const id = name as AccountId;
  const contact = { email: `${name}@example.com`, ...(has.phone ? { phone: '+4915112345678' } : {}) };
  await putAccount(engine, platform, { id, kind: 'main', country: 'DE', openedAt: 0, ...contact }, once());
  const web = await openSession(engine, id, 'web', `${name}-laptop`);
  const app = await openSession(engine, id, 'ios', `${name}-phone`);
  for (const actor of [web, app]) await knowDevice(engine, actor);
  const customer: Customer = { id, web, app, phone: new Phone(), code: () => '' };
  const person: Person = { engine, customer, has, authenticator: null, passkey: null };
  if (has.face) {
    await withDocument(engine, customer, passport({ number: name }));
    await enrolFace(engine, customer);
  } else if (has.verified) await recordVerification(engine, platform, { id, status: 'verified', level: 2, faceEnrolled: true }, once());
  if (has.authenticator) await turnOn(person, 'authenticator');
  if (has.passkey) await turnOn(person, 'passkey');
  return person;
}

/** Whether a person got all they were to have: where too much happened from one address lately, staff decide about setting something up. */
export const isSetUp = ({ has, authenticator, passkey }: Person): boolean =>
  (!has.authenticator || authenticator !== null) && (!has.passkey || passkey !== null);

/** Submits a deed. */
export function submitDeed({ engine, customer }: Person, { kind, from, address, cents }: Deed): Promise<Submitted> {
  const actor = from === 'app' ? customer.app : customer.web;
  const stranger = from === 'stranger';
  const value = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const money = kind === 'withdrawal' || kind === 'c2c_trade' ? { amount: value, asset: 'USDT', referenceValue: value } : {};
  return submitOperation(
    engine,
    platform,
    operation({
      accountId: customer.id,
      ...wished(kind),
      client: actor.client,
      device: { id: stranger ? `${customer.id}-stranger` : actor.deviceId },
      ...(stranger || kind === 'login' ? {} : { sessionId: actor.sessionId }),
      ...(kind === 'login' ? { credentialResult: 'accepted' } : {}),
      ...(kind === 'withdrawal' ? { destination: { address: 'TExampleDestination', network: 'Tron' } } : {}),
      ...money,
      address,
      userAgent: laptop,
    }),
    once(),
  );
}

const actorOf = ({ customer }: Person, from: Deed['from']): CustomerActor => (from === 'app' ? customer.app : customer.web);

/** The proof that a step asks for, from what the person has at hand. */
async function proofFor(person: Person, factor: string, passkey: Awaited<ReturnType<typeof beginStep>>['passkey']): Promise<Proof> {
  const { engine, customer } = person;
  if (factor === 'passkey') return passkey === undefined || person.passkey === null ? {} : { passkey: person.passkey.get(passkey) };
  if (factor === 'authenticator') {
    engine.clock.advance(30_000);
    return { code: person.authenticator?.() ?? '' };
  }
  if (factor === 'face') {
    engine.clock.advance(10_000);
    return { face: { frames: sentFrames('ada') } };
  }
  return { code: await sentCode(engine, customer.id) };
}

/** Completes the steps of an operation as its owner does. @returns the status that it comes to */
export async function finish(person: Person, from: Deed['from'], id: string): Promise<string> {
  const { engine, customer } = person;
  const actor = actorOf(person, from);
  for (;;) {
    const { operation: now } = await readOperation(engine, platform, id);
    const step = now.steps.find(({ status }) => status === 'pending');
    if (now.status !== 'awaiting_step_up' || step === undefined) return now.status;
    // Long enough that no pause between codes and no back-off stands in the way.
    engine.clock.advance(2 * 60_000);
    const begun = await beginStep(engine, actor, { id, position: step.position });
    if (step.factor === 'trusted_device') {
      if (begun.prompt === null) throw new Error('nothing rang');
      const request = await getDeviceRequest(engine, customer.app, begun.prompt.requestId);
      const number = begun.prompt.number ?? undefined;
      await answerRequest(
        engine,
        customer.app,
        customer.phone.answer({ id: request.id, answer: 'approve', number }, request.canonicalHash),
      );
      continue;
    }
    const proof = await proofFor(person, step.factor, begun.passkey);
    const { passed } = await completeStep(engine, actor, { id, position: step.position, ...proof });
    if (!passed) throw new Error(`${step.factor} was refused to its owner`);
  }
}

/** Proofs of every method but the one whose turn it is: genuine ones where the person has it, made up ones else. */
export function otherProofs(person: Person, factor: string): Proof[] {
  const proofs: Proof[] = [];
  if (factor !== 'authenticator') proofs.push({ code: person.authenticator?.() ?? '424242' });
  if (factor !== 'passkey') {
    const passkey = (person.passkey ?? new SoftwareAuthenticator()).get({
      challenge: Buffer.from(randomUUID()).toString('base64url'),
      rpId: 'localhost',
      timeout: 60_000,
      userVerification: 'required',
      allowCredentials: [],
    });
    proofs.push({ passkey });
  }
  if (factor !== 'face') proofs.push({ face: { frames: sentFrames('ada') } });
  return proofs;
}

export const protections = ['trusted_device', 'mandatory_passkey', 'passkey', 'authenticator'] as const;
export type Protection = (typeof protections)[number];

/** Whether a customer with this can turn a protection on at all. */
export function canTurnOn({ verified, face, authenticator, passkey }: Enrolment, protection: Protection): boolean {
  if (protection === 'trusted_device') return (verified || face) && (authenticator || passkey);
  if (protection === 'mandatory_passkey') return passkey;
  return protection === 'passkey' ? (verified || face) && !passkey : !authenticator;
}

const wishOf: Readonly<Record<Protection, Wished>> = {
  trusted_device: 'trusted_device_add',
  mandatory_passkey: 'mandatory_passkey_on',
  passkey: 'passkey_add',
  authenticator: 'authenticator_add',
};

const home = '198.51.100.7';

/** Authorizes what turning a protection on takes, without turning it on. @returns the operation's id, or null where a person would decide */
export async function wouldTurnOn(person: Person, protection: Protection): Promise<string | null> {
  const from = protection === 'trusted_device' ? 'app' : 'web';
  const { operation: started } = await submitDeed(person, { kind: wishOf[protection], from, address: home, cents: 0 });
  return (await finish(person, from, started.id)) === 'authorized' ? started.id : null;
}

/** Turns a protection on as the customer does. @returns whether it is on */
export async function turnOn(person: Person, protection: Protection): Promise<boolean> {
  const operationId = await wouldTurnOn(person, protection);
  if (operationId === null) return false;
  const { engine, customer } = person;
  if (protection === 'mandatory_passkey') await turnOnMandatoryPasskey(engine, customer.web, operationId);
  if (protection === 'authenticator') {
    const { factorId, secret } = await beginAuthenticator(engine, customer.web, operationId);
    const code = () => authenticatorCode(engine, secret);
    await finishAuthenticator(engine, customer.web, { factorId, code: code() });
    person.authenticator = code;
  }
  if (protection === 'passkey') {
    const passkey = new SoftwareAuthenticator();
    const begun = await beginPasskey(engine, customer.web, { operationId, kind: 'this_device', credentialManager: true });
    await finishPasskey(engine, customer.web, { operationId, response: passkey.create(begun.options) });
    person.passkey = passkey;
  }
  if (protection === 'trusted_device') await bindPhone(person, operationId);
  engine.clock.advance(60_000);
  return true;
}

/** Binds the phone in hand with an authorized operation. */
export async function bindPhone({ engine, customer }: Person, operationId: string, actor = customer.app, phone = customer.phone) {
  const { challenge } = await challengeTrustedDevice(engine, actor, operationId);
  await registerTrustedDevice(engine, actor, {
    operationId,
    challenge,
    publicKey: phone.jwk,
    signature: phone.sign(registrationText(challenge, phone.jwk)),
    name: 'My phone',
  });
}
