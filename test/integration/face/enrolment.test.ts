import { expect, it } from 'vitest';
import { beginFace, finishFace, removeFace } from '../../../src/main/engine/factors/face/enrol.ts';
import { forgetFrames } from '../../../src/main/engine/factors/face/frames.ts';
import { authorize, enrolAuthenticator, enrolTrustedDevice, makeCustomer } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { FakeFace } from '../../support/faces.ts';
import { beginEnrolment, enrolFace, handIn, sentFrames, withDocument } from '../../support/identity.ts';
import { describeOnBothStores } from '../../support/store.ts';

const factors = (engine: TestEngine, accountId: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('factors').selectAll().where('account_id', '=', accountId).where('kind', '=', 'face').execute(),
  );

const frames = (engine: TestEngine) => engine.store.read((tx) => tx.db.selectFrom('face_frames').selectAll().execute());

describeOnBothStores('enrolling a face', (openStore) => {
  it('FV-04 enrols a face after the document, sealed, and tells the customer', async () => {
    const face = new FakeFace();
    const engine = await createTestEngine(openStore, { face });
    const customer = await enrolFace(engine, await withDocument(engine, await makeCustomer(engine, { verified: false })));
    const [factor] = await factors(engine, customer.id);
    expect(factor).toMatchObject({ status: 'active', kind: 'face' });
    expect(Buffer.from(factor?.secret_sealed ?? []).includes('person:ada')).toBe(false);
    expect(face.asked.at(-1)?.references).toMatchObject({ enrolled: null, document: expect.anything() });
    const mails = await engine.store.read((tx) => tx.db.selectFrom('outbox').select('topic').where('topic', '=', 'face.added').execute());
    expect(mails.length).toBeGreaterThan(1);
    await engine.close();
  });

  it('ND-06 refuses to begin without the photo of a document, and names the step that mends it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await authorize(engine, customer, customer.app, 'face_enrol');
    await expect(beginFace(engine, customer.app, operationId)).rejects.toMatchObject({
      code: 'prerequisites_missing',
      data: { missing: [{ code: 'no_document_photo', step: 'verify_identity' }] },
    });
    await engine.close();
  });

  it('FV-04 enrols as part of the verification, while the document waits for staff', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await handIn(engine, customer);
    await enrolFace(engine, customer);
    expect(await factors(engine, customer.id)).toHaveLength(1);
    await engine.close();
  });

  it('ND-06 refuses another person than the document’s, asks for other moves, and gives up after a few tries', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const { factorId } = await beginEnrolment(engine, customer);
    const challenges = new Set<string>();
    for (let left = 4; left >= 0; left -= 1) {
      const outcome = await finishFace(engine, customer.app, { factorId, frames: sentFrames('mallory') });
      expect(outcome).toMatchObject({ factor: null, refusals: ['not_the_holder'], attemptsLeft: left });
      challenges.add(JSON.stringify(outcome.challenge?.moves));
      engine.clock.advance(10_000);
    }
    expect(challenges.size).toBeGreaterThan(1);
    await expect(finishFace(engine, customer.app, { factorId, frames: sentFrames('ada') })).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('FV-04 ends a challenge exactly when its time is over', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const ttl = engine.settings.get('face.ttl');
    const { factorId, challenge } = await beginEnrolment(engine, customer);
    expect(challenge.expiresAt).toBe(engine.clock.now() - 10_000 + ttl);
    engine.clock.moveTo(challenge.expiresAt - 1);
    expect((await finishFace(engine, customer.app, { factorId, frames: sentFrames('mallory') })).refusals).toEqual(['not_the_holder']);
    engine.clock.advance(ttl);
    await expect(finishFace(engine, customer.app, { factorId, frames: sentFrames('ada') })).rejects.toMatchObject({ code: 'expired' });
    await engine.close();
  });

  it('FV-04 refuses frames that were taken in more time than has passed, out of order, or with a gap that could hide a cut', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const { factorId } = await beginEnrolment(engine, customer);
    const good = () => sentFrames('ada');
    const gap = engine.settings.get('face.maxGap');
    const outcomes = [
      good().map((frame, index) => ({ ...frame, atMs: index * gap })),
      good().reverse(),
      good().map((frame, index) => ({ ...frame, atMs: index * 250 + (index > 3 ? gap : 0) })),
    ];
    for (const bad of outcomes) {
      expect((await finishFace(engine, customer.app, { factorId, frames: bad })).refusals).toEqual(['frames_out_of_time']);
      engine.clock.advance(5_000);
    }
    const few = await finishFace(engine, customer.app, { factorId, frames: sentFrames('ada', 4) });
    expect(few.refusals).toEqual(['too_few_frames']);
    await engine.close();
  });

  it('TD-21 erases a face with its template and frames, and suspends the trusted device that rests on it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolFace(engine, await withDocument(engine, await enrolAuthenticator(engine, await makeCustomer(engine))));
    await enrolTrustedDevice(engine, customer);
    expect((await frames(engine)).every(({ frame_sealed }) => frame_sealed !== null)).toBe(true);
    await removeFace(engine, customer.app, await authorize(engine, customer, customer.app, 'face_erase'));
    expect(await factors(engine, customer.id)).toMatchObject([{ status: 'removed', secret_sealed: null }]);
    expect((await frames(engine)).every(({ frame_sealed }) => frame_sealed === null)).toBe(true);
    const trusted = await engine.store.read((tx) =>
      tx.db.selectFrom('factors').select('status').where('account_id', '=', customer.id).where('kind', '=', 'trusted_device').execute(),
    );
    expect(trusted).toEqual([{ status: 'suspended' }]);
    await engine.close();
  });

  it('FV-04 enrols a face anew without the trusted device ever standing without one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolFace(engine, await withDocument(engine, await enrolAuthenticator(engine, await makeCustomer(engine))));
    await enrolTrustedDevice(engine, customer);
    await enrolFace(engine, customer);
    const rows = await factors(engine, customer.id);
    expect(rows.map(({ status }) => status).sort()).toEqual(['active', 'removed']);
    const trusted = await engine.store.read((tx) =>
      tx.db.selectFrom('factors').select('status').where('account_id', '=', customer.id).where('kind', '=', 'trusted_device').execute(),
    );
    expect(trusted).toEqual([{ status: 'active' }]);
    await engine.close();
  });

  it('FV-04 erases the frames when their time is over, to the millisecond, and forgets their hashes later', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const { factorId } = await beginEnrolment(engine, customer);
    const kept = engine.clock.now();
    await finishFace(engine, customer.app, { factorId, frames: sentFrames('ada') });
    engine.clock.moveTo(kept + engine.settings.get('face.keepFrames') - 1);
    expect(await forgetFrames(engine)).toBe(0);
    engine.clock.advance(1);
    expect(await forgetFrames(engine)).toBe(8);
    expect(await frames(engine)).toHaveLength(8);
    engine.clock.moveTo(kept + engine.settings.get('face.rememberFrames') - 1);
    await forgetFrames(engine);
    expect(await frames(engine)).toHaveLength(8);
    engine.clock.advance(1);
    await forgetFrames(engine);
    expect(await frames(engine)).toHaveLength(0);
    await engine.close();
  });

  it('FV-04 counts nothing when the judge cannot work', async () => {
    const face = new FakeFace();
    const engine = await createTestEngine(openStore, { face });
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const { factorId } = await beginEnrolment(engine, customer);
    face.broken = new Error('out of order');
    const sent = sentFrames('ada');
    await expect(finishFace(engine, customer.app, { factorId, frames: sent })).rejects.toThrow('out of order');
    face.broken = null;
    expect((await finishFace(engine, customer.app, { factorId, frames: sent })).refusals).toEqual([]);
    await engine.close();
  });
});
