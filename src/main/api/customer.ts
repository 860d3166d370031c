import { implement } from '@orpc/server';
import { customerContract } from '../../shared/contract/customer/index.ts';
import { readMe } from '../engine/accounts/me.ts';
import { PortcullisError } from '../engine/errors.ts';
import { beginAuthenticator, finishAuthenticator } from '../engine/factors/authenticator/enrol.ts';
import { beginFace, finishFace, removeFace } from '../engine/factors/face/enrol.ts';
import { beginPasskey, finishPasskey } from '../engine/factors/passkey/enrol.ts';
import { askForRemoval, listPasskeys, removePasskey, renamePasskey } from '../engine/factors/passkey/manage.ts';
import { turnOffMandatoryPasskey, turnOnMandatoryPasskey } from '../engine/factors/passkey/mandatory.ts';
import { beginTransfer, openTransfer, readTransfer } from '../engine/factors/passkey/transfer.ts';
import { challengeTrustedDevice, registerTrustedDevice, removeTrustedDevice } from '../engine/factors/trusted-device/enrol.ts';
import { challengeRestoration, restoreTrustedDevice } from '../engine/factors/trusted-device/restore.ts';
import { readIdentity, submitIdentity } from '../engine/identity/customer.ts';
import { openSupportCase, readNewDeviceLogin } from '../engine/new-device/view.ts';
import { beginStep, completeStep, readOwnOperation } from '../engine/operations/steps.ts';
import { answerCaller, listOwnCallers } from '../engine/recovery/callers/answer.ts';
import { cancelOwnReset } from '../engine/recovery/cancel.ts';
import { requestReset } from '../engine/recovery/request.ts';
import { readOwnReset } from '../engine/recovery/view.ts';
import { removeAuthenticator } from '../engine/security-items/authenticator.ts';
import {
  beginContactChange,
  confirmContactChange,
  listSecurityItems,
  removeContact,
  resendContactCode,
} from '../engine/security-items/contact.ts';
import { endOwnSession, listOwnSessions } from '../engine/sessions/own.ts';
import { answerRequest } from '../engine/verification/answer.ts';
import { getDeviceRequest, listDeviceRequests, openByLink } from '../engine/verification/device.ts';
import { type CustomerContext, until } from './context.ts';
import { changesFrom, GAP_TOPIC } from './stream.ts';

const any = implement(customerContract).$context<CustomerContext>();

/** Everything but a log-in's own steps wants a session whose log-in is complete. */
const os = any.use(({ context, next }) => {
  if (context.actor.limitedTo !== undefined) {
    throw new PortcullisError('step_refused', 'Complete the log-in first.', { reason: 'login_incomplete' });
  }
  return next();
});

/** What a customer's app is told of; the rest of an account's changes is staff's business. */
const customerTopics: ReadonlySet<string> = new Set([
  'operation',
  'verification_request',
  'account',
  'hold',
  'device_reset',
  'caller_verification',
]);

/** How often a stream makes sure that its session has not run out meanwhile. */
const RECHECK_MS = 10_000;

