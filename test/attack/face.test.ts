import { expect, it } from 'vitest';
import { beginFace, finishFace, removeFace } from '../../src/main/engine/factors/face/enrol.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { type Customer, makeCustomer, openSession } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { beginEnrolment, enrolFace, passport, sentFrames, withDocument } from '../support/identity.ts';
import { logInFrom } from '../support/new-device.ts';
import { describeOnBothStores } from '../support/store.ts';

const holder = async (engine: TestEngine, person = 'ada', number = 'C01X00T47'): Promise<Customer> => {
  const customer = await makeCustomer(engine, { verified: false });
  return enrolFace(engine, await withDocument(engine, customer, passport({ number }), person), person);
};

let phones = 0;

/** A log-in on a new phone that has begun its face step. */
async function begunLogin(engine: TestEngine, customer: Customer) {
  phones += 1;
  const { operation, actor } = await logInFrom(engine, customer.id, { client: 'ios', device: `thief-${phones}` });
  await beginStep(engine, actor, { id: operation.id, position: 0 });
  engine.clock.advance(10_000);
  const complete = (frames: ReturnType<typeof sentFrames>) =>
    completeStep(engine, actor, { id: operation.id, position: 0, face: { frames } });
  return { id: operation.id, actor, complete };
}

describeOnBothStores('attacks on faces', (openStore) => {
  it('FV-04 refuses frames that passed once, at the next log-in and on any account', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    const frames = sentFrames('ada');
    expect((await (await begunLogin(engine, ada)).complete(frames)).passed).toBe(true);
    expect(await (await begunLogin(engine, ada)).complete(frames)).toMatchObject({ passed: false, refusals: ['frames_used_before'] });
    const twin = await holder(engine, 'ada', 'TWIN1');
    expect(await (await begunLogin(engine, twin)).complete(frames)).toMatchObject({ refusals: ['frames_used_before'] });
    await engine.close();
  });

  it('FV-04 refuses a recording with one new frame in it, and one frame sent many times', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    const old = sentFrames('ada');
    await (await begunLogin(engine, ada)).complete(old);
    const mostlyNew = sentFrames('ada').map((frame, index) => (index === 4 ? { ...frame, image: old[4]?.image ?? '' } : frame));
    expect(await (await begunLogin(engine, ada)).complete(mostlyNew)).toMatchObject({ refusals: ['frames_used_before'] });
    const [first] = sentFrames('ada');
    const still = sentFrames('ada').map((frame) => ({ ...frame, image: first?.image ?? '' }));
    expect(await (await begunLogin(engine, ada)).complete(still)).toMatchObject({ refusals: ['frames_used_before'] });
    await engine.close();
  });

  it('FV-04 remembers frames that were refused, and those of an enrolment', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const { factorId } = await beginEnrolment(engine, customer);
    const swapped = [...sentFrames('ada', 4), ...sentFrames('mallory', 4)].map((frame, index) => ({ ...frame, atMs: index * 250 }));
    expect((await finishFace(engine, customer.app, { factorId, frames: swapped })).refusals).toContain('same_person_throughout');
    engine.clock.advance(10_000);
    const good = sentFrames('ada');
    const reused = good.map((frame, index) => (index === 0 ? { ...frame, image: swapped[0]?.image ?? '' } : frame));
    expect((await finishFace(engine, customer.app, { factorId, frames: reused })).refusals).toEqual(['frames_used_before']);
    await engine.close();
  });

  it('ND-06 refuses the thief’s own face on somebody else’s account, however live', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    await holder(engine, 'mallory', 'MALLORY1');
    expect(await (await begunLogin(engine, ada)).complete(sentFrames('mallory'))).toMatchObject({ refusals: ['not_the_holder'] });
    await engine.close();
  });

  it('FV-04 judges one try a challenge, whatever is sent at once', async () => {
    const engine = await createTestEngine(openStore);
    const login = await begunLogin(engine, await holder(engine));
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => login.complete(sentFrames('mallory'))));
    const judged = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(judged).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ data: { reason: 'not_begun' } });
    }
    const step = await engine.store.read((tx) =>
      tx.db.selectFrom('operation_steps').select('attempts').where('operation_id', '=', login.id).executeTakeFirst(),
    );
    expect(step?.attempts).toBe(1);
    await engine.close();
  });

  it('FV-04 lets the same frames win once when they are sent twice at once', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    const [one, two] = [await begunLogin(engine, ada), await begunLogin(engine, ada)];
    const frames = sentFrames('ada');
    const outcomes = await Promise.allSettled([one.complete(frames), two.complete(frames)]);
    const passed = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.passed);
    expect(passed.length).toBeLessThanOrEqual(1);
    await engine.close();
  });

  it('FV-04 opens no template that was copied from another account’s row', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    const mallory = await holder(engine, 'mallory', 'MALLORY1');
    await engine.store.write(async (tx) => {
      const faces = tx.db.selectFrom('factors').select('secret_sealed').where('kind', '=', 'face').where('account_id', '=', mallory.id);
      const stolen = await faces.executeTakeFirstOrThrow();
      await tx.db
        .updateTable('factors')
        .set({ secret_sealed: stolen.secret_sealed })
        .where('kind', '=', 'face')
        .where('account_id', '=', ada.id)
        .execute();
    });
    const login = await begunLogin(engine, ada);
    await expect(login.complete(sentFrames('mallory'))).rejects.toThrow();
    await engine.close();
  });

  it('FV-04 changes no face with a stolen session alone, nor in another session than the one that began', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    const login = await begunLogin(engine, ada);
    for (const change of [beginFace, removeFace]) {
      await expect(change(engine, ada.app, login.id)).rejects.toMatchObject({ code: 'step_refused' });
    }
    const { factorId } = await beginEnrolment(engine, ada);
    const other = await openSession(engine, ada.id, 'ios', 'stolen');
    const stranger = await openSession(engine, (await makeCustomer(engine)).id, 'ios', 'stranger');
    for (const actor of [other, stranger]) {
      await expect(finishFace(engine, actor, { factorId, frames: sentFrames('ada') })).rejects.toMatchObject({ code: 'not_found' });
    }
    await engine.close();
  });

  it('FV-04 takes no more and no larger frames than settings allow', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await holder(engine);
    const login = await begunLogin(engine, ada);
    await expect(login.complete(sentFrames('ada', engine.settings.get('face.maxFrames') + 1))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const large = Buffer.alloc(engine.settings.get('face.maxFrame') * 1_024 + 1).toString('base64');
    const frames = sentFrames('ada').map((frame, index) => (index === 3 ? { ...frame, image: large } : frame));
    await expect(login.complete(frames)).rejects.toMatchObject({ code: 'invalid_input', data: { issues: [{ path: 'frames.3.image' }] } });
    await engine.close();
  });
});
