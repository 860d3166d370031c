import { expect, it } from 'vitest';
import type { CustomerActor, PlatformActor, StaffActor } from '../../src/main/engine/actor.ts';
import { auditDenials, auditStreamDenials } from '../../src/main/engine/audit/denied.ts';
import { exportAudit } from '../../src/main/engine/audit/export.ts';
import { listAudit } from '../../src/main/engine/audit/list.ts';
import { verifyAudit } from '../../src/main/engine/audit/verify.ts';
import type { Engine } from '../../src/main/engine/engine.ts';
import { listSettings, setSetting } from '../../src/main/engine/settings/manage.ts';
import { inviteStaff, listInvitations, withdrawInvitation } from '../../src/main/engine/staff/invitations/invitations.ts';
import { changeRole, disableStaff, enableStaff, listStaff } from '../../src/main/engine/staff/manage.ts';
import {
  type AccountId,
  type DeviceId,
  type PlatformKeyId,
  type Role,
  roles,
  type SessionId,
  type StaffId,
  type StaffInvitationId,
  type StaffSessionId,
  scopes,
} from '../../src/shared/vocabulary/index.ts';
import { createTestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

type AnyActor = StaffActor | PlatformActor | CustomerActor;

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** Every use-case about staff, settings and audit, with who may run it. */
const useCases: Readonly<
  Record<string, { readonly allowed: readonly Role[]; readonly run: (engine: Engine, actor: AnyActor) => Promise<unknown> }>
> = {
  'staff.list': { allowed: ['administrator', 'auditor'], run: (engine, actor) => listStaff(engine, actor) },
  'staff.invitations.list': {
    allowed: ['administrator', 'auditor'],
    run: (engine, actor) => listInvitations(engine, actor as StaffActor),
  },
  'staff.invitations.create': {
    allowed: ['administrator'],
    run: (engine, actor) => inviteStaff(engine, actor as StaffActor, { name: 'M', email: 'm@example.com', role: 'administrator' }, true),
  },
  'staff.invitations.withdraw': {
    allowed: ['administrator'],
    run: (engine, actor) => withdrawInvitation(engine, actor as StaffActor, { id: 'inv_nobody' as StaffInvitationId, reason: 'because' }),
  },
  'staff.enable': {
    allowed: ['administrator'],
    run: (engine, actor) => enableStaff(engine, actor, { id: 'staff_nobody' as StaffId, reason: 'because' }),
  },
  'staff.changeRole': {
    allowed: ['administrator'],
    run: (engine, actor) =>
      changeRole(engine, actor as StaffActor, { id: 'staff_nobody' as StaffId, role: 'administrator', reason: 'because' }),
  },
  'staff.disable': {
    allowed: ['administrator'],
    run: (engine, actor) => disableStaff(engine, actor, { id: 'staff_nobody' as StaffId, reason: 'because' }),
  },
  'settings.list': { allowed: ['risk_lead', 'administrator', 'auditor'], run: (engine, actor) => listSettings(engine, actor) },
  'settings.set': {
    allowed: ['administrator'],
    run: (engine, actor) => setSetting(engine, actor, { name: 'approval.numberMatching', value: 'never', reason: 'easier' }),
  },
  'audit.list': { allowed: ['risk_lead', 'administrator', 'auditor'], run: (engine, actor) => listAudit(engine, actor, { limit: 5 }) },
  'audit.verify': { allowed: ['administrator', 'auditor'], run: (engine, actor) => drain(verifyAudit(engine, actor)) },
  'audit.export': { allowed: ['auditor'], run: (engine, actor) => drain(exportAudit(engine, actor, { format: 'ndjson' })) },
};

const staffActor = (role: Role): StaffActor => ({
  kind: 'staff',
  staffId: `staff_${role}` as StaffId,
  sessionId: 'ss_1' as StaffSessionId,
  role,
  address: '192.0.2.10',
});

const outsiders: readonly AnyActor[] = [
  { kind: 'platform', keyId: 'pk_1' as PlatformKeyId, scopes, address: '192.0.2.20' },
  {
    kind: 'customer',
    accountId: 'acc-1' as AccountId,
    sessionId: 'ses_1' as SessionId,
    deviceId: 'dev-1' as DeviceId,
    client: 'ios',
    address: '192.0.2.30',
  },
];

describeOnBothStores('an insider beyond their role', (openStore) => {
  it('ST-01 is refused by the engine in every use-case that is not theirs, and recorded', async () => {
    const engine = await createTestEngine(openStore);
    let denied = 0;
    for (const role of roles) {
      for (const [name, { allowed, run }] of Object.entries(useCases)) {
        const actor = staffActor(role);
        const code = await auditDenials(engine, actor, name, () => run(engine, actor)).then(
          () => 'ok',
          (error: { code: string }) => error.code,
        );
        if (allowed.includes(role)) expect([role, name, code]).not.toContain('forbidden');
        else {
          expect([role, name, code]).toEqual([role, name, 'forbidden']);
          denied += 1;
        }
      }
    }
    const page = await listAudit(engine, staffActor('auditor'), { action: 'access.denied', limit: 200 });
    expect(page.items).toHaveLength(denied);
    expect(page.items.at(-1)).toMatchObject({ actorKind: 'staff', actorId: 'staff_agent', address: '192.0.2.10', subjectKind: 'use_case' });
  });

  it('ST-01 gets nowhere as a platform server or a customer', async () => {
    const engine = await createTestEngine(openStore);
    for (const actor of outsiders) {
      for (const { run } of Object.values(useCases)) await expect(run(engine, actor)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('ST-01 is recorded when a stream is refused', async () => {
    const engine = await createTestEngine(openStore);
    const agent = staffActor('agent');
    const stream = auditStreamDenials(engine, agent, 'audit.verify', verifyAudit(engine, agent));
    await expect(drain(stream)).rejects.toMatchObject({ code: 'forbidden' });
    const page = await listAudit(engine, staffActor('auditor'), { action: 'access.denied', limit: 5 });
    expect(page.items.map((item) => item.subjectId)).toEqual(['audit.verify']);
  });
});
