import { getDecision, listDecisions } from '../../engine/operations/views/decisions.ts';
import { staff } from './context.ts';

export const decisions = {
  list: staff.decisions.list.handler(({ input, context: { engine, actor } }) => listDecisions(engine, actor, input)),
  get: staff.decisions.get.handler(({ input, context: { engine, actor } }) => getDecision(engine, actor, input.id)),
};
