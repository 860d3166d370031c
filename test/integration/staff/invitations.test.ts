import { expect, it } from 'vitest';
import { composeMessage } from '../../../src/main/engine/outbox/messages.ts';
import { day, hour, minute } from '../../../src/main/engine/settings/kinds.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { inviteStaff, listInvitations, withdrawInvitation } from '../../../src/main/engine/staff/invitations/invitations.ts';
import { acceptInvitation, confirmInvitation, readInvitation } from '../../../src/main/engine/staff/invitations/join.ts';
import { changeRole, disableStaff, enableStaff, listStaff } from '../../../src/main/engine/staff/manage.ts';
import { authenticateStaff } from '../../../src/main/engine/staff/sessions.ts';
import { signIn } from '../../../src/main/engine/staff/sign-in.ts';
import type { StaffInvitationId } from '../../../src/shared/vocabulary/index.ts';
import { auditActions } from '../../support/audit-actions.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { addStaff, codeOf, invited, office, setUp, testPassword, wrongCode } from '../../support/staff.ts';
import { describeOnBothStores } from '../../support/store.ts';

const mira = { name: 'Mira', email: 'Mira@Example.com', role: 'senior_agent' } as const;

/** The mails that wait, as their readers will see them. */
async function mails(engine: TestEngine) {
  const rows = await engine.store.read((tx) =>
    tx.db.selectFrom('outbox').select(['topic', 'payload', 'created_at as createdAt']).where('channel', '=', 'mail').execute(),
  );
  return { raw: JSON.stringify(rows), sent: rows.map((row) => composeMessage(engine, row)) };
}

describeOnBothStores('invitations to the staff', (openStore) => {
  it('ST-04 lets the invited person set password and second factor, and works once', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { invitation, code } = await inviteStaff(engine, admin.session.actor, mira, false);
    expect(code).toBeNull();
    expect(invitation).toMatchObject({ email: 'mira@example.com', role: 'senior_agent', status: 'open', invitedBy: { name: 'Root' } });
    const { raw, sent } = await mails(engine);
    const [mail] = sent;
    expect(mail).toMatchObject({ to: 'mira@example.com', subject: 'You are invited to Portcullis' });
    const mailed = /inv_[0-9a-z]{26}\.[0-9a-f]{64}/.exec(mail?.text ?? '')?.[0] ?? '';
    // The proof is put together when the mail goes out, and lies nowhere before.
    expect(raw).not.toContain(mailed.split('.')[1]);
    expect(await readInvitation(engine, { code: mailed })).toMatchObject({ name: 'Mira', invitedBy: 'Root', role: 'senior_agent' });
    const enrolment = await acceptInvitation(engine, { code: mailed, password: testPassword });
    // Nobody is on the staff before a code proves the second factor.
    const early = signIn(engine, { email: mira.email, password: testPassword, code: codeOf(engine, enrolment.totpSecret) }, office);
    await expect(early).rejects.toMatchObject({ code: 'credentials_refused' });
    expect((await listStaff(engine, admin.session.actor)).items.map(({ name }) => name)).toEqual(['Root']);
    const wrong = { code: mailed, password: testPassword, totp: wrongCode(engine, enrolment.totpSecret) };
    await expect(confirmInvitation(engine, wrong, office)).rejects.toMatchObject({ code: 'credentials_refused' });
    engine.clock.advance(minute);
    const right = { ...wrong, totp: codeOf(engine, enrolment.totpSecret) };
    expect((await confirmInvitation(engine, right, office)).me).toMatchObject({ email: 'mira@example.com', role: 'senior_agent' });
    await expect(readInvitation(engine, { code: mailed })).rejects.toMatchObject({ code: 'expired' });
    await expect(acceptInvitation(engine, { code: mailed, password: testPassword })).rejects.toMatchObject({ code: 'expired' });
    expect((await listInvitations(engine, admin.session.actor)).items).toMatchObject([{ status: 'accepted' }]);
    const { actions, text } = await auditActions(engine);
    expect(actions).toEqual(expect.arrayContaining(['staff.invited', 'staff.created', 'staff.joined']));
    for (const secret of [mailed.split('.')[1] ?? '', enrolment.totpSecret, testPassword]) expect(text).not.toContain(secret);
  });

  it('ST-04 leads to the console’s own address where the settings name one', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const url = 'https://desk.example.com/console';
    await setSetting(engine, admin.session.actor, { name: 'staff.consoleUrl', value: url, reason: 'we have one' });
    await inviteStaff(engine, admin.session.actor, mira, false);
    const link = /https:\/\/\S+/.exec((await mails(engine)).sent[0]?.text ?? '')?.[0] ?? '';
    expect(link).toMatch(/^https:\/\/desk\.example\.com\/console#invitation=inv_/);
    expect(await readInvitation(engine, { code: link })).toMatchObject({ name: 'Mira' });
  });

  it('ST-04 expires, is taken back, and is replaced by a newer one', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { actor } = admin.session;
    const first = await invited(engine, actor, mira);
    const begun = await acceptInvitation(engine, { code: first, password: testPassword });
    const second = await invited(engine, actor, { ...mira, role: 'auditor' });
    const late = { code: first, password: testPassword, totp: codeOf(engine, begun.totpSecret) };
    await expect(confirmInvitation(engine, late, office)).rejects.toMatchObject({ code: 'expired' });
    engine.clock.advance(3 * day - 1);
    expect(await readInvitation(engine, { code: second })).toMatchObject({ role: 'auditor' });
    engine.clock.advance(1);
    await expect(acceptInvitation(engine, { code: second, password: testPassword })).rejects.toMatchObject({ code: 'expired' });
    const third = await invited(engine, actor, mira);
    const id = third.split('.')[0] as StaffInvitationId;
    expect(await withdrawInvitation(engine, actor, { id, reason: 'a mistake' })).toMatchObject({ status: 'withdrawn' });
    await expect(withdrawInvitation(engine, actor, { id, reason: 'again' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(readInvitation(engine, { code: third })).rejects.toMatchObject({ code: 'expired' });
    const statuses = (await listInvitations(engine, actor)).items.map(({ status }) => status);
    expect(statuses).toEqual(['withdrawn', 'replaced', 'replaced']);
  });

  it('ST-04 refuses an address that somebody on the staff has, and a weak password, and begins again after a lost secret', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { actor } = admin.session;
    await expect(inviteStaff(engine, actor, { ...mira, email: 'ROOT@example.com' }, true)).rejects.toMatchObject({ code: 'conflict' });
    const code = await invited(engine, actor, mira);
    await expect(acceptInvitation(engine, { code, password: 'aaaaaaaaaaaaaa' })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { issues: [{ path: 'password' }] },
    });
    const lost = await acceptInvitation(engine, { code, password: testPassword });
    const again = await acceptInvitation(engine, { code, password: `${testPassword} again` });
    const by = (secret: string, password: string) => confirmInvitation(engine, { code, password, totp: codeOf(engine, secret) }, office);
    await expect(by(lost.totpSecret, testPassword)).rejects.toMatchObject({ code: 'credentials_refused' });
    engine.clock.advance(minute);
    expect((await by(again.totpSecret, `${testPassword} again`)).me.email).toBe('mira@example.com');
  });
});

