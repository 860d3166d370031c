import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/main/adapters/pino-log.ts';
import { beginAuthenticator, finishAuthenticator } from '../../src/main/engine/factors/authenticator/enrol.ts';
import { authenticatorContext } from '../../src/main/engine/factors/authenticator/method.ts';
import { Deliverer, type PostResult, pendingDeliveries, type WebhookTransport } from '../../src/main/engine/integration/deliver.ts';
import { createKey } from '../../src/main/engine/integration/keys.ts';
import { createEndpoint } from '../../src/main/engine/integration/webhooks.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { relayWebhooks } from '../../src/main/engine/outbox/relay.ts';
import { sendMessages } from '../../src/main/engine/outbox/send.ts';
import { rootKeyProblem } from '../../src/main/engine/root-keys/check.ts';
import { createSealer } from '../../src/main/engine/sealing.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { openStore } from '../../src/main/store/open.ts';
import type { DeviceId } from '../../src/shared/vocabulary/index.ts';
import { authorize, type Customer, enrolTrustedDevice, makeCustomer, once, platform, sentCode, staff } from '../support/customers.ts';
import { createTestEngine, RecordedLog, type TestEngine, testRootKey } from '../support/engine.ts';
import { enrolFace, passport, withDocument } from '../support/identity.ts';
import { addPasskey, confirm, start } from '../support/passkeys.ts';
import { SeededRandom } from '../support/ports.ts';
import { setUp, testPassword } from '../support/staff.ts';
import { temporaryWorkspace } from '../support/store.ts';

const MINUTE = 60_000;
const newKey = { id: 'rotated-2', key: new Uint8Array(32).fill(9) };

/** Everything that the log would have written, as its lines. */
class WrittenLog extends RecordedLog {
  readonly lines: string[] = [];
  readonly #logger = createLogger({ level: 'debug', destination: { write: (line) => void this.lines.push(line) } });

  override info(fields: Readonly<Record<string, unknown>>, message: string): void {
    super.info(fields, message);
    this.#logger.info(fields, message);
  }

  override warn(fields: Readonly<Record<string, unknown>>, message: string): void {
    super.warn(fields, message);
    this.#logger.warn(fields, message);
  }

  override error(fields: Readonly<Record<string, unknown>>, message: string): void {
    super.error(fields, message);
    this.#logger.error(fields, message);
  }
}

/** The other side of the port: keeps what it is sent. */
class Receiver implements WebhookTransport {
  readonly bodies: string[] = [];

  async post(_url: string, _headers: Readonly<Record<string, string>>, body: string): Promise<PostResult> {
    this.bodies.push(body);
    return { status: 204 };
  }
}

/** Whether a secret can be read in some bytes: as it is, as base64 or hex of it; a code only where it stands by itself. */
function readable(bytes: Buffer, secret: string): string | null {
  if (/^\d{6}$/.test(secret))
    return new RegExp(`(?<![0-9A-Za-z.])${secret}(?![0-9A-Za-z.])`).test(bytes.toString('latin1')) ? secret : null;
  for (const form of [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
    Buffer.from(secret).toString('hex'),
  ]) {
    if (bytes.includes(form)) return form;
  }
  return null;
}

