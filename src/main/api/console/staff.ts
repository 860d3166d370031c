import { createStaff, disableStaff, listStaff } from '../../engine/staff/manage.ts';
import { clearLockout, endStaffSession, listStaffSessions } from '../../engine/staff/oversight.ts';
import { approveReset, denyReset, listResets, requestReset, withdrawReset } from '../../engine/staff/resets/resets.ts';
import { staff } from './context.ts';

export const staffMembers = {
  list: staff.staff.list.handler(({ context: { engine, actor } }) => listStaff(engine, actor)),
  create: staff.staff.create.handler(({ input, context: { engine, actor } }) => createStaff(engine, actor, input)),
  disable: staff.staff.disable.handler(({ input, context: { engine, actor } }) => disableStaff(engine, actor, input)),
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
