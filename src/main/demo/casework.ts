import { operationInputSchema } from '../../shared/contract/operation.ts';
import type { AccountId, CaseOutcome } from '../../shared/vocabulary/index.ts';
import type { CustomerActor, PlatformActor } from '../engine/actor.ts';
import { endCase } from '../engine/cases/close.ts';
import { addNote } from '../engine/cases/notes.ts';
import { raiseCase } from '../engine/cases/raise.ts';
import { caseOfSubject } from '../engine/cases/store.ts';
import { saveTemplate } from '../engine/cases/templates/templates.ts';
import type { Engine } from '../engine/engine.ts';
import { startHold } from '../engine/holds/holds.ts';
import type { DocumentInput } from '../engine/identity/documents.ts';
import { openRequest } from '../engine/identity/request.ts';
import { approveRequest, DOCUMENT_LEVEL } from '../engine/identity/settle.ts';
import { requestById } from '../engine/identity/store.ts';
import { settleReview } from '../engine/operations/finish.ts';
import { submitOperation } from '../engine/operations/submit.ts';
import { requestReset } from '../engine/recovery/request.ts';
import { createSession } from '../engine/sessions/sessions.ts';
import { demoStaff } from './staff.ts';
import { Dice } from './world/dice.ts';
import { startedOn } from './world/history.ts';
import { moneyOf, newDestination } from './world/money.ts';
import type { Person } from './world/people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const noImages = { images: [], portrait: null } as const;
const noFaces = { document: null, enrolled: null } as const;

const templates = [
  ['reason', 'risk_review', 'Usual for this customer', 'Amount, place and destination fit what this customer has done for months.'],
  [
    'reason',
    'risk_review',
    'Cannot be explained',
    'New device, new destination and no answer from the customer: the money stays until they explain it.',
  ],
  [
    'reason',
    'identity_update',
    'Document is unreadable',
    'The document number or the photo cannot be read; please hand in a sharper picture.',
  ],
  ['reason', null, 'Customer confirmed by phone', 'The customer proved themselves by their trusted device and confirmed it on the phone.'],
  [
    'reply',
    'device_reset',
    'What happens next',
    'Dear {{customer_name}},\nwe have your request about {{about}}. A colleague checks it and you hear of each step; you can stop it at any time by one tap.\n{{agent_name}}',
  ],
  [
    'reply',
    'identity_update',
    'A sharper picture, please',
    'Dear {{customer_name}},\nthe picture of your document cannot be read. Please hand in a sharper one in the app; the reference is {{case_id}}.\n{{agent_name}}',
  ],
] as const;

/**
 * Fills the inbox of a new demo workspace: cases of every queue at their own times, some decided by the demo's staff long ago, so that a
 * reviewer finds similar ones.
 */
export async function fillInbox(
  engine: Engine,
  seed: string,
  platform: PlatformActor,
  people: readonly Person[],
  now: number,
): Promise<void> {
  const clock = { at: now };
  const work = new Casework({ ...engine, clock: { now: () => clock.at } }, new Dice(`${seed}/cases`), platform, await demoStaff(engine));
  const main = people.filter((person) => person.mainAccountId === null);
  const at = async (hoursAgo: number, step: () => Promise<void>) => {
    clock.at = Math.round(now - hoursAgo * HOUR);
    await step();
  };
  const verified = main.filter(({ identity }) => identity === 'verified');
  const withAuthenticator = verified.filter(({ hasAuthenticator }) => hasAuthenticator);
  const unverified = main.filter(({ identity }) => identity === 'unverified');
  const pick = (from: readonly Person[], index: number): Person => from[index % Math.max(1, from.length)] as Person;

  await at(40, () => work.writeTemplates());
  for (const [index, verdict] of (['authorize', 'deny', 'authorize', 'deny', 'authorize'] as const).entries()) {
    await at(38 - index * 3, () => work.pastReview(pick(unverified, 10 + index), verdict));
  }
  for (const [index, outcome] of (['confirmed', 'dismissed', 'dismissed'] as const).entries()) {
    await at(30 - index * 4, () => work.pastSuspicion(pick(verified, 40 + index), outcome));
  }
  await at(20, () => work.identityUpdate(pick(verified, 20), {}));
  await at(9, () => work.identityUpdate(pick(verified, 21), { name: 'Alex Morgan' }));
  await at(3, () => work.identityUpdate(pick(verified, 22), { number: 'X7700120' }));
  await at(6, () => work.reset(pick(withAuthenticator, 61), ['authenticator'], 'My old phone was stolen on the train'));
  await at(2.5, () => work.reset(pick(withAuthenticator, 62), ['authenticator'], 'The app is empty after an update'));
  await at(0.6, () => work.reset(pick(withAuthenticator, 63), ['sessions'], 'Somebody else may be logged in'));
  await at(12, () => work.task(pick(verified, 24), 'A log-in from a new device fails, and the customer asks for help', 'new_device_login'));
  await at(1.2, () => work.task(pick(verified, 25), 'Remove a passkey without a step-up: lost my key', 'passkey_removal:demo'));
  await at(4, () => work.suspicion(pick(verified, 26), '“Not me”: withdrawal from Vietnam', 'high'));
  await at(0.8, () => work.suspicion(pick(verified, 27), '6 approval requests rejected within minutes', 'urgent'));
}

