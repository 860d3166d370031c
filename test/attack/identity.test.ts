import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WasmImages } from '../../src/main/adapters/images-wasm.ts';
import { WorkerQueue } from '../../src/main/adapters/worker-queue.ts';
import { recordVerification } from '../../src/main/engine/accounts/verification.ts';
import { submitIdentity } from '../../src/main/engine/identity/customer.ts';
import { revealIdentityImage, revealIdentityRequest } from '../../src/main/engine/identity/requests.ts';
import { openStore as open } from '../../src/main/store/open.ts';
import { DATABASE_FILE } from '../../src/main/store/sqlite/store.ts';
import type { PictureJob } from '../../src/main/workers/face-worker.ts';
import { authorize, makeCustomer, once, platform, staff } from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { base64, enrolFace, front, handIn, passport, waitingRequest, withDocument } from '../support/identity.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { describeOnBothStores, temporaryWorkspace } from '../support/store.ts';

/** What must not be readable anywhere: number, name, birth date, and what the images show. */
const secrets = ['C01X00T47', 'Ada Muster', '1990-04-30', 'person:ada'];

function expectNone(bytes: Buffer | string, where: string): void {
  const text = Buffer.from(bytes);
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -3), Buffer.from(secret).toString('hex')]) {
      expect(text.includes(form), `${form} in ${where}`).toBe(false);
    }
  }
}

describeOnBothStores('attacks on identity documents', (openStore) => {
  it('FV-02 leaves nothing personal in clear in any row, message, webhook or log line', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolFace(engine, await withDocument(engine, await makeCustomer(engine, { verified: false })));
    await handIn(engine, customer, passport({ number: 'OTHER1' }));
    const { id } = await waitingRequest(engine, customer.id);
    await revealIdentityRequest(engine, staff('agent'), { id, reason: 'looking' });
    const other = await makeCustomer(engine, { verified: false });
    await handIn(engine, other).catch(() => undefined);
    await recordVerification(engine, platform, { id: other.id, status: 'rejected', level: 0, faceEnrolled: false }, once());
    const tables = await engine.store.write(async (tx) => {
      const rows = await (engine.store.dialect === 'sqlite'
        ? sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
        : sql<{ name: string }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
      ).execute(tx.db);
      return rows.rows.map(({ name }) => name);
    });
    expect(tables).toContain('identity_documents');
    for (const table of tables) {
      const { rows } = await engine.store.write((tx) => sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(tx.db));
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          const bytes = value instanceof Uint8Array ? Buffer.from(value) : String(value);
          expectNone(bytes, `${table}.${column}`);
        }
      }
    }
    expectNone(JSON.stringify(engine.log.entries), 'the log');
    await engine.close();
  });

  it('FV-02 shows no image of another account through a request that staff may see', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await makeCustomer(engine, { verified: false });
    const eve = await makeCustomer(engine, { verified: false });
    await handIn(engine, ada);
    await handIn(engine, eve, passport({ number: 'EVE1' }), 'eve');
    const [ofAda, ofEve] = [await waitingRequest(engine, ada.id), await waitingRequest(engine, eve.id)];
    const imageId = ofAda.new?.images[0]?.id ?? '';
    const reveal = revealIdentityImage(engine, staff('agent'), { id: ofEve.id, imageId, reason: 'curious' });
    await expect(reveal).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('ND-11 does not say whose a document is, in the answer or in its data', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const refusal = await handIn(engine, await makeCustomer(engine, { verified: false })).catch(
      (error: unknown) => error as Error & { data: object },
    );
    expect(refusal).toBeInstanceOf(Error);
    expect(JSON.stringify(refusal)).not.toContain(ada.id);
    expect((refusal as Error).message).not.toContain(ada.id);
    await engine.close();
  });

  it('ND-11 finds a document again however its number is spelled, and not in another country', async () => {
    const engine = await createTestEngine(openStore);
    await withDocument(engine, await makeCustomer(engine, { verified: false }));
    for (const number of ['c01x00t47', 'C01 X00 T47', 'C01-X00-T47', ' C01X00T47']) {
      const attempt = handIn(engine, await makeCustomer(engine, { verified: false }), passport({ number, kind: 'identity_card' }));
      await expect(attempt).rejects.toMatchObject({ data: { reason: 'document_in_use' } });
      engine.clock.advance(60_000);
    }
    expect(await handIn(engine, await makeCustomer(engine, { verified: false }), passport({ country: 'FR' }))).toMatchObject({
      status: 'pending',
    });
    await engine.close();
  });

  it('FV-03 cannot be used to put another person’s face on a verified account with a stolen session', async () => {
    const engine = await createTestEngine(openStore);
    const ada = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const images = front('mallory');
    const never = submitIdentity(engine, ada.web, { operationId: 'op_00000000000000000000000000', ...passport(), images });
    await expect(never).rejects.toMatchObject({ code: 'not_found' });
    const eve = await makeCustomer(engine);
    const foreign = await authorize(engine, eve, eve.app, 'identity_submit');
    await expect(submitIdentity(engine, ada.web, { operationId: foreign, ...passport(), images })).rejects.toMatchObject({
      code: 'not_found',
    });
    await engine.close();
  });
});

