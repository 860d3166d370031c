import { z } from 'zod';
import { operationKindSchema, operationPhrases, policyKindSchema, roleSchema } from '../../../shared/vocabulary/index.ts';
import { outgoingContext } from '../cases/replies/outgoing.ts';
import type { Engine } from '../engine.ts';
import { recoveryMessage } from '../recovery/messages.ts';
import { ALERT, alertMessage } from '../staff/alerts.ts';
import { invitationCode, invitationLink } from '../staff/invitations/code.ts';
import type { OutboxRow } from './store.ts';

/** A mail or SMS on its way out. SMS has no subject. */
export interface Message {
  readonly to: string;
  readonly subject?: string | undefined;
  readonly text: string;
}

/** Under which a code is sealed while it waits in the outbox. */
const CODE_CONTEXT = 'outbox.code';

const noticeSchema = z.object({ to: z.string() });
const codeSchema = z.object({ to: z.string(), sealed: z.base64(), expiresAt: z.int() });
const stepSchema = codeSchema.extend({ operationKind: operationKindSchema, subject: z.string().nullish() });
const contactSchema = codeSchema.extend({ item: z.enum(['email', 'phone']) });

/** What happened to the account, for the notices on other channels (TD-07, SI-05). */
const events: Readonly<Record<string, string>> = {
  'trusted_device.added': 'A trusted device was added to your account.',
  'trusted_device.removed': 'The trusted device was removed from your account. Withdrawals are on hold for a while.',
  'authenticator.added': 'An authenticator app was added to your account.',
  'account.contact_changed': 'The e-mail address or phone number of your account was changed. Withdrawals are on hold for a while.',
  'passkey.added': 'A passkey was added to your account.',
  'passkey.removed': 'A passkey was removed from your account.',
  'passkey.removal_requested': 'Support was asked to remove a passkey from your account.',
  'passkey.clone_suspected': 'One of your passkeys was refused because somebody may have a copy of it. Remove it and create another.',
  'mandatory_passkey.turned_on': 'Your account takes nothing but passkeys from now on where they are mandatory.',
  'mandatory_passkey.turned_off': 'Passkeys are not mandatory for your account any more.',
  'authenticator.removed': 'The authenticator app was removed from your account. Withdrawals are on hold for a while.',
  'email.bound': 'An e-mail address was added to your account. Withdrawals are on hold for a while.',
  'email.changed': 'The e-mail address of your account was changed. Withdrawals are on hold for a while.',
  'email.removed': 'The e-mail address was removed from your account. Withdrawals are on hold for a while.',
  'phone.bound': 'A phone number was added to your account. Withdrawals are on hold for a while.',
  'phone.changed': 'The phone number of your account was changed. Withdrawals are on hold for a while.',
  'phone.removed': 'The phone number was removed from your account. Withdrawals are on hold for a while.',
  'security_item.locked': 'Somebody entered too many wrong codes for your account, so no more are accepted from new devices.',
  'face.added': 'Your face was enrolled for your account.',
  'face.removed': 'Your enrolled face was erased from your account.',
  'trusted_device.restored': 'Your trusted device can approve operations again.',
  'identity.requested': 'An identity document was handed in for your account.',
  'identity.verified': 'Your identity was verified.',
  'identity.updated': 'The identity document of your account was changed. Withdrawals are on hold for a while.',
  'identity.rejected': 'The identity document that was handed in for your account was not accepted.',
  'identity.expired': 'Your identity document has expired. Hand in a valid one to be verified again.',
};

const NEVER_ASKS = 'Support never asks for a password, a code or a key. Tell them to nobody who does.';

const NOT_YOU = 'If this was not you, lock your account and contact support at once.';

const clockTime = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

/** The sentence that carries a code: the code first, where a phone's preview shows it, then what it is for and nothing to click. */
function codeMessage(engine: Pick<Engine, 'sealer'>, payload: unknown, purpose: string): Message {
  const { to, sealed, expiresAt } = codeSchema.parse(payload);
  const code = engine.sealer.openText(Buffer.from(sealed, 'base64'), CODE_CONTEXT);
  const text = `${code} is your code for ${purpose}. It is valid until ${clockTime(expiresAt)}. Tell it to nobody, not even to support.`;
  return { to, subject: `Your code for ${purpose}`, text };
}

/** SI-04: the message says what the code confirms, down to the amount and where it goes. */
function stepPurpose(payload: unknown): string {
  const { operationKind, subject } = stepSchema.parse(payload);
  return subject == null ? operationPhrases[operationKind] : `${operationPhrases[operationKind]}: ${subject}`;
}

const contactPurpose = (payload: unknown): string =>
  contactSchema.parse(payload).item === 'email' ? 'confirming this e-mail address' : 'confirming this phone number';

function notice(topic: string, payload: unknown, at: number): Message {
  const { to } = noticeSchema.parse(payload);
  const event = events[topic] ?? 'Something was changed in your security settings.';
  return { to, subject: 'Your security settings were changed', text: `${event} Time: ${clockTime(at)}. ${NOT_YOU}` };
}

