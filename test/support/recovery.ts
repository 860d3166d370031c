import type { CustomerActor, StaffActor } from '../../src/main/engine/actor.ts';
import { composeMessage } from '../../src/main/engine/outbox/messages.ts';
import { readSent } from '../../src/main/engine/outbox/sent.ts';
import { answerCaller, callerAnswerText } from '../../src/main/engine/recovery/callers/answer.ts';
import { askCaller } from '../../src/main/engine/recovery/callers/ask.ts';
import { requestReset } from '../../src/main/engine/recovery/request.ts';
import { answerEvidence, giveApproval, takeUpReset } from '../../src/main/engine/recovery/review.ts';
import { moveTo } from '../../src/main/engine/recovery/transition.ts';
import { getReset, loadReset } from '../../src/main/engine/recovery/view.ts';
import { insertStaff, staffById } from '../../src/main/engine/staff/store.ts';
import type { CallerRow, DeviceResetDetail } from '../../src/shared/contract/console/recovery.ts';
import { type AccountId, evidenceItems, type ResetTarget, type StaffId, type StaffSessionId } from '../../src/shared/vocabulary/index.ts';
import type { Customer } from './customers.ts';
import type { TestEngine } from './engine.ts';

const person = (role: StaffActor['role'], number: number): StaffActor => ({
  kind: 'staff',
  staffId: `staff_${String(number).padStart(26, '0')}` as StaffId,
  sessionId: `ss_${String(number).padStart(26, '0')}` as StaffSessionId,
  role,
  address: '192.0.2.40',
});

/** People of the support team. */
export const agent = person('agent', 41);
export const senior = person('senior_agent', 42);
export const otherSenior = person('senior_agent', 43);
export const lead = person('risk_lead', 44);

export const reason = 'My phone fell into the sea';

/** A customer's own request, taken up by the agent. */
export async function askedReset(
  engine: TestEngine,
  customer: Pick<Customer, 'web'>,
  targets: readonly ResetTarget[] = ['authenticator'],
): Promise<DeviceResetDetail> {
  const { id } = await requestReset(engine, customer.web, { targets: [...targets], reason });
  return takeUpReset(engine, agent, id);
}

/** The caller confirms on the trusted device. */
export function confirmOnPhone(engine: TestEngine, customer: Customer, caller: CallerRow, actor: CustomerActor = customer.app) {
  const answer = { id: caller.id, answer: 'confirm' as const, number: caller.number ?? undefined };
  return answerCaller(engine, actor, { ...answer, signature: customer.phone.sign(callerAnswerText(answer, caller.canonicalHash)) });
}

/** Somebody calls about a reset and proves to be the customer, on the trusted device. */
export async function verifiedCaller(engine: TestEngine, customer: Customer, resetId?: string): Promise<CallerRow> {
  const caller = await askCaller(engine, agent, { accountId: customer.id, method: 'trusted_device', resetId });
  await confirmOnPhone(engine, customer, caller);
  return caller;
}

/** Every item of the checklist is answered with yes. */
export async function completeDocuments(engine: TestEngine, id: string): Promise<DeviceResetDetail> {
  const { contentHash } = await getReset(engine, agent, id);
  const answers = evidenceItems.map((item) => ({ item, answer: 'yes' as const, note: 'seen' }));
  return answerEvidence(engine, agent, { id, contentHash, answers });
}

/** Puts people into the staff table who are not there yet: what they did counts while they work here. */
export async function employ(engine: TestEngine, ...people: readonly StaffActor[]): Promise<void> {
  for (const { staffId: id, role } of people) {
    await engine.store.write(async (tx) => {
      if ((await tx.first(staffById, { id })) !== undefined) return;
      const login = { email: `${id}@example.com`, passwordHash: 'none', totpSealed: new Uint8Array() };
      await tx.run(insertStaff, { id, name: role, role, status: 'active', createdAt: engine.clock.now(), ...login });
    });
  }
}

/** The effect of an approval on the reset's case, once it can no longer be undone. */
export async function approveReset(
  engine: TestEngine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly reason: string },
): Promise<DeviceResetDetail> {
  await employ(engine, actor);
  await engine.store.write(async (tx) => giveApproval(tx, engine, actor, await loadReset(tx, input.id), input));
  return getReset(engine, actor, input.id);
}

/** The effect of a denial on the reset's case. */
export async function denyReset(
  engine: TestEngine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<DeviceResetDetail> {
  await engine.store.write(async (tx) => moveTo(tx, engine, actor, await loadReset(tx, input.id), 'deny', input.reason));
  return getReset(engine, actor, input.id);
}

/** Approves what is stored now. */
export async function approve(engine: TestEngine, actor: StaffActor, id: string): Promise<DeviceResetDetail> {
  const { contentHash } = await getReset(engine, actor, id);
  return approveReset(engine, actor, { id, contentHash, reason: 'the caller is the customer' });
}

/** A reset that two people approved; it waits for its delay. */
export async function approvedReset(
  engine: TestEngine,
  customer: Customer,
  targets: readonly ResetTarget[] = ['authenticator'],
): Promise<DeviceResetDetail> {
  const { id } = await askedReset(engine, customer, targets);
  await verifiedCaller(engine, customer, id);
  const first = await approve(engine, senior, id);
  return first.status === 'approved' ? first : approve(engine, lead, id);
}

/** Mail and SMS that wait for a customer, as they will read them; newest first. */
export async function notices(engine: TestEngine, accountId: string): Promise<{ channel: string; topic: string; text: string }[]> {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['channel', 'topic', 'payload', 'created_at as createdAt'])
      .where('account_id', '=', accountId)
      .where('channel', 'in', ['mail', 'sms'])
      .orderBy('id', 'desc')
      .execute(),
  );
  return rows.map(({ channel, ...row }) => ({ channel, topic: row.topic, text: composeMessage(engine, row).text }));
}

/** The link in the newest mail of a topic; on the demo workspace also in one that went out already. */
export async function linkIn(engine: TestEngine, accountId: string, topic: string, channel = 'mail'): Promise<string> {
  const found = (await notices(engine, accountId)).find((notice) => notice.topic === topic && notice.channel === channel);
  const sent =
    found === undefined ? (await readSent(engine)).find((message) => message.channel === channel && aboutIt(message.text, topic)) : found;
  const [link] = /(portcullis|https):\/\/[^\s]+/.exec(sent?.text ?? '') ?? [];
  if (link === undefined) throw new Error(`no ${channel} of ${topic} holds a link`);
  return link;
}

const aboutIt = (text: string, topic: string): boolean => text.includes(topic === 'caller_verification' ? '/caller.' : '/cancel.');

/** Kinds of an account's factors that count as enrolled. */
export async function enrolledOf(engine: TestEngine, accountId: AccountId): Promise<string[]> {
  const rows = await engine.store.read((tx) =>
    tx.db.selectFrom('factors').select('kind').where('account_id', '=', accountId).where('status', '=', 'active').execute(),
  );
  return rows.map(({ kind }) => kind).sort();
}
