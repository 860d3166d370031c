import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordSecurityChange } from '../../../src/main/engine/accounts/security-change.ts';
import { removeTrustedDevice } from '../../../src/main/engine/factors/trusted-device/enrol.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { removeAuthenticator } from '../../../src/main/engine/security-items/authenticator.ts';
import type { Submitted } from '../../../src/shared/contract/operation.ts';
import { type FactorKind, moneyKinds, operationKinds, outcomes } from '../../../src/shared/vocabulary/index.ts';
import { once, openSession, Phone, platform, wished } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { publish } from '../../support/policy.ts';
import {
  bindPhone,
  canTurnOn,
  type Deed,
  type Enrolment,
  finish,
  isSetUp,
  makePerson,
  otherProofs,
  type Person,
  type Protection,
  protections,
  submitDeed,
  turnOn,
  wouldTurnOn,
} from '../../support/protections.ts';
import { describeOnBothStores } from '../../support/store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const home = '198.51.100.7';
const abroad = '203.0.113.77';

const enrolment: fc.Arbitrary<Enrolment> = fc
  .record({ phone: fc.boolean(), verified: fc.boolean(), face: fc.boolean(), authenticator: fc.boolean(), passkey: fc.boolean() })
  // A passkey takes a verified identity and two methods; so does handing a document in, where little is known.
  .map((has) => ({ ...has, face: has.face && has.phone }))
  .map((has) => ({ ...has, passkey: has.passkey && (has.verified || has.face) && (has.phone || has.authenticator) }));

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(...operationKinds),
  from: fc.constantFrom('web' as const, 'app' as const, 'stranger' as const),
  address: fc.constantFrom(home, home, abroad),
  cents: fc.constantFrom(1_000, 40_000, 900_000),
});

/** What happened before: things that the customer did and finished or left, and time that passed. */
const past = fc.array(
  fc.oneof(
    fc.record({ deed, finished: fc.boolean() }),
    fc.record({ wait: fc.constantFrom(HOUR, DAY, 8 * DAY, 31 * DAY) }),
    fc.record({ change: fc.constantFrom('password_reset' as const, 'contact_changed' as const) }),
  ),
  { maxLength: 5 },
);
type Event = typeof past extends fc.Arbitrary<readonly (infer E)[]> ? E : never;

async function live(person: Person, events: readonly Event[]): Promise<void> {
  const { engine, customer } = person;
  for (const event of events) {
    if ('wait' in event) engine.clock.advance(event.wait);
    else if ('change' in event) await recordSecurityChange(engine, platform, { id: customer.id, change: event.change }, once());
    else {
      const { operation } = await submitDeed(person, event.deed);
      // A stranger has no session here, and stays where the first step is.
      if (event.finished && event.deed.from !== 'stranger' && operation.status === 'awaiting_step_up')
        await finish(person, event.deed.from, operation.id);
    }
    engine.clock.advance(60_000);
  }
}

/** From what anybody can be talked out of to what cannot leave the customer's hands. */
const strengths: readonly FactorKind[] = [
  'email_code',
  'phone_code',
  'authenticator',
  'device_session',
  'face',
  'passkey',
  'trusted_device',
];

const ranked = (steps: readonly FactorKind[]): number[] => steps.map((step) => strengths.indexOf(step)).sort((a, b) => b - a);

/**
 * Whether an operation is no easier than it was. Either it came to a stricter answer; or it has as many steps, each at least as strong; or a
 * person had to decide for want of a method, and the method that now is asked is the one that was turned on.
 */
function noEasier(after: Submitted['decision'], before: Submitted['decision'], on: Protection): boolean {
  const strict = (decision: Submitted['decision']) => outcomes.indexOf(decision.outcome);
  const added = on === 'mandatory_passkey' ? 'passkey' : on;
  if (before.outcome === 'review' && after.outcome === 'step_up' && after.band === before.band) return after.steps.includes(added);
  if (strict(after) !== strict(before)) return strict(after) > strict(before);
  const [now, then] = [ranked(after.steps), ranked(before.steps)];
  return then.every((strength, index) => (now[index] ?? -1) >= strength);
}

const inWords = ({ outcome, band, score, steps, reasons }: Submitted['decision']): string =>
  `${outcome} ${steps.join('+')} (${band}, ${score}: ${reasons.join('; ')})`;

