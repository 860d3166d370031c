import { expect, it } from 'vitest';
import type { CustomerActor } from '../../../src/main/engine/actor.ts';
import { removeFace } from '../../../src/main/engine/factors/face/enrol.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { authorize, type Customer, makeCustomer, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { FakeFace } from '../../support/faces.ts';
import { enrolFace, sentFrames, withDocument } from '../../support/identity.ts';
import { logInFrom } from '../../support/new-device.ts';
import { describeOnBothStores } from '../../support/store.ts';

const holder = async (engine: TestEngine): Promise<Customer> =>
  enrolFace(engine, await withDocument(engine, await makeCustomer(engine, { verified: false })));

/** A log-in on a new phone, which the engine answers with a face verification. */
async function faceLogin(engine: TestEngine, customer: Customer) {
  const login = await logInFrom(engine, customer.id, { client: 'ios', device: 'new-phone' });
  expect(login.decision.steps[0]).toBe('face');
  return { id: login.operation.id, actor: login.actor };
}

async function begin(engine: TestEngine, { id, actor }: { readonly id: string; readonly actor: CustomerActor }) {
  const { face } = await beginStep(engine, actor, { id, position: 0 });
  engine.clock.advance(10_000);
  return face;
}

describeOnBothStores('the step by face', (openStore) => {
  it('ND-06 passes the holder of the document who does what is asked', async () => {
    const face = new FakeFace();
    const engine = await createTestEngine(openStore, { face });
    const login = await faceLogin(engine, await holder(engine));
    const asked = await begin(engine, login);
    expect(asked?.moves).toHaveLength(engine.settings.get('face.moves'));
    const done = await completeStep(engine, login.actor, { id: login.id, position: 0, face: { frames: sentFrames('ada') } });
    expect(done.passed).toBe(true);
    expect(done.operation.steps[0]).toMatchObject({ factor: 'face', status: 'passed' });
    expect(face.asked.at(-1)).toMatchObject({
      moves: asked?.moves,
      references: { enrolled: expect.anything(), document: expect.anything() },
    });
    await engine.close();
  });

  it('ND-06 refuses another person with guidance, asks for another challenge, and denies the log-in after too many', async () => {
    const engine = await createTestEngine(openStore);
    const login = await faceLogin(engine, await holder(engine));
    const tries = engine.settings.get('code.maxTries');
    for (let left = tries - 1; left >= 0; left -= 1) {
      await begin(engine, login);
      const done = await completeStep(engine, login.actor, { id: login.id, position: 0, face: { frames: sentFrames('mallory') } });
      expect(done).toMatchObject({ passed: false, refusals: ['not_the_holder'], attemptsLeft: left });
      expect(done.operation.status).toBe(left === 0 ? 'denied' : 'awaiting_step_up');
    }
    await engine.close();
  });

  it.each(['whole_face_visible', 'camera_unobstructed', 'good_light'] as const)(
    'ND-06 hands the guidance %s to the capture screen',
    async (code) => {
      const face = new FakeFace();
      const engine = await createTestEngine(openStore, { face });
      const login = await faceLogin(engine, await holder(engine));
      await begin(engine, login);
      face.refuse = [code];
      const done = await completeStep(engine, login.actor, { id: login.id, position: 0, face: { frames: sentFrames('ada') } });
      expect(done).toMatchObject({ passed: false, refusals: [code] });
      await engine.close();
    },
  );

  it('FV-04 asks the same again when asked again, and something else only after a try or after its time', async () => {
    const engine = await createTestEngine(openStore);
    const login = await faceLogin(engine, await holder(engine));
    const first = await begin(engine, login);
    for (let again = 0; again < 3; again += 1) expect(await begin(engine, login)).toEqual(first);
    engine.clock.moveTo((first?.expiresAt ?? 0) - 1);
    expect((await beginStep(engine, login.actor, { id: login.id, position: 0 })).face).toEqual(first);
    engine.clock.advance(1);
    const frames = sentFrames('ada');
    await expect(completeStep(engine, login.actor, { id: login.id, position: 0, face: { frames } })).rejects.toMatchObject({
      code: 'expired',
    });
    expect((await beginStep(engine, login.actor, { id: login.id, position: 0 })).face?.expiresAt).toBeGreaterThan(first?.expiresAt ?? 0);
    await engine.close();
  });

  it('FV-04 draws no more challenges than a customer could use, so that nobody waits for one that a recording fits', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, staff('administrator'), { name: 'face.ttl', value: 20_000, reason: 'more challenges than tries' });
    const login = await faceLogin(engine, await holder(engine));
    let drawn = 0;
    const draw = async () => {
      for (;;) {
        const { face } = await beginStep(engine, login.actor, { id: login.id, position: 0 });
        drawn += 1;
        engine.clock.moveTo(face?.expiresAt ?? 0);
      }
    };
    await expect(draw()).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'too_many_challenges' } });
    expect(drawn).toBe(2 * engine.settings.get('code.maxTries'));
    await engine.close();
  });

  it('FV-04 takes no code instead of a face, and no frames before a challenge', async () => {
    const engine = await createTestEngine(openStore);
    const login = await faceLogin(engine, await holder(engine));
    const frames = sentFrames('ada');
    await expect(completeStep(engine, login.actor, { id: login.id, position: 0, face: { frames } })).rejects.toMatchObject({
      data: { reason: 'not_begun' },
    });
    await begin(engine, login);
    expect(await completeStep(engine, login.actor, { id: login.id, position: 0, code: '123456' })).toMatchObject({ passed: false });
    await engine.close();
  });

  it('FV-04 never asks for a face that only the platform knows, nor for one that was erased', async () => {
    const engine = await createTestEngine(openStore);
    const known = await makeCustomer(engine);
    const other = await logInFrom(engine, known.id, { client: 'ios', device: 'new-phone' });
    expect(other.decision.steps).not.toContain('face');
    const customer = await holder(engine);
    await removeFace(engine, customer.app, await authorize(engine, customer, customer.app, 'face_erase'));
    expect((await logInFrom(engine, customer.id, { client: 'ios', device: 'new-phone' })).decision.steps).not.toContain('face');
    await engine.close();
  });
});
