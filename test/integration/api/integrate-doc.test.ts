import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateSync } from 'otplib';
import { afterEach, expect, it, vi } from 'vitest';
import { programFolder } from '../../../src/main/compose/root.ts';
import { registrationText } from '../../../src/main/engine/factors/trusted-device/enrol.ts';
import { readSent } from '../../../src/main/engine/outbox/sent.ts';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
import { Phone } from '../../support/customers.ts';
import { pictureOf } from '../../support/faces.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const ALICE = 'alice';

/** Every call of the page in its order, each from `curl` to the end of its arguments. */
function callsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```sh\n(.*?)```/gsu)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split(/^(?=curl |export |npm )/mu).filter((command) => command.startsWith('curl ')));
}

/** Somebody who types what the page says into a shell, with what came back in place of the dots. */
class Reader {
  readonly #server: TestServer;
  readonly #folder: string;
  readonly #calls: string[];
  #environment: Record<string, string>;

  constructor(server: TestServer, folder: string, calls: string[]) {
    this.#server = server;
    this.#folder = folder;
    this.#calls = calls;
    this.#environment = { PORTCULLIS: server.url, KEY: server.token };
  }

  get left(): readonly string[] {
    return this.#calls;
  }

  export(variables: Record<string, string>): void {
    this.#environment = { ...this.#environment, ...variables };
  }