const stepsOf = (engine: TestEngine, id: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('operation_steps').select(['factor', 'status']).where('operation_id', '=', id).orderBy('position').execute(),
  );

/** PO-02: tries every other method at the first step, each genuine as far as it can be. */
async function tryOthers(person: Person, { from }: Deed, { operation, decision }: Submitted): Promise<void> {
  const { engine, customer } = person;
  const [first] = decision.steps;
  if (first === undefined) return;
  const actor = from === 'app' ? customer.app : customer.web;
  if (first !== 'trusted_device') await beginStep(engine, actor, { id: operation.id, position: 0 }).catch(() => undefined);
  for (const proof of otherProofs(person, first)) {
    const answer = await completeStep(engine, actor, { id: operation.id, position: 0, ...proof }).catch(() => null);
    expect(answer?.passed ?? false, `${Object.keys(proof).join()} passed for ${first}`).toBe(false);
  }
  expect((await readOperation(engine, platform, operation.id)).operation.status).toBe('awaiting_step_up');
  expect((await stepsOf(engine, operation.id)).every(({ status }) => status === 'pending')).toBe(true);
}

/** MP-02: nothing but what may stand beside a passkey. */
function neverFallsBack({ outcome, steps }: Submitted['decision']): boolean {
  if (outcome !== 'step_up') return outcome !== 'allow';
  return steps.includes('passkey') && steps.every((step) => step === 'passkey' || step === 'trusted_device' || step === 'face');
}

describeOnBothStores('what a customer turns on', (openStore, dialect) => {
  const numRuns = dialect === 'sqlite' ? 30 : 6;

  it('PO-04 MP-02 PO-02 makes no operation easier, and nothing is accepted outside the answer, for any customer with any history', async () => {
    const [plain, guarded] = [await createTestEngine(openStore), await createTestEngine(openStore)];
    // Each operation meets the mode in half of the runs.
    const everywhere = { ...builtInMatrix, mandatoryPasskeyKinds: [...operationKinds] };
    let number = 0;
    let compared = 0;
    let completed = 0;
    const deeds = fc.array(deed, { minLength: 4, maxLength: 6 });
    for (const matrix of [builtInMatrix, everywhere]) {
      if (matrix === everywhere) for (const engine of [plain, guarded]) await publish(engine, 'matrix', everywhere);
      await fc.assert(
        fc.asyncProperty(enrolment, past, fc.constantFrom(...protections), deeds, async (has, events, protection, tried) => {
          fc.pre(canTurnOn(has, protection));
          number += 1;
          const name = `T${dialect === 'sqlite' ? 'S' : 'P'}${number}X`;
          const without = await makePerson(plain, name, has);
          const person = await makePerson(guarded, name, has);
          if (!isSetUp(without) || !isSetUp(person)) return;
          await live(without, events);
          await live(person, events);
          // The other does the same but for the last click: what was asked for it weighs alike in both histories.
          if ((await wouldTurnOn(without, protection)) === null || !(await turnOn(person, protection))) return;
          const time = Math.max(plain.clock.now(), guarded.clock.now());
          for (const engine of [plain, guarded]) engine.clock.moveTo(time + DAY);
          for (const [index, each] of tried.entries()) {
            const before = await submitDeed(without, each);
            const after = await submitDeed(person, each);
            const told = `${protection}: ${JSON.stringify(each)}: ${inWords(before.decision)} → ${inWords(after.decision)}`;
            expect(noEasier(after.decision, before.decision, protection), told).toBe(true);
            compared += 1;
            if (protection === 'mandatory_passkey' && matrix.mandatoryPasskeyKinds.includes(wished(each.kind).kind)) {
              expect(neverFallsBack(after.decision), told).toBe(true);
            }
            const waits = after.decision.outcome === 'step_up' && each.from !== 'stranger' && each.kind !== 'login';
            if (waits && !(each.from === 'app' && protection === 'mandatory_passkey')) {
              await tryOthers(person, each, after);
              // What is completed teaches the engine what is usual, in one of the two histories only: so it is the last thing done.
              if (index === tried.length - 1) {
                expect(await finish(person, each.from, after.operation.id), told).toBe('authorized');
                const passed = await stepsOf(guarded, after.operation.id);
                expect(passed.map(({ factor }) => factor)).toEqual(after.decision.steps);
                expect(passed.every(({ status }) => status === 'passed')).toBe(true);
                completed += 1;
              }
            }
            const later = Math.max(plain.clock.now(), guarded.clock.now()) + HOUR;
            for (const engine of [plain, guarded]) engine.clock.moveTo(later);
          }
        }),
        { numRuns },
      );
    }
    expect(compared).toBeGreaterThan(2 * numRuns);
    expect(completed).toBeGreaterThan(0);
  }, 240_000);

  type Move = 'add' | 'add_twice' | 'remove' | 'remove_authenticator' | 'wait' | 'wait_long';
  const moves = fc.array(
    fc.constantFrom<Move>('add', 'add', 'add_twice', 'remove', 'remove', 'remove_authenticator', 'wait', 'wait_long'),
    {
      minLength: 3,
      maxLength: 9,
    },
  );

  it('PO-04 TD-05 TD-20 never has two live trusted devices, and holds withdrawals after each one that was removed, whatever the order', async () => {
    const engine = await createTestEngine(openStore);
    let number = 0;
    let removed = 0;
    await fc.assert(
      fc.asyncProperty(moves, fc.boolean(), async (order, passkey) => {
        number += 1;
        const has = { phone: true, verified: true, face: false, authenticator: true, passkey };
        const person = await makePerson(engine, `R${dialect === 'sqlite' ? 'S' : 'P'}${number}X`, has);
        if (!isSetUp(person)) return;
        const { customer } = person;
        for (const move of order) {
          await play(person, move);
          const devices = await engine.store.read((tx) =>
            tx.db.selectFrom('factors').selectAll().where('account_id', '=', customer.id).where('kind', '=', 'trusted_device').execute(),
          );
          expect(devices.filter(({ status }) => status === 'active' || status === 'suspended').length).toBeLessThanOrEqual(1);
          const holds = await engine.store.read((tx) =>
            tx.db
              .selectFrom('holds')
              .selectAll()
              .where('account_id', '=', customer.id)
              .where('cause', '=', 'trusted_device_removed')
              .execute(),
          );
          for (const { removed_at: at } of devices.filter(({ status }) => status === 'removed')) {
            removed += 1;
            expect(holds.some((hold) => hold.starts_at === at && hold.ends_at === (at ?? 0) + DAY && hold.ended_at === null)).toBe(true);
          }
          if (holds.some(({ ends_at: end }) => end !== null && engine.clock.now() < end)) {
            for (const kind of moneyKinds) {
              const { decision } = await submitDeed(person, { kind, from: 'app', address: home, cents: 1_000 });
              expect(['hold', 'deny']).toContain(decision.outcome);
            }
          }
        }
      }),
      { numRuns: dialect === 'sqlite' ? 20 : 8 },
    );
    expect(removed).toBeGreaterThan(0);
  }, 240_000);
});

