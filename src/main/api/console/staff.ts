import { inviteStaff, listInvitations, withdrawInvitation } from '../../engine/staff/invitations/invitations.ts';
import { changeRole, disableStaff, enableStaff, listStaff } from '../../engine/staff/manage.ts';
import { clearLockout, endStaffSession, listStaffSessions } from '../../engine/staff/oversight.ts';
import { approveReset, denyReset, listResets, requestReset, withdrawReset } from '../../engine/staff/resets/resets.ts';
import { staff } from './context.ts';

export const staffMembers = {
  list: staff.staff.list.handler(({ context: { engine, actor } }) => listStaff(engine, actor)),
  disable: staff.staff.disable.handler(({ input, context: { engine, actor } }) => disableStaff(engine, actor, input)),
  enable: staff.staff.enable.handler(({ input, context: { engine, actor } }) => enableStaff(engine, actor, input)),
  changeRole: staff.staff.changeRole.handler(({ input, context: { engine, actor } }) => changeRole(engine, actor, input)),
  invitations: {
    list: staff.staff.invitations.list.handler(({ context: { engine, actor } }) => listInvitations(engine, actor)),
    create: staff.staff.invitations.create.handler(({ input, context: { engine, actor, host } }) =>
      inviteStaff(engine, actor, input, !host.sendsMail),
    ),
    withdraw: staff.staff.invitations.withdraw.handler(({ input, context: { engine, actor } }) => withdrawInvitation(engine, actor, input)),
  },
  sessions: {
    list: staff.staff.sessions.list.handler(({ context: { engine, actor } }) => listStaffSessions(engine, actor)),
    end: staff.staff.sessions.end.handler(({ input, context: { engine, actor } }) => endStaffSession(engine, actor, input)),
    clearLockout: staff.staff.sessions.clearLockout.handler(({ input, context: { engine, actor } }) => clearLockout(engine, actor, input)),
  },
  factorResets: {
    list: staff.staff.factorResets.list.handler(({ context: { engine, actor } }) => listResets(engine, actor)),
    request: staff.staff.factorResets.request.handler(({ input, context: { engine, actor } }) => requestReset(engine, actor, input)),
    approve: staff.staff.factorResets.approve.handler(({ input, context: { engine, actor } }) => approveReset(engine, actor, input)),
    deny: staff.staff.factorResets.deny.handler(({ input, context: { engine, actor } }) => denyReset(engine, actor, input)),
    withdraw: staff.staff.factorResets.withdraw.handler(({ input, context: { engine, actor } }) => withdrawReset(engine, actor, input)),
  },
};