describe('after a life with every factor, document, code, message and key', () => {
  const place = temporaryWorkspace();
  const log = new WrittenLog();
  const receiver = new Receiver();
  const secrets = new Map<string, string>();
  const sentTexts: string[] = [];
  let engine: TestEngine;
  let customer: Customer;
  /** With an authenticator whose secret the first key sealed, and without a passkey. */
  let former: Customer;
  let totpSecret = '';

  const code = (): string => generateSync({ secret: totpSecret, strategy: 'totp', epoch: Math.floor(engine.clock.now() / 1_000) });

  /** Asks for a code and keeps it among what must not be found. */
  async function noteCode(): Promise<string> {
    const sent = await sentCode(engine, customer.id);
    secrets.set(`a code, ${sent}`, sent);
    return sent;
  }

  const ports = {
    mail: { send: async ({ text }: { readonly text: string }) => void sentTexts.push(text) },
    sms: { send: async ({ text }: { readonly text: string }) => void sentTexts.push(text) },
  };

  async function everythingGoesOut(): Promise<void> {
    for (const channel of ['mail', 'sms'] as const) while ((await sendMessages(engine, channel, ports)).more);
    while ((await relayWebhooks(engine)).more);
    const deliverer = new Deliverer({ engine, transport: receiver });
    while ((await pendingDeliveries(engine)) > 0) {
      await deliverer.run(() => undefined);
      await deliverer.drain();
    }
  }

  beforeAll(async () => {
    engine = await createTestEngine(() => openStore(place.target), { log });
    await rootKeyProblem(engine.store, engine.sealer);
    const administrator = await setUp(engine);
    secrets.set('a password of staff', testPassword).set('an authenticator of staff', administrator.totpSecret);
    const endpoint = await createEndpoint(engine, staff('administrator'), { url: 'https://example.com/hook', topics: ['*'] });
    const key = await createKey(engine, staff('administrator'), { name: 'platform', scopes: ['accounts:read'] });
    secrets.set('a webhook secret', endpoint.secret).set('a platform key', key.token);
    const document = passport({ number: 'SECRET0815', name: 'Grace Geheim', birthDate: '1985-12-09' });
    secrets.set('a document number', document.number).set('a name', document.name).set('a birth date', document.birthDate);
    customer = await withDocument(engine, await makeCustomer(engine, { verified: false }), document, 'grace');
    secrets.set('a picture', 'person:grace');
    customer = await enrolFace(engine, customer, 'grace');
    const asked = await start(engine, customer.web, 'api_key_delete');
    await beginStep(engine, customer.web, { id: asked.operation.id, position: 0 });
    const early = await noteCode();
    await completeStep(engine, customer.web, { id: asked.operation.id, position: 0, code: early });
    const setting = await authorize(engine, customer, customer.app, 'authenticator_add');
    await noteCode();
    const begun = await beginAuthenticator(engine, customer.app, setting);
    totpSecret = begun.secret;
    secrets.set('an authenticator', totpSecret);
    await finishAuthenticator(engine, customer.app, { factorId: begun.factorId, code: code() });
    customer = { ...customer, code };
    engine.clock.advance(2 * MINUTE);
    await addPasskey(engine, customer, { actor: customer.app });
    const { authenticator } = await addPasskey(engine, await makeCustomer(engine));
    secrets.set('a private key', authenticator.key.export({ format: 'jwk' }).d ?? 'none');
    former = await enrolTrustedDevice(engine, await withAuthenticator(await makeCustomer(engine)));
    const opened = await createSession(
      engine,
      platform,
      { id: former.id, client: 'ios', deviceId: 'p' as DeviceId, address: '198.51.100.9' },
      once(),
    );
    secrets.set('a session', opened.token);
    await everythingGoesOut();
  });

  afterAll(async () => {
    await engine.close();
    await place.remove();
  });

  async function withAuthenticator(made: Customer): Promise<Customer> {
    const operationId = await authorize(engine, made, made.app, 'authenticator_add');
    const { factorId, secret } = await beginAuthenticator(engine, made.app, operationId);
    secrets.set(`an authenticator of ${made.id}`, secret);
    const own = () => generateSync({ secret, strategy: 'totp', epoch: Math.floor(engine.clock.now() / 1_000) });
    await finishAuthenticator(engine, made.app, { factorId, code: own() });
    engine.clock.advance(2 * MINUTE);
    return { ...made, code: own };
  }

  function expectNone(bytes: Buffer, where: string): void {
    expect(bytes.length, where).toBeGreaterThan(0);
    for (const [what, secret] of secrets) expect(readable(bytes, secret), `${what} in ${where}`).toBeNull();
  }

  it('AU-01 SI-02 FV-02 leaves no secret, code, token or document in clear in any file of the workspace, its write-ahead log or a backup', async () => {
    expect(secrets.size).toBeGreaterThan(12);
    const backup = join(place.target.workspace, 'backup.sqlite');
    await engine.store.backup?.(backup);
    const files = readdirSync(place.target.workspace, { recursive: true })
      .map((file) => join(place.target.workspace, String(file)))
      .filter((file) => statSync(file).isFile() && statSync(file).size > 0);
    expect(files.some((file) => file.endsWith('-wal'))).toBe(true);
    expect(files).toContain(backup);
    for (const file of files) expectNone(readFileSync(file), file);
  });

  it('IN-03 SI-01 leaves none in a webhook’s body or the log, whatever was sent', () => {
    expect(receiver.bodies.length).toBeGreaterThan(10);
    expectNone(Buffer.from(receiver.bodies.join('\n')), 'webhook bodies');
    expectNone(Buffer.from(`${log.lines.join('\n')}\n`), 'the log');
    expectNone(Buffer.from(`${JSON.stringify(log.entries)}\n`), 'what was handed to the log');
    // The codes did reach their owner, or the test would look for nothing.
    expect(sentTexts.some((text) => [...secrets.values()].some((secret) => /^\d{6}$/.test(secret) && text.includes(secret)))).toBe(true);
  });

  it('opens old values after the root key was rotated, seals new ones by the new key, and opens none with the new key alone', async () => {
    await engine.close();
    const random = new SeededRandom('rotated');
    const sealer = createSealer([testRootKey, newKey], random);
    engine = await createTestEngine(() => openStore(place.target), { log, sealer, random, clock: engine.clock });
    expect(await rootKeyProblem(engine.store, sealer)).toBeNull();
    engine.clock.advance(2 * MINUTE);
    const deletion = await start(engine, former.app, 'api_key_delete');
    expect(deletion.decision.steps).toEqual(['authenticator']);
    expect(await confirm(engine, former, former.app, deletion.operation.id)).toBe('authorized');
    const plain = await withAuthenticator(await makeCustomer(engine));
    const fresh = await start(engine, plain.app, 'api_key_delete');
    expect(await confirm(engine, plain, plain.app, fresh.operation.id)).toBe('authorized');
    const sealed = await engine.store.read((tx) =>
      tx.db
        .selectFrom('factors')
        .select(['account_id', 'id', 'secret_sealed'])
        .where('kind', '=', 'authenticator')
        .where('status', '=', 'active')
        .orderBy('created_at')
        .execute(),
    );
    const keyOf = (bytes: Uint8Array | null): string =>
      Buffer.from(bytes ?? [])
        .subarray(2, 2 + (bytes?.[1] ?? 0))
        .toString();
    expect(keyOf(sealed.find((row) => row.account_id === customer.id)?.secret_sealed ?? null)).toBe(testRootKey.id);
    expect(keyOf(sealed.find((row) => row.account_id === plain.id)?.secret_sealed ?? null)).toBe(newKey.id);
    const old = sealed.find((row) => row.account_id === customer.id);
    const context = authenticatorContext(old?.id ?? '');
    expect(() => sealer.open(old?.secret_sealed ?? new Uint8Array(), context)).not.toThrow();
    expect(() => createSealer([newKey], random).open(old?.secret_sealed ?? new Uint8Array(), context)).toThrow();
    expect(await rootKeyProblem(engine.store, createSealer([newKey], random))).not.toBeNull();
    for (const file of readdirSync(place.target.workspace)) {
      const bytes = readFileSync(join(place.target.workspace, file));
      if (bytes.length > 0) expectNone(bytes, file);
    }
  });
});
