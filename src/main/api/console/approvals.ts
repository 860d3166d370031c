import { cancelRequest, getApproval, listApprovals } from '../../engine/verification/approvals/approvals.ts';
import { staff } from './context.ts';

export const approvals = {
  list: staff.approvals.list.handler(({ input, context: { engine, actor } }) => listApprovals(engine, actor, input)),
  get: staff.approvals.get.handler(({ input, context: { engine, actor } }) => getApproval(engine, actor, input.id)),
  cancel: staff.approvals.cancel.handler(({ input, context: { engine, actor } }) => cancelRequest(engine, actor, input)),
};
