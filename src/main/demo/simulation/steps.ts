import type { FactorKind, SecuritySetting } from '../../../shared/vocabulary/index.ts';
import { begunStepAnswer, hasPassed, operationAnswer, requestAnswer } from './answers.ts';
import type { Mood, Session, SimulatedCustomer, Submission } from './customer.ts';
import { framesOf } from './stand-ins.ts';

/** What came of an operation's step-up. */
export type Passed = 'authorized' | 'not_authorized';

const done = ['authorized', 'executed'];

/**
 * Goes through an operation's steps on the device where it started, as an honest customer does, and checks on the way that nothing counts
 * but the step in turn.
 */
export async function passSteps(
  customer: SimulatedCustomer,
  session: Session,
  submission: Submission,
  mood: Mood = 'approve',
): Promise<Passed> {
  if (done.includes(submission.status)) return 'authorized';
  if (submission.status !== 'awaiting_step_up') return 'not_authorized';
  for (const [position, factor] of submission.steps.entries()) {
    const passed = await passStep(customer, session, submission, position, factor, mood);
    if (!passed) break;
  }
  return (await readStatus(customer, session, submission)) ? 'authorized' : 'not_authorized';
}

/** Reads the operation as its own client does. @returns whether it is authorized */
async function readStatus(customer: SimulatedCustomer, session: Session, submission: Submission): Promise<boolean> {
  const answer = await customer.on(session, 'GET', `/operations/${submission.id}`);
  if (!answer.ok) return false;
  const { status, steps } = answer.as(operationAnswer).operation;
  submission.status = status;
  customer.operations.set(submission.id, status);
  const authorized = done.includes(status);
  if (authorized) {
    customer.check(
      'only_the_answered_method',
      steps.length === submission.steps.length &&
        steps.every((step, index) => step.status === 'passed' && step.factor === submission.steps[index]),
      `${submission.kind} is ${status} with steps ${JSON.stringify(steps)}, decided were ${submission.steps.join(', ')}`,
    );
  }
  return authorized;
}

async function passStep(
  customer: SimulatedCustomer,
  session: Session,
  submission: Submission,
  position: number,
  factor: FactorKind,
  mood: Mood,
): Promise<boolean> {
  const path = `/operations/${submission.id}/steps/${position}`;
  if (factor === 'trusted_device' || factor === 'device_session') return askPhone(customer, session, submission, position, mood);
  if (factor === 'authenticator') {
    if (customer.authenticatorSecret === null) return false;
    const code = await customer.totp();
    return hasPassed(await customer.on(session, 'POST', `${path}/complete`, { code }));
  }
  if (factor === 'email_code' || factor === 'phone_code') {
    const to = factor === 'email_code' ? customer.email : customer.phoneNumber;
    customer.world.inbox.expect(to);
    let begun = await customer.on(session, 'POST', `${path}/begin`);
    if (begun.code === 'rate_limited') {
      await customer.world.time.until(customer.world.time.now() + (begun.retryAfterMs ?? 60_000));
      begun = await customer.on(session, 'POST', `${path}/begin`);
    }
    if (!begun.ok) return false;
    const code = await customer.world.inbox.code(to);
    await customer.pause(8);
    return code !== null && hasPassed(await customer.on(session, 'POST', `${path}/complete`, { code }));
  }
  const begun = await customer.on(session, 'POST', `${path}/begin`);
  if (!begun.ok) return false;
  const { passkey: options } = begun.as(begunStepAnswer);
  if (factor === 'passkey' && customer.passkey !== null && options !== undefined) {
    const passkey = customer.passkey.authenticator.get(options);
    return hasPassed(await customer.on(session, 'POST', `${path}/complete`, { passkey }));
  }
  if (factor === 'face' && customer.faceEnrolled) {
    const face = { frames: framesOf(customer.id) };
    return hasPassed(await customer.on(session, 'POST', `${path}/complete`, { face }));
  }
  return false;
}

/** The phone rings; the customer looks, and answers. */
async function askPhone(
  customer: SimulatedCustomer,
  session: Session,
  submission: Submission,
  position: number,
  mood: Mood,
): Promise<boolean> {
  const { app } = customer;
  if (app === null) return false;
  let prompt = submission.prompt;
  if (prompt === null) {
    const begun = await customer.on(session, 'POST', `/operations/${submission.id}/steps/${position}/begin`);
    if (!begun.ok) return false;
    prompt = begun.as(begunStepAnswer).prompt;
  }
  if (prompt === null) return false;
  await customer.pause(14);
  const request = await customer.on(app, 'GET', `/verification-requests/${prompt.requestId}`);
  if (!request.ok) return false;
  const answer = await customer.on(
    app,
    'POST',
    `/verification-requests/${prompt.requestId}/answer`,
    customer.answerTo(request.as(requestAnswer), mood, prompt.number),
  );
  if (answer.ok && mood !== 'approve') customer.operations.set(submission.id, 'denied');
  if (answer.ok && mood === 'not_me') customer.frozen = true;
  return answer.ok && mood === 'approve';
}

/** Submits an operation in a session and completes its step-up. @returns its id, or null when it is not authorized */
export async function confirmed(customer: SimulatedCustomer, session: Session, kind: string, more: object = {}): Promise<string | null> {
  const submission = await customer.submit(kind, { device: session.device, session }, more);
  if (submission === null) return null;
  return (await passSteps(customer, session, submission)) === 'authorized' ? submission.id : null;
}

/** The same for a security setting, which the operation names. */
export const confirmedSetting = (
  customer: SimulatedCustomer,
  session: Session,
  setting: SecuritySetting,
  value?: string,
): Promise<string | null> =>
  confirmed(customer, session, 'security_setting_change', { details: { setting, ...(value === undefined ? {} : { value }) } });

/** Logs in on a device and goes through what the engine asks. @returns the session, or null when it stays outside */
export async function logIn(
  customer: SimulatedCustomer,
  device: SimulatedCustomer['phone'],
  from: string = customer.address(),
): Promise<Session | null> {
  const login = await customer.submit('login', { device, from });
  if (login === null || (login.status !== 'authorized' && login.status !== 'awaiting_step_up')) return null;
  const session = await customer.open(device, from, login.id);
  if (session === null) return null;
  if (login.status === 'authorized') {
    customer.operations.set(login.id, 'executed');
    return session;
  }
  return (await passSteps(customer, session, login)) === 'authorized' ? session : null;
}