/** IN-02: the customer API. Whatever names an id is checked in the engine to belong to the session's account. */
export const customerRouter = any.router({
  me: os.me.handler(({ context: { engine, actor } }) => readMe(engine, actor)),
  events: any.events.handler(async function* ({ context, signal }) {
    const { engine, actor } = context;
    const wanted = (topic: string, accountId: string | undefined) => customerTopics.has(topic) && accountId === actor.accountId;
    const within = (id: string) => actor.limitedTo === undefined || id === actor.limitedTo;
    const release = context.streams.take(actor.sessionId);
    const changes = changesFrom(
      engine.store.feed,
      ({ topic, id, accountId }) => wanted(topic, accountId) && within(id),
      until(signal, context),
    );
    let checkedAt = engine.clock.now();
    try {
      for await (const { topic, id, at } of changes) {
        // A session that was ended must not go on listening: that is a change of the account. One that ran out says nothing of itself.
        const doubtful = topic === 'account' || topic === GAP_TOPIC || engine.clock.now() - checkedAt > RECHECK_MS;
        if (doubtful && (await context.now()) === null) return;
        if (doubtful) checkedAt = engine.clock.now();
        yield { topic, id, at };
        // A session that waited for its log-in has heard of that alone. Once it waits no longer its next stream hears of the whole account.
        if (actor.limitedTo !== undefined && (await context.now())?.limitedTo === undefined) return;
      }
    } finally {
      release();
    }
  }),
  operations: {
    get: any.operations.get.handler(({ input, context: { engine, actor } }) => readOwnOperation(engine, actor, input.id)),
    beginStep: any.operations.beginStep.handler(({ input, context: { engine, actor } }) => beginStep(engine, actor, input)),
    completeStep: any.operations.completeStep.handler(({ input, context: { engine, actor } }) => completeStep(engine, actor, input)),
  },
  sessions: {
    list: os.sessions.list.handler(({ context: { engine, actor } }) => listOwnSessions(engine, actor)),
    end: os.sessions.end.handler(({ input, context: { engine, actor } }) => endOwnSession(engine, actor, input.id)),
  },
  newDevice: {
    get: any.newDevice.get.handler(({ input, context: { engine, actor } }) => readNewDeviceLogin(engine, actor, input.id)),
    openCase: any.newDevice.openCase.handler(({ input, context: { engine, actor } }) => openSupportCase(engine, actor, input.id)),
  },
  securityItems: {
    list: os.securityItems.list.handler(({ context: { engine, actor } }) => listSecurityItems(engine, actor)),
    begin: os.securityItems.begin.handler(({ input, context: { engine, actor } }) => beginContactChange(engine, actor, input)),
    resend: os.securityItems.resend.handler(({ input, context: { engine, actor } }) => resendContactCode(engine, actor, input.id)),
    confirm: os.securityItems.confirm.handler(({ input, context: { engine, actor } }) => confirmContactChange(engine, actor, input)),
    remove: os.securityItems.remove.handler(({ input: { operationId, item }, context: { engine, actor } }) =>
      item === 'authenticator' ? removeAuthenticator(engine, actor, operationId) : removeContact(engine, actor, { operationId, item }),
    ),
  },
  verificationRequests: {
    list: os.verificationRequests.list.handler(({ context: { engine, actor } }) => listDeviceRequests(engine, actor)),
    get: os.verificationRequests.get.handler(({ input, context: { engine, actor } }) => getDeviceRequest(engine, actor, input.id)),
    open: os.verificationRequests.open.handler(({ input, context: { engine, actor } }) => openByLink(engine, actor, input.link)),
    answer: os.verificationRequests.answer.handler(({ input, context: { engine, actor } }) => answerRequest(engine, actor, input)),
  },
  trustedDevice: {
    challenge: os.trustedDevice.challenge.handler(({ input, context: { engine, actor } }) =>
      challengeTrustedDevice(engine, actor, input.operationId),
    ),
    register: os.trustedDevice.register.handler(({ input, context: { engine, actor } }) => registerTrustedDevice(engine, actor, input)),
    challengeRestoration: os.trustedDevice.challengeRestoration.handler(({ input, context: { engine, actor } }) =>
      challengeRestoration(engine, actor, input.operationId),
    ),
    restore: os.trustedDevice.restore.handler(({ input, context: { engine, actor } }) => restoreTrustedDevice(engine, actor, input)),
    remove: os.trustedDevice.remove.handler(({ input, context: { engine, actor } }) =>
      removeTrustedDevice(engine, actor, input.operationId),
    ),
  },
  passkeys: {
    list: os.passkeys.list.handler(({ context: { engine, actor } }) => listPasskeys(engine, actor)),
    begin: os.passkeys.begin.handler(({ input, context: { engine, actor } }) => beginPasskey(engine, actor, input)),
    finish: os.passkeys.finish.handler(({ input, context: { engine, actor } }) => finishPasskey(engine, actor, input)),
    rename: os.passkeys.rename.handler(({ input, context: { engine, actor } }) => renamePasskey(engine, actor, input)),
    remove: os.passkeys.remove.handler(({ input, context: { engine, actor } }) => removePasskey(engine, actor, input)),
    askForRemoval: os.passkeys.askForRemoval.handler(({ input, context: { engine, actor } }) => askForRemoval(engine, actor, input)),
    transfers: {
      begin: os.passkeys.transfers.begin.handler(({ input, context: { engine, actor } }) =>
        beginTransfer(engine, actor, input.operationId),
      ),
      open: os.passkeys.transfers.open.handler(({ input, context: { engine, actor } }) => openTransfer(engine, actor, input.link)),
      get: os.passkeys.transfers.get.handler(({ input, context: { engine, actor } }) => readTransfer(engine, actor, input.id)),
    },
  },
  mandatoryPasskey: {
    turnOn: os.mandatoryPasskey.turnOn.handler(({ input, context: { engine, actor } }) =>
      turnOnMandatoryPasskey(engine, actor, input.operationId),
    ),
    turnOff: os.mandatoryPasskey.turnOff.handler(({ input, context: { engine, actor } }) =>
      turnOffMandatoryPasskey(engine, actor, input.operationId),
    ),
  },
  identity: {
    get: os.identity.get.handler(({ context: { engine, actor } }) => readIdentity(engine, actor)),
    submit: os.identity.submit.handler(({ input, context: { engine, actor } }) => submitIdentity(engine, actor, input)),
  },
  face: {
    begin: os.face.begin.handler(({ input, context: { engine, actor } }) => beginFace(engine, actor, input.operationId)),
    finish: os.face.finish.handler(({ input, context: { engine, actor } }) => finishFace(engine, actor, input)),
    remove: os.face.remove.handler(({ input, context: { engine, actor } }) => removeFace(engine, actor, input.operationId)),
  },
  deviceResets: {
    request: any.deviceResets.request.handler(({ input, context: { engine, actor } }) => requestReset(engine, actor, input)),
    current: any.deviceResets.current.handler(({ context: { engine, actor } }) => readOwnReset(engine, actor)),
    cancel: os.deviceResets.cancel.handler(({ input, context: { engine, actor } }) => cancelOwnReset(engine, actor, input.id)),
  },
  callerVerifications: {
    list: os.callerVerifications.list.handler(({ context: { engine, actor } }) => listOwnCallers(engine, actor)),
    answer: os.callerVerifications.answer.handler(({ input, context: { engine, actor } }) => answerCaller(engine, actor, input)),
  },
  authenticator: {
    begin: os.authenticator.begin.handler(({ input, context: { engine, actor } }) => beginAuthenticator(engine, actor, input.operationId)),
    finish: os.authenticator.finish.handler(({ input, context: { engine, actor } }) => finishAuthenticator(engine, actor, input)),
  },
});