  /** Types the next call of the page, which has to name a path. @returns what the server answered */
  async type(path: string, dots: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const next = this.#calls.shift() ?? '';
    expect(next.replaceAll('"', '')).toContain(path);
    return this.repeat(next, dots);
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  async repeat(call: string, dots: Readonly<Record<string, string>> = {}): Promise<any> {
    const typed = Object.entries(dots).reduce((text, [what, value]) => text.replaceAll(what, () => value), call);
    const shell = ['uuidgen() { cat /proc/sys/kernel/random/uuid; }', `curl() { command curl -w '\\n%{http_code}' "$@"; }`, typed].join(
      '\n',
    );
    const { stdout } = await promisify(execFile)('bash', ['-c', shell], {
      cwd: this.#folder,
      env: { PATH: process.env.PATH ?? '', ...this.#environment },
    });
    const [status = '', ...lines] = stdout.split('\n').reverse();
    const text = lines.reverse().join('\n');
    expect(Number(status), `${typed}\n${text}`).toBeLessThan(300);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** A call that the page only describes. */
  async call(method: string, path: string, body?: object, token?: string) {
    const answer = await this.#server.call(method, path, body, token === undefined ? {} : { token });
    expect(answer.status, `${method} ${path}\n${answer.text}`).toBeLessThan(300);
    return answer.body;
  }
}

let folder: string | undefined;
afterEach(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

it('IN-01 IN-02 docs/integrate.md holds calls that work as they are typed, in their order, with what came back in place of the dots', async () => {
  const server = await startServer({ demo: true });
  const { engine } = server;
  folder = await mkdtemp(join(tmpdir(), 'portcullis-doc-'));
  writeFileSync(join(folder, 'front.jpg'), pictureOf(ALICE));
  const reader = new Reader(server, folder, callsOf(readFileSync(join(programFolder(), 'docs', 'integrate.md'), 'utf8')));
  const call = reader.call.bind(reader);
  const phone = new Phone();
  let secret = '';

  const taken = new Set<string>();
  /** The code that came by mail or SMS and was not taken before. */
  const sentCode = (): Promise<string> =>
    vi.waitFor(
      async () => {
        const codes = (await readSent(engine)).map(({ text }) => /\b\d{6}\b/u.exec(text)?.[0] ?? '');
        const fresh = codes.find((each) => each !== '' && !taken.has(each)) ?? expect.fail('no code has come yet');
        taken.add(fresh);
        return fresh;
      },
      { timeout: 30_000 },
    );
  const code = (): string => {
    engine.clock.advance(30_000);
    return generateSync({ strategy: 'totp', secret, epoch: Math.floor(engine.clock.now() / 1_000) });
  };
  /** Completes what is left of an operation, but for what the phone answers. */
  const complete = async (id: string, token: string): Promise<void> => {
    const { operation } = await call('GET', `/customer/v1/operations/${id}`, undefined, token);
    for (const { position, factor, status } of operation.steps) {
      if (status !== 'pending') continue;
      const step = `/customer/v1/operations/${id}/steps/${position}`;
      if (factor !== 'authenticator') await call('POST', `${step}/begin`, {}, token);
      const proof = { code: factor === 'authenticator' ? code() : await sentCode() };
      expect(await call('POST', `${step}/complete`, proof, token)).toMatchObject({ passed: true });
    }
  };
  const submit = async (kind: string, client: string, deviceId: string, more: object = {}) =>
    call('POST', '/platform/v1/operations', { accountId: ALICE, kind, client, device: { id: deviceId }, address: '127.0.0.1', ...more });
  /** Approves on the phone what waits there. @param typed how the answer is sent */
  const approve = async (app: string, number: string, typed: (id: string, signature: string) => Promise<unknown>): Promise<void> => {
    const { items } = await call('GET', '/customer/v1/verification-requests', undefined, app);
    const [request] = items;
    const signature = phone.sign(['portcullis-answer-v1', request.id, 'approve', '', number, request.canonicalHash].join('\n'));
    await typed(request.id, signature);
  };

  // 1 to 3: an account, a log-in, its session.
  await reader.type('/platform/v1/accounts/alice');
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  const login: any = await reader.type('/platform/v1/operations');
  expect(login).toMatchObject({ operation: { status: 'awaiting_step_up' }, decision: { outcome: 'step_up' }, prompt: null });
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  const opened: any = await reader.type('/platform/v1/accounts/alice/sessions', { 'op_…': login.operation.id });
  const web: string = opened.token;
  reader.export({ TOKEN: web });
  const [begin = '', finish = ''] = reader.left;
  for (const { position } of login.operation.steps) {
    const dots = { 'op_…': login.operation.id, 'steps/0': `steps/${position}` };
    await reader.repeat(begin, dots);
    const passed = await reader.repeat(finish, { ...dots, 123456: await sentCode() });
    expect(passed).toMatchObject({ passed: true });
  }
  (reader.left as string[]).splice(0, 2);

  // 4: the app, an authenticator, and the phone as the trusted device.
  await reader.type('/platform/v1/accounts/alice/verification');
  const app: string = (await call('POST', `/platform/v1/accounts/${ALICE}/sessions`, { client: 'ios', deviceId: 'alices-phone' })).token;
  reader.export({ APP_TOKEN: app });
  const setting = await submit('security_setting_change', 'ios', 'alices-phone', { details: { setting: 'authenticator_add' } });
  await complete(setting.operation.id, app);
  const begun = await call('POST', '/customer/v1/authenticator/begin', { operationId: setting.operation.id }, app);
  secret = begun.secret;
  await call('POST', '/customer/v1/authenticator/finish', { factorId: begun.factorId, code: code() }, app);
  const add = await submit('trusted_device_add', 'ios', 'alices-phone');
  await complete(add.operation.id, app);
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  const challenged: any = await reader.type('/trusted-device/challenge', { 'op_…': add.operation.id });
  await call(
    'POST',
    '/customer/v1/trusted-device',
    {
      operationId: add.operation.id,
      challenge: challenged.challenge,
      publicKey: phone.jwk,
      signature: phone.sign(registrationText(challenged.challenge, phone.jwk)),
      name: 'Phone',
    },
    app,
  );

  // 5 to 7: a withdrawal, its approval, its outcome.
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  const withdrawal: any = await reader.type('/platform/v1/operations', { 'ses_…': opened.session.id });
  expect(withdrawal, JSON.stringify(withdrawal.decision)).toMatchObject({
    decision: { outcome: 'step_up' },
    prompt: { number: expect.stringMatching(/^\d\d$/u) },
  });
  const id: string = withdrawal.operation.id;
  await approve(app, withdrawal.prompt.number, (request, signature) =>
    reader.type('/answer', { 'vr_…': request, '"42"': `"${withdrawal.prompt.number}"`, '"signature": "…"': `"signature": "${signature}"` }),
  );
  await complete(id, web);
  expect(await reader.type('/outcome', { 'op_…': id })).toMatchObject({ operation: { status: 'authorized' } });
  expect(await reader.type('/platform/v1/operations/op_…', { 'op_…': id })).toMatchObject({ operation: { status: 'authorized' } });
  expect(await reader.type('/execute', { 'op_…': id })).toMatchObject({ operation: { status: 'executed' } });

  // 8: a new device, first without luck.
  const arrive = async (deviceId: string, address: string) => {
    const { operation, prompt } = await submit('login', 'web', deviceId, { address, credentialResult: 'accepted' });
    const session = { client: 'web', deviceId, loginOperationId: operation.id };
    return {
      id: operation.id as string,
      prompt,
      token: (await call('POST', `/platform/v1/accounts/${ALICE}/sessions`, session)).token as string,
    };
  };
  const stranger = await arrive('library-computer', '127.0.0.1');
  reader.export({ TOKEN: stranger.token });
  expect(await reader.type('/new-device', { 'op_…': stranger.id })).toMatchObject({ method: 'device', support: { mayOpen: false } });
  const { items } = await call('GET', '/customer/v1/verification-requests', undefined, app);
  const rejection = { id: items[0].id, answer: 'reject', reason: 'changed_my_mind' } as const;
  const { id: rejected, ...signed } = phone.answer(rejection, items[0].canonicalHash);
  await call('POST', `/customer/v1/verification-requests/${rejected}/answer`, signed, app);
  const again = await arrive('library-computer', '127.0.0.1');
  reader.export({ TOKEN: again.token });
  await reader.type('/support-case', { 'op_…': again.id });

  // Identity, passkeys, sessions.
  reader.export({ TOKEN: web });
  const authorized = async (kind: string, more: object = {}): Promise<string> => {
    const { operation, prompt } = await submit(kind, 'web', 'alices-laptop', { sessionId: opened.session.id, ...more });
    if (prompt !== null) {
      await approve(app, prompt.number, (request, signature) =>
        call(
          'POST',
          `/customer/v1/verification-requests/${request}/answer`,
          { answer: 'approve', ...(prompt.number === null ? {} : { number: prompt.number }), signature },
          app,
        ),
      );
    }
    await complete(operation.id, web);
    return operation.id;
  };
  const handsIn = { details: { setting: 'identity_submit' } };
  await reader.type('/customer/v1/identity', { 'op_…': await authorized('security_setting_change', handsIn) });
  await reader.type('/platform/v1/accounts/alice/documents');
  const passkeyAdd = await authorized('passkey_add');
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  const creation: any = await reader.type('/passkeys/begin', { 'op_…': passkeyAdd });
  const response = new SoftwareAuthenticator().create(creation.options);
  await reader.type('/customer/v1/passkeys', { 'op_…': passkeyAdd, '{ … }': JSON.stringify(response) });
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  const sessions: any = await reader.type('/customer/v1/sessions');
  const other = sessions.items.find(({ current }: { readonly current: boolean }) => !current);
  await reader.type('/end', { 'ses_…': other.id });
  expect(await reader.type('/security-changes')).toMatchObject({
    holds: expect.arrayContaining([expect.objectContaining({ cause: 'password_reset' })]),
  });
  expect(reader.left).toEqual([]);
}, 60_000);