describeOnBothStores('members of staff', (openStore) => {
  it('ST-04 come back as they were when they are enabled again', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const { staffId: id } = agent;
    await expect(enableStaff(engine, admin.session.actor, { id, reason: 'not away' })).rejects.toMatchObject({ code: 'conflict' });
    await disableStaff(engine, admin.session.actor, { id, reason: 'on leave' });
    expect(await enableStaff(engine, admin.session.actor, { id, reason: 'is back' })).toEqual({ id, status: 'active' });
    // A session from before stays ended.
    await expect(authenticateStaff(engine, agent.session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    engine.clock.advance(hour);
    const code = codeOf(engine, agent.totpSecret);
    expect((await signIn(engine, { email: agent.email, password: testPassword, code }, office)).me.role).toBe('agent');
  });

  it('ST-01 take another role at once, with every session of the former one ended', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const change = { id: agent.staffId, role: 'risk_lead', reason: 'promoted' } as const;
    expect(await changeRole(engine, admin.session.actor, change)).toEqual({ id: agent.staffId, role: 'risk_lead' });
    await expect(authenticateStaff(engine, agent.session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(changeRole(engine, admin.session.actor, change)).rejects.toMatchObject({ code: 'conflict' });
    engine.clock.advance(minute);
    const code = codeOf(engine, agent.totpSecret);
    const { me } = await signIn(engine, { email: agent.email, password: testPassword, code }, office);
    expect(me.permissions).toContain('rules.publish');
    const own = { id: admin.staffId, role: 'auditor', reason: 'enough' } as const;
    await expect(changeRole(engine, admin.session.actor, own)).rejects.toMatchObject({
      code: 'forbidden',
      data: { reason: 'own_request' },
    });
    expect((await auditActions(engine)).actions).toContain('staff.role_changed');
  });
});
