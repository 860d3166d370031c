import { createStaff, disableStaff, listStaff } from '../../engine/staff/manage.ts';
import { staff } from './context.ts';

export const staffMembers = {
  list: staff.staff.list.handler(({ context: { engine, actor } }) => listStaff(engine, actor)),
  create: staff.staff.create.handler(({ input, context: { engine, actor } }) => createStaff(engine, actor, input)),
  disable: staff.staff.disable.handler(({ input, context: { engine, actor } }) => disableStaff(engine, actor, input)),
};
