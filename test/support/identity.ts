import type { StaffActor } from '../../src/main/engine/actor.ts';
import { beginFace, finishFace } from '../../src/main/engine/factors/face/enrol.ts';
import type { FrameInput } from '../../src/main/engine/factors/face/frames.ts';
import { submitIdentity } from '../../src/main/engine/identity/customer.ts';
import type { DocumentInput } from '../../src/main/engine/identity/documents.ts';
import { decideRequest, getIdentityRequest, type IdentityVerdict, listIdentityRequests } from '../../src/main/engine/identity/requests.ts';
import { documentInUse } from '../../src/main/engine/identity/reuse.ts';
import type { StaffId } from '../../src/shared/vocabulary/index.ts';
import { authorize, type Customer, staff } from './customers.ts';
import type { TestEngine } from './engine.ts';
import { framesOf, pictureOf } from './faces.ts';

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Ada's passport, whose number nobody else has. */
export const passport = (more: Partial<DocumentInput> = {}): DocumentInput => ({
  kind: 'passport',
  country: 'DE',
  number: 'C01X00T47',
  name: 'Ada Muster',
  birthDate: '1990-04-30',
  expiresOn: '2031-05-14',
  ...more,
});

/** A front that shows a person, as the judge of the tests knows them. */
export const front = (person: string) => [{ side: 'front' as const, image: base64(pictureOf(person)) }];

/** Hands a document in, as the customer does after a step-up. */
export async function handIn(engine: TestEngine, customer: Customer, document: DocumentInput = passport(), person = 'ada') {
  const operationId = await authorize(engine, customer, customer.app, 'identity_submit');
  engine.clock.advance(2 * 60_000);
  return submitIdentity(engine, customer.app, { operationId, ...document, images: front(person) });
}

/** Another member of staff than `staff(role)`. */
export const colleague = (role: StaffActor['role'], number = 2): StaffActor => ({
  ...staff(role),
  staffId: `staff_0000000000000000000000000${number}` as StaffId,
});

/** The request that waits for an account. */
export async function waitingRequest(engine: TestEngine, accountId: string) {
  const { items } = await listIdentityRequests(engine, staff('agent'), { status: 'waiting', limit: 50 });
  const row = items.find((item) => item.accountId === accountId);
  if (row === undefined) throw new Error(`Nothing waits for ${accountId}`);
  return getIdentityRequest(engine, staff('agent'), row.id);
}

/** The effect of a decision on the request's case, once it can no longer be undone. */
export async function decideIdentityRequest(engine: TestEngine, actor: StaffActor, input: IdentityVerdict) {
  const status = await engine.store.write((tx) => decideRequest(tx, engine, actor, input));
  if (status === null) throw documentInUse();
  return { status };
}

/** Approves what waits, by as many people as it takes. */
export async function approve(engine: TestEngine, accountId: string): Promise<void> {
  const { id, contentHash } = await waitingRequest(engine, accountId);
  const decision = { id, verdict: 'approve' as const, reason: 'the document is good', contentHash };
  const { status } = await decideIdentityRequest(engine, staff('agent'), decision);
  if (status === 'awaiting_second') await decideIdentityRequest(engine, colleague('senior_agent'), decision);
}

/** A verified customer with a bound document. */
export async function withDocument(engine: TestEngine, customer: Customer, document = passport(), person = 'ada'): Promise<Customer> {
  await handIn(engine, customer, document, person);
  await approve(engine, customer.id);
  return customer;
}

let moment = 1_000;

/** Frames as a client sends them; never the same twice. */
export function sentFrames(person: string, count = 8): FrameInput[] {
  moment += 100;
  return framesOf(person, count, moment).map(({ image, atMs }) => ({ image: base64(image), atMs }));
}

/** Begins to enrol a face and lets the time pass that the moves take. */
export async function beginEnrolment(engine: TestEngine, customer: Customer) {
  const operationId = await authorize(engine, customer, customer.app, 'face_enrol');
  const begun = await beginFace(engine, customer.app, operationId);
  engine.clock.advance(10_000);
  return begun;
}

/** Enrols the customer's face through the engine's own use-cases. */
export async function enrolFace(engine: TestEngine, customer: Customer, person = 'ada'): Promise<Customer> {
  const { factorId } = await beginEnrolment(engine, customer);
  const { refusals } = await finishFace(engine, customer.app, { factorId, frames: sentFrames(person) });
  if (refusals.length > 0) throw new Error(`The face was refused: ${refusals.join(', ')}`);
  engine.clock.advance(2 * 60_000);
  return customer;
}