async function play(person: Person, move: string): Promise<void> {
  const { engine, customer } = person;
  if (move === 'wait') engine.clock.advance(DAY - HOUR);
  if (move === 'wait_long') engine.clock.advance(2 * DAY);
  if (move === 'add' || move === 'add_twice') {
    const first = await wouldTurnOn(person, 'trusted_device');
    if (first === null) return;
    const attempts = [() => bindPhone(person, first)];
    if (move === 'add_twice') {
      const tablet = await openSession(engine, customer.id, 'android', `${customer.id}-tablet`);
      const second = await wouldTurnOn({ ...person, customer: { ...customer, app: tablet } }, 'trusted_device').catch(() => null);
      if (second !== null) attempts.push(() => bindPhone(person, second, tablet, new Phone()));
    }
    await Promise.allSettled(attempts.map((attempt) => attempt()));
  }
  if (move === 'remove') {
    const { operation } = await submitDeed(person, { kind: 'trusted_device_remove', from: 'app', address: home, cents: 0 });
    if ((await finish(person, 'app', operation.id)) === 'authorized') {
      await removeTrustedDevice(engine, customer.app, operation.id).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'not_found' });
      });
    }
  }
  if (move === 'remove_authenticator') {
    const { operation } = await submitDeed(person, { kind: 'authenticator_remove', from: 'app', address: home, cents: 0 });
    if ((await finish(person, 'app', operation.id)) === 'authorized') {
      await removeAuthenticator(engine, customer.app, operation.id).catch(() => undefined);
    }
  }
  engine.clock.advance(60_000);
}