describe('hostile pictures of documents', () => {
  const queue = new WorkerQueue<PictureJob>({ file: 'face-worker', most: 16, timeoutMs: 60_000 });
  afterAll(() => queue.close());

  it('FV-02 refuses bombs, scripts and other files before they reach a decoder, and the step-up is not used up by them', async () => {
    const place = temporaryWorkspace();
    const engine = await createTestEngine(() => open(place.target), { images: new WasmImages(queue, () => 16_000_000) });
    const customer = await makeCustomer(engine, { verified: false });
    const operationId = await authorize(engine, customer, customer.app, 'identity_submit');
    const bomb = Buffer.from('89504e470d0a1a0a0000000d4948445200010000000100000802000000', 'hex');
    const gif = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#000' } })
      .gif()
      .toBuffer();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>');
    const large = Buffer.alloc(engine.settings.get('identity.maxImage') * 1_024 + 1, 0xff);
    for (const bytes of [bomb, gif, svg, large, Buffer.from('%PDF-1.7'), Buffer.from([0xff, 0xd8, 0xff])]) {
      const images = [{ side: 'front' as const, image: base64(bytes) }];
      await expect(submitIdentity(engine, customer.app, { operationId, ...passport(), images })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
    const status = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('status').where('id', '=', operationId).executeTakeFirst(),
    );
    expect(status).toEqual({ status: 'authorized' });
    await engine.close();
    await place.remove();
  });
});

describe('the database file', () => {
  it('FV-02 holds no number, name, birth date or picture in clear, nor does its write-ahead log', async () => {
    const place = temporaryWorkspace();
    const engine = await createTestEngine(() => open(place.target));
    await enrolFace(engine, await withDocument(engine, await makeCustomer(engine, { verified: false })));
    const file = join(place.target.workspace, DATABASE_FILE);
    expectNone(readFileSync(`${file}-wal`), 'the write-ahead log');
    await engine.close();
    expectNone(readFileSync(file), 'the database');
    await place.remove();
  });
});

describe('identity over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ shared: true });
  });
  afterAll(() => server.close());

  const KIB = 1_024;
  const body = (more: object = {}) => ({
    ...passport(),
    verified: false,
    images: [{ side: 'front', image: Buffer.from(`person:ada:${'x'.repeat(700 * KIB)}`).toString('base64') }],
    ...more,
  });

  it('FV-02 takes large bodies on the few routes that carry pictures, and no larger than settings say', async () => {
    await server.session('acc-large');
    const path = '/platform/v1/accounts/acc-large/documents';
    expect((await server.call('POST', path, body())).status).toBe(201);
    const tooLarge = { images: [{ side: 'front', image: 'A'.repeat(9_000 * KIB) }] };
    expect((await server.call('POST', path, body(tooLarge))).status).toBe(413);
    const elsewhere = await server.call('PUT', '/platform/v1/accounts/acc-large', { name: 'x'.repeat(100 * KIB) });
    expect(elsewhere.status).toBe(413);
    const token = await server.session('acc-large-customer');
    const frames = { factorId: 'fac_00000000000000000000000000', frames: [{ image: 'A'.repeat(180 * KIB), atMs: 0 }] };
    expect((await server.call('POST', '/customer/v1/face/finish', frames, { token })).status).toBe(404);
    const begin = { operationId: 'A'.repeat(100 * KIB) };
    expect((await server.call('POST', '/customer/v1/face/begin', begin, { token })).status).toBe(413);
  });

  it('IN-02 refuses fields that nobody asked for: no customer verifies themselves', async () => {
    const token = await server.session('acc-self');
    const own = { operationId: 'op_00000000000000000000000000', ...passport(), images: front('ada') };
    for (const more of [{ status: 'verified' }, { level: 3 }, { accountId: 'acc-other' }, { verified: true }]) {
      const answer = await server.call('POST', '/customer/v1/identity', { ...own, ...more }, { token });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    }
    expect((await server.call('GET', '/customer/v1/identity', undefined, { token })).body).toMatchObject({ status: 'unverified' });
  });

  it('FV-02 writes neither documents nor pictures to the log', async () => {
    await server.session('acc-logged');
    await server.call('POST', '/platform/v1/accounts/acc-logged/documents', body({ number: 'LOGGED1', images: front('ada') }));
    await server.call('POST', '/platform/v1/accounts/acc-logged/documents', { ...body(), number: 7 });
    expectNone(server.log.join('\n'), 'the log');
    expect(server.log.join('\n')).not.toContain('LOGGED1');
  });
});