const rolloutStoppedSchema = z.object({ to: z.string(), kind: policyKindSchema, version: z.int(), errors: z.int(), problem: z.string() });

/** RT-07: what every risk lead hears when a roll-out stops by itself. */
function rolloutStoppedMessage(payload: unknown, at: number): Message {
  const { to, kind, version, errors, problem } = rolloutStoppedSchema.parse(payload);
  return {
    to,
    subject: `Roll-out stopped: ${kind}, version ${version}`,
    text: `Version ${version} of the ${kind} failed ${errors} times while it was rolled out, last with: ${problem}. The live version decided each time, and decides for everybody again. Time: ${clockTime(at)}.`,
  };
}

const emergencySchema = z.object({ to: z.string(), kind: policyKindSchema, version: z.int(), by: z.string() });

/** RT-04: what every risk lead hears when something decides that nobody approved. */
function emergencyMessage(payload: unknown, at: number): Message {
  const { to, kind, version, by } = emergencySchema.parse(payload);
  return {
    to,
    subject: `Emergency publication: ${kind}, version ${version}`,
    text: `${by} made version ${version} of the ${kind} live without approval. Time: ${clockTime(at)}. Look at it in the console and confirm it or roll it back.`,
  };
}

const draftedForSchema = z.object({ to: z.string(), name: z.string(), kinds: z.array(policyKindSchema) });

/** RT-04: what somebody hears in whose name the command line made a draft. */
function draftedForMessage(payload: unknown, at: number): Message {
  const { to, name, kinds } = draftedForSchema.parse(payload);
  return {
    to,
    subject: `Drafts in your name: ${name}`,
    text: `A file was imported by the command line, and you were named as the person who stands for it. It made a draft of: ${kinds.join(', ')}. Time: ${clockTime(at)}. Nothing of it decides before somebody else approves it, and you cannot. If you know nothing of it, discard the draft in the console and tell an administrator.`,
  };
}

const invitationSchema = z.object({
  to: z.string(),
  id: z.string(),
  email: z.string(),
  role: roleSchema,
  createdAt: z.int(),
  expiresAt: z.int(),
  by: z.string(),
  consoleUrl: z.string(),
});

/** ST-04: how somebody joins the staff. The code is put together here and lies nowhere before. */
function invitationMessage(engine: Pick<Engine, 'sealer'>, payload: unknown): Message {
  const { to, by, consoleUrl, ...invited } = invitationSchema.parse(payload);
  const code = invitationCode(engine, invited);
  const how =
    consoleUrl === ''
      ? `Open Portcullis, choose “I was invited” where one signs in, and enter this code: ${code}`
      : `Set your password and second factor here: ${invitationLink(consoleUrl, code)}`;
  const until = `${new Date(invited.expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    to,
    subject: 'You are invited to Portcullis',
    text: `${by} invites you to the staff of Portcullis as ${invited.role.replaceAll('_', ' ')}. ${how} It works once, for you alone, until ${until}. If you did not expect this, do nothing.`,
  };
}

const replySchema = z.object({ to: z.string(), caseId: z.string(), replyId: z.string(), sealed: z.base64() });

/** What somebody of support wrote about a case. */
function replyMessage(engine: Pick<Engine, 'sealer'>, payload: unknown): Message {
  const { sealed, ...outgoing } = replySchema.parse(payload);
  const { to, caseId } = outgoing;
  const text = engine.sealer.openText(Buffer.from(sealed, 'base64'), outgoingContext(outgoing));
  return { to, subject: `A message from support about your account (${caseId})`, text: `${text}\n\n${NEVER_ASKS}` };
}

/**
 * The words of a queued mail or SMS. They are put together here, at the last moment, so that no code lies in the outbox in clear.
 * @throws Error when what was queued is not what its topic asks for, or was altered
 */
export function composeMessage(engine: Pick<Engine, 'sealer'>, row: Pick<OutboxRow, 'topic' | 'payload' | 'createdAt'>): Message {
  const payload: unknown = JSON.parse(row.payload);
  if (row.topic === 'code') return codeMessage(engine, payload, stepPurpose(payload));
  if (row.topic === 'code.contact') return codeMessage(engine, payload, contactPurpose(payload));
  if (row.topic === 'case.reply') return replyMessage(engine, payload);
  if (row.topic === 'staff.invitation') return invitationMessage(engine, payload);
  if (row.topic === ALERT) return alertMessage(payload, clockTime(row.createdAt));
  if (row.topic === 'policy.emergency') return emergencyMessage(payload, row.createdAt);
  if (row.topic === 'policy.drafted_for') return draftedForMessage(payload, row.createdAt);
  if (row.topic === 'policy.rollout_stopped') return rolloutStoppedMessage(payload, row.createdAt);
  return recoveryMessage(engine, row.topic, payload) ?? notice(row.topic, payload, row.createdAt);
}
