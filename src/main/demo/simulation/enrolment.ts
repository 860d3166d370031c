import { createHash } from 'node:crypto';
import { SoftwareAuthenticator } from '../world/authenticator.ts';
import { demoDeviceKey, signAsDevice } from '../world/keys.ts';
import {
  begunAuthenticatorAnswer,
  begunFaceAnswer,
  begunPasskeyAnswer,
  challengeAnswer,
  finishedFaceAnswer,
  identified,
  meAnswer,
  removedDeviceAnswer,
} from './answers.ts';
import type { Session, SimulatedCustomer } from './customer.ts';
import { framesOf, pictureOf } from './stand-ins.ts';
import { confirmed, confirmedSetting, logIn } from './steps.ts';

const HOUR = 3_600_000;
const HOLD = 24 * HOUR;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A hold of the whole length began: the customer remembers when it ends. */
const held = (customer: SimulatedCustomer): void => {
  customer.heldUntil = Math.max(customer.heldUntil, customer.world.time.now() + HOLD);
};

/** A stranger becomes a customer: account, first log-in by codes, identity, then the browser. @returns whether it worked */
export async function register(customer: SimulatedCustomer): Promise<boolean> {
  const { id, email, phoneNumber: phone, country } = customer;
  const openedAt = customer.world.time.now() - 90 * 24 * HOUR;
  const account = await customer.platform('PUT', `/accounts/${id}`, {
    kind: 'main',
    name: `Customer ${id}`,
    email,
    phone,
    country,
    openedAt,
  });
  if (!account.ok) return false;
  customer.app = await logIn(customer, customer.phone);
  if (customer.app === null) return false;
  const document = await customer.platform('POST', `/accounts/${id}/documents`, {
    kind: 'passport',
    country,
    number: `P-${id}`,
    name: `Customer ${id}`,
    birthDate: '1990-04-30',
    expiresOn: '2039-05-14',
    verified: true,
    images: [{ side: 'front', image: base64(pictureOf(id)) }],
  });
  if (!document.ok) return false;
  await customer.pause(60);
  customer.web = await logIn(customer, customer.browser);
  return true;
}

export async function enrolFace(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const operationId = await confirmedSetting(customer, session, 'face_enrol');
  if (operationId === null) return false;
  const begun = await customer.on(session, 'POST', '/face/begin', { operationId });
  if (!begun.ok) return false;
  await customer.world.time.until(customer.world.time.now() + 10_000);
  const finished = await customer.on(session, 'POST', '/face/finish', { ...begun.as(begunFaceAnswer), frames: framesOf(customer.id) });
  customer.faceEnrolled = finished.ok && finished.as(finishedFaceAnswer).factor !== null;
  return customer.faceEnrolled;
}

export async function enrolAuthenticator(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const operationId = await confirmedSetting(customer, session, 'authenticator_add');
  if (operationId === null) return false;
  const begun = await customer.on(session, 'POST', '/authenticator/begin', { operationId });
  if (!begun.ok) return false;
  const { factorId, secret } = begun.as(begunAuthenticatorAnswer);
  customer.authenticatorSecret = secret;
  const finished = await customer.on(session, 'POST', '/authenticator/finish', {
    factorId,
    code: await customer.totp(),
  });
  if (!finished.ok) customer.authenticatorSecret = null;
  return finished.ok;
}

/** Registers a device key for the phone in hand. */
export function registration(customer: SimulatedCustomer, challenge: string, keySeed: string) {
  const { kty, crv, x, y } = demoDeviceKey(keySeed, customer.id);
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const text = ['portcullis-register-v1', challenge, thumbprint].join('\n');
  return { publicKey: { kty, crv, x, y }, signature: signAsDevice(keySeed, customer.id, text) };
}

export async function addTrustedDevice(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const operationId = await confirmed(customer, session, 'trusted_device_add');
  if (operationId === null) return false;
  const begun = await customer.on(session, 'POST', '/trusted-device/challenge', { operationId });
  if (!begun.ok) return false;
  const { challenge } = begun.as(challengeAnswer);
  const keySeed = `${customer.world.seed}/${customer.world.time.now()}`;
  // Twice at once, as a nervous finger does: one key is bound, or none.
  const answers = await Promise.all(
    [keySeed, `${keySeed}/second`].map((key) =>
      customer.on(session, 'POST', '/trusted-device', { operationId, challenge, ...registration(customer, challenge, key), name: 'Phone' }),
    ),
  );
  const bound = answers.filter(({ ok }) => ok).length;
  customer.check('one_trusted_device', bound <= 1, `${bound} of two registrations at once were accepted`);
  if (bound === 0) return false;
  customer.trusted = { keySeed: answers[0]?.ok === true ? keySeed : `${keySeed}/second` };
  await countTrustedDevices(customer, session);
  return true;
}

