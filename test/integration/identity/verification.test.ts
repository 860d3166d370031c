import { expect, it } from 'vitest';
import { recordVerification } from '../../../src/main/engine/accounts/verification.ts';
import { readIdentity, submitIdentity } from '../../../src/main/engine/identity/customer.ts';
import { expireIdentities, nextExpiry } from '../../../src/main/engine/identity/expire.ts';
import { identityMoves, identityRequestMoves } from '../../../src/main/engine/identity/machine.ts';
import { addDocument, listDocuments } from '../../../src/main/engine/identity/platform.ts';
import { finalStates } from '../../../src/main/engine/machine.ts';
import type { Store } from '../../../src/main/store/store.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { authorize, enrolAuthenticator, enrolTrustedDevice, makeCustomer, once, platform, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import {
  approve,
  decideIdentityRequest,
  enrolFace,
  front,
  handIn,
  passport,
  waitingRequest,
  withDocument,
} from '../../support/identity.ts';
import { describeOnBothStores } from '../../support/store.ts';

const topics = async (engine: TestEngine, accountId: string) =>
  (
    await engine.store.read((tx) => tx.db.selectFrom('outbox').select(['channel', 'topic']).where('account_id', '=', accountId).execute())
  ).map(({ channel, topic }) => `${channel}:${topic}`);

const trustedStatus = async (engine: TestEngine, accountId: string) =>
  (
    await engine.store.read((tx) =>
      tx.db
        .selectFrom('factors')
        .select('status')
        .where('account_id', '=', accountId)
        .where('kind', '=', 'trusted_device')
        .executeTakeFirst(),
    )
  )?.status;

