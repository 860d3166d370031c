import { expect, it } from 'vitest';
import { createKey } from '../../src/main/engine/integration/keys.ts';
import { createEndpoint } from '../../src/main/engine/integration/webhooks.ts';
import { composeMessage } from '../../src/main/engine/outbox/messages.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { ALERT } from '../../src/main/engine/staff/alerts.ts';
import { inviteStaff } from '../../src/main/engine/staff/invitations/invitations.ts';
import { changeRole, disableStaff, enableStaff } from '../../src/main/engine/staff/manage.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { addStaff, setUp } from '../support/staff.ts';
import { describeOnBothStores } from '../support/store.ts';

const reason = 'for the attack';

/** Mails of alerts so far, as they go out. */
async function alerts(engine: TestEngine) {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['topic', 'payload', 'created_at as createdAt'])
      .where('topic', '=', ALERT)
      .where('channel', '=', 'mail')
      .orderBy('id')
      .execute(),
  );
  return rows.map((row) => composeMessage(engine, row));
}

describeOnBothStores('an administrator who works alone', (openStore) => {
  it('ST-04 weakens no protection, makes no key, sends no webhooks elsewhere and brings nobody in without every other administrator hearing of it', async () => {
    const engine = await createTestEngine(openStore);
    const root = (await setUp(engine)).session.actor;
    const other = await addStaff(engine, root, 'administrator');
    const agent = await addStaff(engine, root, 'agent');
    const before = (await alerts(engine)).length;
    await setSetting(engine, root, { name: 'hold.contactChange', value: 0, reason });
    await createKey(engine, root, { name: 'Mine', scopes: ['operations:write'] });
    await createEndpoint(engine, root, { url: 'https://collect.example/hook', topics: ['*'] });
    await inviteStaff(engine, root, { name: 'Puppet', email: 'puppet@example.com', role: 'risk_lead' }, false);
    await changeRole(engine, root, { id: agent.staffId, role: 'risk_lead', reason });
    await disableStaff(engine, root, { id: agent.staffId, reason });
    await enableStaff(engine, root, { id: agent.staffId, reason });
    const heard = (await alerts(engine)).slice(before);
    expect(heard.map(({ to }) => to)).toEqual(heard.map(() => other.email));
    expect(heard.map(({ subject }) => subject)).toEqual([
      'Setting changed: hold.contactChange',
      'Server key made: Mine',
      'Webhook endpoint added',
      'Invited to the staff: Puppet',
      expect.stringMatching(/^Role changed: /),
      expect.stringMatching(/^Let back in: /),
    ]);
    expect(heard[0]?.text).toContain('from 24 h to 0');
    expect(heard[3]?.text).toContain('puppet@example.com');
  });

  it('ST-04 cannot wear the others out with alarms: a change that is refused raises none', async () => {
    const engine = await createTestEngine(openStore);
    const root = (await setUp(engine)).session.actor;
    await addStaff(engine, root, 'administrator');
    const before = (await alerts(engine)).length;
    await expect(setSetting(engine, root, { name: 'hold.contactChange', value: -1, reason })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await alerts(engine)).toHaveLength(before);
  });
});