export async function countTrustedDevices(customer: SimulatedCustomer, session: Session): Promise<void> {
  const me = await customer.on(session, 'GET', '/me');
  if (!me.ok) return;
  const live = me
    .as(meAnswer)
    .factors.filter(({ kind, status }) => kind === 'trusted_device' && (status === 'active' || status === 'suspended'));
  customer.check('one_trusted_device', live.length <= 1, `${live.length} trusted devices are live`);
}

/** Removes it and looks at what must follow: the hold, to the millisecond, on every new withdrawal. */
export async function removeTrustedDevice(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const operationId = await confirmed(customer, session, 'trusted_device_remove');
  if (operationId === null) return false;
  const { time } = customer.world;
  const removed = await customer.on(session, 'POST', '/trusted-device/remove', { operationId });
  if (!removed.ok) return false;
  customer.trusted = null;
  held(customer);
  const endsAt = removed.as(removedDeviceAnswer).hold.endsAt;
  customer.check('removal_leaves_a_hold', endsAt === time.now() + HOLD, `the hold ends ${endsAt - time.now()} ms after the removal`);
  const me = await customer.on(session, 'GET', '/me');
  const causes = me.ok ? me.as(meAnswer).holds.map(({ cause }) => cause) : [];
  customer.check('removal_leaves_a_hold', !me.ok || causes.includes('trusted_device_removed'), `holds are ${causes.join(', ') || 'none'}`);
  return true;
}

export async function addPasskey(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  if (customer.passkey !== null) return false;
  const operationId = await confirmed(customer, session, 'passkey_add');
  if (operationId === null) return false;
  const begun = await customer.on(session, 'POST', '/passkeys/begin', { operationId, kind: 'this_device', credentialManager: true });
  if (!begun.ok) return false;
  const authenticator = new SoftwareAuthenticator();
  const response = authenticator.create(begun.as(begunPasskeyAnswer).options);
  const finished = await customer.on(session, 'POST', '/passkeys', { operationId, response });
  if (!finished.ok) return false;
  customer.passkey = { id: finished.as(identified).id, authenticator };
  return true;
}

export async function removePasskey(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const { passkey } = customer;
  if (passkey === null) return false;
  const operationId = await confirmed(customer, session, 'passkey_remove', { details: { passkey_id: passkey.id } });
  if (operationId === null) return false;
  const removed = await customer.on(session, 'POST', `/passkeys/${passkey.id}/remove`, { operationId });
  if (customer.mandatoryPasskey) {
    customer.check('mandatory_passkey_never_falls_back', !removed.ok, 'the last passkey was removed while passkeys are mandatory');
  }
  if (!removed.ok) return false;
  customer.passkey = null;
  return true;
}

export async function removeAuthenticator(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const operationId = await confirmedSetting(customer, session, 'authenticator_remove');
  if (operationId === null) return false;
  const removed = await customer.on(session, 'POST', '/security-items/remove', { operationId, item: 'authenticator' });
  if (!removed.ok) return false;
  customer.authenticatorSecret = null;
  held(customer);
  return true;
}

/** Erases the face; a trusted device that rested on it is suspended with it. */
export async function removeFace(customer: SimulatedCustomer, session: Session): Promise<boolean> {
  const operationId = await confirmedSetting(customer, session, 'face_erase');
  if (operationId === null) return false;
  const removed = await customer.on(session, 'POST', '/face/remove', { operationId });
  if (!removed.ok) return false;
  customer.faceEnrolled = false;
  return true;
}

export async function turnMandatoryPasskey(customer: SimulatedCustomer, session: Session, on: boolean): Promise<boolean> {
  const operationId = await confirmedSetting(customer, session, `mandatory_passkey_${on ? 'on' : 'off'}`);
  if (operationId === null) return false;
  const turned = await customer.on(session, 'POST', `/mandatory-passkey/${on ? 'on' : 'off'}`, { operationId });
  if (!turned.ok) return false;
  customer.mandatoryPasskey = on;
  if (!on) return true;
  // MP-03: every other session has ended by it.
  for (const other of [customer.app, customer.web]) {
    if (other !== null && other.id !== session.id) customer.endedTokens.push(other);
  }
  if (customer.app?.id !== session.id) customer.app = null;
  if (customer.web?.id !== session.id) customer.web = null;
  return true;
}