describeOnBothStores('verifying an identity', (openStore) => {
  it('FV-01 goes from unverified over pending to verified, with level and history, and tells the customer', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    expect(await readIdentity(engine, customer.app)).toMatchObject({
      status: 'unverified',
      level: 0,
      history: [],
      document: null,
      request: null,
    });
    const submitted = await handIn(engine, customer);
    expect(submitted).toMatchObject({ status: 'pending', request: { kind: 'verification', status: 'open' } });
    await approve(engine, customer.id);
    const identity = await readIdentity(engine, customer.app);
    expect(identity).toMatchObject({
      status: 'verified',
      level: 2,
      request: { status: 'approved' },
      document: { status: 'bound', kind: 'passport' },
    });
    expect(identity.history.map(({ from, event, to }) => `${from} ${event} ${to}`)).toEqual([
      'pending approve verified',
      'unverified submit pending',
    ]);
    expect(await topics(engine, customer.id)).toEqual(
      expect.arrayContaining(['mail:identity.requested', 'sms:identity.verified', 'mail:identity.verified', 'webhook:identity.verified']),
    );
    await engine.close();
  });

  it('FV-01 rejects with a reason that the customer reads, and lets them try again', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await handIn(engine, customer);
    const { id, contentHash } = await waitingRequest(engine, customer.id);
    await decideIdentityRequest(engine, staff('agent'), { id, verdict: 'reject', reason: 'the photo is blurred', contentHash });
    expect(await readIdentity(engine, customer.app)).toMatchObject({
      status: 'rejected',
      request: { status: 'rejected', reason: 'the photo is blurred' },
    });
    expect((await handIn(engine, customer)).status).toBe('pending');
    await engine.close();
  });

  it('FV-01 takes the platform’s word, with what waits for staff decided by it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await handIn(engine, customer);
    await recordVerification(engine, platform, { id: customer.id, status: 'verified', level: 3, faceEnrolled: false }, once());
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'verified', level: 3, document: { status: 'bound' } });
    const other = await makeCustomer(engine, { verified: false });
    await handIn(engine, other, passport({ number: 'X2' }));
    await recordVerification(engine, platform, { id: other.id, status: 'rejected', level: 0, faceEnrolled: false }, once());
    expect(await readIdentity(engine, other.app)).toMatchObject({ status: 'rejected', document: null, request: { status: 'rejected' } });
    await engine.close();
  });

  it('FV-03 IN-01 ends what waits for staff when the platform verified another document, with a face that rests on it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await handIn(engine, customer, passport({ number: 'STOLEN' }), 'mallory');
    await enrolFace(engine, customer, 'mallory');
    const waiting = await waitingRequest(engine, customer.id);
    const known = { id: customer.id, ...passport(), verified: true, level: 3, images: [] };
    await addDocument(engine, platform, known, once());
    const reject = { id: waiting.id, verdict: 'reject' as const, reason: 'not the customer', contentHash: waiting.contentHash };
    await expect(decideIdentityRequest(engine, staff('agent'), reject)).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'replaced' } },
    });
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'verified', level: 3, faceEnrolled: false });
    const { items } = await listDocuments(engine, platform, { id: customer.id });
    expect(items.map(({ status, number }) => [status, number]).sort()).toEqual([
      ['bound', '•••47'],
      ['superseded', '•••EN'],
    ]);
    await engine.close();
  });

  it('FV-03 IN-01 keeps a face that is the person of the document which the platform verified', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await handIn(engine, customer);
    await enrolFace(engine, customer);
    const known = { id: customer.id, ...passport({ number: 'NEW' }), verified: true, level: 3, images: front('ada') };
    await addDocument(engine, platform, known, once());
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'verified', faceEnrolled: true });
    await engine.close();
  });

  it('FV-01 knows no way from unverified to expired', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const expired = { id: customer.id, status: 'expired', level: 0, faceEnrolled: false } as const;
    await expect(recordVerification(engine, platform, expired, once())).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'unverified' } },
    });
    expect(finalStates(identityMoves)).toEqual([]);
    expect(finalStates(identityRequestMoves)).toEqual(['approved', 'rejected', 'replaced']);
    await engine.close();
  });

  it('FV-01 expires with the document, at the end of its last day by UTC and not a millisecond before', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(
      engine,
      await enrolAuthenticator(engine, await makeCustomer(engine)),
      passport({ expiresOn: '2026-01-20' }),
    );
    await enrolTrustedDevice(engine, await enrolFace(engine, customer));
    engine.clock.moveTo(Date.UTC(2026, 0, 21) - 1);
    expect(await expireIdentities(engine)).toBe(0);
    engine.clock.advance(1);
    expect(await expireIdentities(engine)).toBe(1);
    expect(await expireIdentities(engine)).toBe(0);
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'expired', level: 0 });
    expect(await trustedStatus(engine, customer.id)).toBe('suspended');
    expect(await topics(engine, customer.id)).toContain('mail:identity.expired');
    await engine.close();
  });

  it('FV-01 does not expire with a document that was replaced while the overdue ones were looked for', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }), passport({ expiresOn: '2026-01-20' }));
    engine.clock.moveTo(Date.UTC(2026, 0, 21));
    expect(nextExpiry(engine.clock.now() - 1)).toBe(engine.clock.now());
    expect(nextExpiry(engine.clock.now())).toBe(Date.UTC(2026, 0, 22));
    const renewed = { id: customer.id, ...passport({ expiresOn: '2036-01-20' }), verified: true, level: 3, images: [] };
    const { store } = engine;
    const busy: Store = {
      dialect: store.dialect,
      feed: store.feed,
      write: (work) => store.write(work),
      close: () => store.close(),
      backup: (file) => store.backup(file),
      read: async (work) => {
        const found = await store.read(work);
        await addDocument(engine, platform, renewed, once());
        return found;
      },
    };
    expect(await expireIdentities({ ...engine, store: busy })).toBe(0);
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'verified', level: 3 });
    await engine.close();
  });

  it('FV-02 keeps what the document says sealed, finds it by a keyed hash, and shows it masked', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const { document } = await withDocument(engine, customer).then(() => readIdentity(engine, customer.app));
    expect(document).toMatchObject({ number: '•••47', name: 'A••• M•••', birthDate: '19••-••-••', country: 'DE', expiresOn: '2031-05-14' });
    const [row] = await engine.store.read((tx) => tx.db.selectFrom('identity_documents').selectAll().execute());
    expect(row?.number_hash).toMatch(/^[0-9a-f]{64}$/);
    const [image] = await engine.store.read((tx) => tx.db.selectFrom('identity_images').selectAll().execute());
    const stored = Buffer.concat([
      Buffer.from(row?.data_sealed ?? []),
      Buffer.from(row?.portrait_sealed ?? []),
      Buffer.from(image?.image_sealed ?? []),
    ]);
    for (const secret of ['C01X00T47', 'Muster', '1990-04-30', 'person:ada']) expect(stored.includes(secret)).toBe(false);
    await engine.close();
  });

  it('FV-02 refuses days that do not exist, documents that are over, and a front without a face', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const operationId = await authorize(engine, customer, customer.app, 'identity_submit');
    const submit = (more: object, images = front('ada')) =>
      submitIdentity(engine, customer.app, { operationId, ...passport(more), images });
    await expect(submit({ birthDate: '2026-02-30' })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { issues: [{ path: 'birthDate' }] },
    });
    await expect(submit({ birthDate: '2026-01-16' })).rejects.toMatchObject({ data: { issues: [{ path: 'birthDate' }] } });
    await expect(submit({ expiresOn: '2026-01-14' })).rejects.toMatchObject({ data: { issues: [{ path: 'expiresOn' }] } });
    const landscape = [{ side: 'front' as const, image: Buffer.from('a landscape').toString('base64') }];
    await expect(submit({}, landscape)).rejects.toMatchObject({ data: { issues: [{ path: 'images.front' }] } });
    await expect(submit({}, [{ side: 'back', image: front('ada')[0]?.image ?? '' } as never])).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(submit({}, [...front('ada'), ...front('ada')])).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await submit({ expiresOn: '2026-01-15' })).status).toBe('pending');
    await engine.close();
  });

  it('FV-02 takes a document only after a step-up, once, and from the main account', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const submit = (operationId: string) => submitIdentity(engine, customer.app, { operationId, ...passport(), images: front('ada') });
    const wrong = await authorize(engine, customer, customer.app, 'api_key_delete');
    await expect(submit(wrong)).rejects.toMatchObject({ data: { reason: 'wrong_operation' } });
    engine.clock.advance(2 * 60_000);
    const operationId = await authorize(engine, customer, customer.app, 'identity_submit');
    await submit(operationId);
    await expect(submit(operationId)).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('IN-01 takes documents that the platform verified itself, and lists them masked', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const idempotency = once();
    const add = () => addDocument(engine, platform, { id: customer.id, ...passport(), verified: true, level: 3, images: [] }, idempotency);
    const first = await add();
    expect(await add()).toEqual(first);
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'verified', level: 3 });
    const { items } = await listDocuments(engine, platform, { id: customer.id });
    expect(items).toMatchObject([{ status: 'bound', number: '•••47', source: 'platform' }]);
    const waiting = { id: customer.id, ...passport({ number: 'NEW' }), verified: false, level: 2, images: front('ada') };
    expect(await addDocument(engine, platform, waiting, once())).toMatchObject({ status: 'submitted' });
    expect(await waitingRequest(engine, customer.id)).toMatchObject({ kind: 'update' });
    const reader = { ...platform, scopes: ['accounts:read' as const] };
    await expect(addDocument(engine, reader, waiting, once())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listDocuments(engine, platform, { id: 'nobody' as AccountId })).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it.each(['customer', 'platform'] as const)(
    'ND-11 refuses a document in use elsewhere, handed in by the %s, and raises a case on both',
    async (who) => {
      const engine = await createTestEngine(openStore);
      const ada = await withDocument(engine, await makeCustomer(engine, { verified: false }));
      const mallory = await makeCustomer(engine, { verified: false });
      const same = passport({ number: 'c01-x00 t47' });
      const hand =
        who === 'customer'
          ? () => handIn(engine, mallory, same)
          : () => addDocument(engine, platform, { id: mallory.id, ...same, verified: true, level: 2, images: [] }, once());
      for (let time = 0; time < 2; time += 1) {
        await expect(hand()).rejects.toMatchObject({ code: 'conflict', data: { reason: 'document_in_use' } });
        engine.clock.advance(2 * 60_000);
      }
      const cases = await engine.store.read((tx) =>
        tx.db.selectFrom('cases').select(['account_id', 'kind']).where('kind', '=', 'suspicious_activity').execute(),
      );
      expect(cases.map(({ account_id }) => account_id).sort()).toEqual([ada.id, mallory.id].sort());
      expect(await readIdentity(engine, mallory.app)).toMatchObject({ status: 'unverified', document: null, request: null });
      expect(await readIdentity(engine, ada.app)).toMatchObject({ status: 'verified' });
      await engine.close();
    },
  );

  it('ND-11 lets one of two accounts have a document that both handed in, and warns both customers before', async () => {
    const engine = await createTestEngine(openStore);
    const [one, two] = [await makeCustomer(engine, { verified: false }), await makeCustomer(engine, { verified: false })];
    await handIn(engine, one);
    const { warning } = await handIn(engine, two);
    expect(warning).toContain('One document serves one account');
    const second = await waitingRequest(engine, two.id);
    expect(second.conflicts).toEqual([{ code: 'document_requested_elsewhere', accountId: one.id }]);
    await approve(engine, one.id);
    const decision = { id: second.id, verdict: 'approve' as const, reason: 'looks good', contentHash: second.contentHash };
    await expect(decideIdentityRequest(engine, staff('agent'), decision)).rejects.toMatchObject({ data: { reason: 'document_in_use' } });
    await expect(
      recordVerification(engine, platform, { id: two.id, status: 'verified', level: 2, faceEnrolled: false }, once()),
    ).rejects.toMatchObject({ data: { reason: 'document_in_use' } });
    expect(await readIdentity(engine, two.app)).toMatchObject({ status: 'pending' });
    await engine.close();
  });

  it('ND-11 lets exactly one of many racing accounts have a document', async () => {
    const engine = await createTestEngine(openStore);
    const customers = [];
    for (let index = 0; index < 5; index += 1) customers.push(await makeCustomer(engine, { verified: false }));
    const results = await Promise.allSettled(
      customers.map(({ id }) => addDocument(engine, platform, { id, ...passport(), verified: true, level: 2, images: [] }, once())),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const bound = await engine.store.read((tx) =>
      tx.db.selectFrom('identity_documents').select('id').where('status', '=', 'bound').execute(),
    );
    expect(bound).toHaveLength(1);
    await engine.close();
  });
});
