import { describe, expect, it } from 'vitest';
import { isSettingName } from '../../src/main/engine/settings/catalogue.ts';
import { type ConsoleClient, connectConsole } from '../support/console.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { codeOf, testPassword } from '../support/staff.ts';

async function administrator(server: TestServer): Promise<ConsoleClient> {
  const { client } = await connectConsole(server);
  const enrolment = await client.session.createFirstAdministrator({ name: 'Root', email: 'root@example.com', password: testPassword });
  const code = codeOf(server.engine, enrolment.totpSecret);
  await client.session.confirmFirstAdministrator({ staffId: enrolment.staffId, password: testPassword, code });
  return client;
}

const cursorOf = (...place: readonly unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Cursors that somebody made, of every list's shape. */
const forgedCursors = [
  cursorOf(1.5, 'op_x'),
  cursorOf(1e300, 'op_x'),
  cursorOf(-1, 'op_x'),
  cursorOf(1, 'op\u0000'),
  cursorOf(1, ''),
  cursorOf(1, '\ud800'),
  cursorOf({ at: 1 }, 'op_x'),
  cursorOf(),
  '__proto__',
  'all.\u0000',
  'name.\u0000',
  'constructor.x',
  '999999999999999.whd_00000000000000000000000000',
  '999999999999999.9999.999999999999999',
  '1.9999.1\n',
];

/** Texts that databases and objects take for something else. */
const oddTexts = ['a\u0000b', '\u0000', '%', '_', '\\', "'", '\ud800', '__proto__', 'constructor', '\u202e', 'x'.repeat(5_000)];

describe.each(['sqlite', 'postgres'] as const)('what a member of staff can type on %s', (dialect) => {
  it('ST-01 is answered or refused, and never makes a defect', async () => {
    const server = await startServer({ dialect });
    const client = await administrator(server);
    const calls: [string, Promise<unknown>][] = [];
    const call = (what: string, answer: Promise<unknown>) => calls.push([what, answer]);
    for (const cursor of forgedCursors) {
      call(`search ${cursor}`, client.customers.search({ cursor }));
      call(`search by name ${cursor}`, client.customers.search({ text: 'ann', cursor }));
      call(`approvals ${cursor}`, client.approvals.list({ cursor }));
      call(`decisions ${cursor}`, client.decisions.list({ cursor }));
      call(`audit ${cursor}`, client.audit.list({ cursor }));
      call(`deliveries ${cursor}`, client.integration.webhooks.deliveries({ cursor }));
    }
    for (const text of oddTexts) {
      const shown = JSON.stringify(text.slice(0, 20));
      call(`search ${shown}`, client.customers.search({ text }));
      call(`audit text ${shown}`, client.audit.list({ text }));
      call(`audit actor ${shown}`, client.audit.list({ actorId: text }));
      call(`audit action ${shown}`, client.audit.list({ action: text }));
      call(`rule ${shown}`, client.decisions.list({ ruleId: text }));
      call(`setting ${shown}`, client.settings.set({ name: text, value: text, reason: 'odd text' }));
      call(`upload ${shown}`, client.imports.preview({ uploadId: text }));
      call(`sign-in ${shown}`, client.session.signIn({ email: text, password: text.slice(0, 200), code: '000000' }));
      call(`resume ${shown}`, client.session.resume({ token: text }));
      call(`key ${shown}`, client.integration.keys.create({ name: text, scopes: ['operations:read'] }));
      call(`webhook ${shown}`, client.integration.webhooks.create({ url: `https://example.com/?q=${text}`, topics: ['*'] }));
      call(`topic ${shown}`, client.integration.webhooks.create({ url: 'https://example.com/', topics: [text] }));
    }
    const codes = await Promise.all(
      calls.map(async ([what, answer]) => {
        const code = await answer.then(
          () => 'answered',
          (error: { readonly code?: string; readonly message: string }) => error.code ?? error.message,
        );
        return `${what}: ${code}`;
      }),
    );
    expect(codes.filter((line) => line.endsWith('internal') || line.endsWith('unavailable'))).toEqual([]);
    expect(server.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

it('ST-01 knows no setting by a name that every object has', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) expect(isSettingName(name)).toBe(false);
});