class Casework {
  readonly #engine: Engine;
  readonly #dice: Dice;
  readonly #platform: PlatformActor;
  readonly #staff: Awaited<ReturnType<typeof demoStaff>>;
  #calls = 0;

  constructor(engine: Engine, dice: Dice, platform: PlatformActor, staff: Awaited<ReturnType<typeof demoStaff>>) {
    this.#engine = engine;
    this.#dice = dice;
    this.#platform = platform;
    this.#staff = staff;
  }

  #once() {
    this.#calls += 1;
    return { key: `casework-${this.#calls}`, requestHash: `casework-${this.#calls}` };
  }

  async writeTemplates(): Promise<void> {
    for (const [kind, queue, title, text] of templates) await saveTemplate(this.#engine, this.#staff.lead, { kind, queue, title, text });
  }

  async pastReview(person: Person, verdict: 'authorize' | 'deny'): Promise<void> {
    const money = moneyOf(this.#dice.between(10_500, 26_000), newDestination(this.#dice));
    const input = operationInputSchema.parse({ ...startedOn(person, person.browser, person.homeAddress), kind: 'withdrawal', ...money });
    const { operation } = await submitOperation(this.#engine, this.#platform, input, this.#once());
    if (operation.status !== 'in_review') return;
    const reason = verdict === 'authorize' ? 'The customer confirmed it by phone' : 'The customer does not know the destination';
    const past = { operationId: operation.id, verdict, reason };
    await this.#engine.store.write((tx) => settleReview(tx, this.#engine, this.#staff.analyst, past));
  }

  async pastSuspicion({ accountId }: Person, outcome: CaseOutcome): Promise<void> {
    await this.#engine.store.write(async (tx) => {
      const id = await raiseCase(tx, this.#engine, {
        accountId,
        kind: 'suspicious_activity',
        title: '“Not me”: log-in from a new device',
        actor: this.#platform,
      });
      const reason = outcome === 'confirmed' ? 'The address belongs to a known proxy' : 'It was the customer on a journey';
      await endCase(tx, this.#engine, this.#staff.analyst, id, { outcome, reason });
    });
  }

  /** A verified customer hands in another document; what differs from the one that is bound is said in `differs`. */
  async identityUpdate({ accountId, name, country }: Person, differs: Partial<DocumentInput>): Promise<void> {
    const engine = this.#engine;
    const document = (more: Partial<DocumentInput>): DocumentInput => ({
      kind: 'passport',
      country: country.code,
      number: `P${this.#dice.between(1_000_000, 9_999_999)}`,
      name,
      birthDate: `19${this.#dice.between(60, 99)}-0${this.#dice.between(1, 9)}-1${this.#dice.between(0, 9)}`,
      expiresOn: '2034-06-30',
      ...more,
    });
    const first = document({});
    await engine.store.write(async (tx) => {
      const { requestId } = await openRequest(tx, engine, this.#platform, accountId, first, noImages, noFaces);
      const request = await tx.first(requestById, { id: requestId });
      if (request !== undefined)
        await approveRequest(tx, engine, this.#staff.agent, request, DOCUMENT_LEVEL, 'Carried over from the platform');
    });
    const next = document({ birthDate: first.birthDate, ...differs });
    await engine.store.write((tx) => openRequest(tx, engine, this.#platform, accountId, next, noImages, noFaces));
  }

  async reset(person: Person, targets: readonly ('authenticator' | 'sessions')[], reason: string): Promise<void> {
    const { id: deviceId, client, name } = person.browser;
    const address = person.homeAddress;
    const input = { id: person.accountId as AccountId, client, deviceId, deviceName: name, address };
    const { session } = await createSession(this.#engine, this.#platform, input as Parameters<typeof createSession>[2], this.#once());
    const actor: CustomerActor = {
      kind: 'customer',
      accountId: session.accountId,
      sessionId: session.id,
      deviceId: session.deviceId,
      client,
      address,
    };
    const { id } = await requestReset(this.#engine, actor, { targets: [...targets], reason });
    const found = await this.#engine.store.read((tx) => tx.first(caseOfSubject, { subjectId: id }));
    if (found === undefined) return;
    const text = 'Asked the customer to call back from the number we know.';
    await addNote(this.#engine, this.#staff.agent, { id: found.id as Parameters<typeof addNote>[2]['id'], text });
  }

  async task({ accountId }: Person, title: string, cause: string): Promise<void> {
    await this.#engine.store.write((tx) =>
      raiseCase(tx, this.#engine, { accountId, kind: 'recovery', title, actor: this.#platform, cause }),
    );
  }

  async suspicion({ accountId }: Person, title: string, priority: 'high' | 'urgent'): Promise<void> {
    await this.#engine.store.write(async (tx) => {
      const actor = this.#platform;
      const caseId = await raiseCase(tx, this.#engine, { accountId, kind: 'suspicious_activity', title, actor, priority });
      await startHold(tx, this.#engine, { accountId, cause: 'not_me', actor, caseId });
    });
  }
}
