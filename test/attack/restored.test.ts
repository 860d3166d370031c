import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { executeOperation } from '../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { settleRestored } from '../../src/main/engine/restored/restored.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { endOwnSession } from '../../src/main/engine/sessions/own.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { authenticateStaff } from '../../src/main/engine/staff/sessions.ts';
import { signIn } from '../../src/main/engine/staff/sign-in.ts';
import { backUp, restore } from '../../src/main/store/backup.ts';
import { openStore } from '../../src/main/store/open.ts';
import type { DeviceId } from '../../src/shared/vocabulary/index.ts';
import { auditActions } from '../support/audit-actions.ts';
import { authorize, enrolAuthenticator, makeCustomer, once, openSession, operation, platform } from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { codeOf, office, setUp, testPassword } from '../support/staff.ts';
import { temporaryWorkspace } from '../support/store.ts';

/** A workspace of its own: backups of PostgreSQL are that database's affair. */
function place(): string {
  const { target, remove } = temporaryWorkspace();
  onTestFinished(remove);
  return target.workspace;
}

it('SI-02 TD-15 IN-01 whoever kept what is over gets nothing of it back by the restoring of a backup', async () => {
  const [workspace, file] = [place(), join(place(), 'backup.db')];
  const engine = await createTestEngine(() => openStore({ workspace }));
  const { clock, random, sealer } = engine;
  const root = await setUp(engine);
  clock.advance(60_000);
  const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
  const thief = await openSession(engine, customer.id, 'web', customer.web.deviceId);
  const device = 'thiefs-laptop' as DeviceId;
  const { token } = await createSession(engine, platform, { id: customer.id, client: 'web', deviceId: device }, once());
  const key = await authorize(engine, customer, customer.web, 'api_key_delete');
  clock.advance(60_000);
  await backUp({ workspace }, file);

  // Since the backup: the stranger's sessions were ended, the authorization was used, and a code was read over a shoulder.
  await executeOperation(engine, platform, { id: key }, once());
  await endOwnSession(engine, customer.app, thief.sessionId);
  const seen = customer.code();
  const spend = async (on: typeof engine) => {
    const session = await openSession(on, customer.id, 'web', customer.web.deviceId);
    const input = {
      accountId: customer.id,
      kind: 'api_key_delete',
      client: 'web',
      device: { id: session.deviceId },
      sessionId: session.sessionId,
    };
    const { operation: asked } = await submitOperation(on, platform, operation(input), once());
    await beginStep(on, session, { id: asked.id, position: 0 });
    return completeStep(on, session, { id: asked.id, position: 0, code: seen });
  };
  expect(await spend(engine)).toMatchObject({ passed: true });
  await engine.close();

  restore(file, workspace, { overwrite: true });
  const after = await createTestEngine(() => openStore({ workspace }), { clock, random, sealer });
  onTestFinished(() => after.close());
  expect(await settleRestored(after)).toBe(true);
  await expect(authenticateCustomer(after, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(authenticateStaff(after, root.session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(executeOperation(after, platform, { id: key }, once())).rejects.toMatchObject({ code: 'conflict' });
  expect((await readOperation(after, platform, key)).operation.status).toBe('cancelled');
  expect(await spend(after)).toMatchObject({ passed: false });
  const stale = { email: root.email, password: testPassword, code: codeOf(after, root.totpSecret) };
  await expect(signIn(after, stale, office)).rejects.toMatchObject({ code: 'credentials_refused' });
  clock.advance(60_000);
  expect(await signIn(after, { ...stale, code: codeOf(after, root.totpSecret) }, office)).toMatchObject({ token: expect.any(String) });
  expect((await auditActions(after)).actions).toContain('workspace.restored');
  // Once: what begins from here on is its own.
  expect(await settleRestored(after)).toBe(false);
});
