import { decideLift, listLifts, requestLift, withdrawLift } from '../../engine/holds/lifts/lifts.ts';
import { getHold, listHolds } from '../../engine/holds/list/list.ts';
import { askCaller, cancelCaller, getCaller, listCallerMethods } from '../../engine/recovery/callers/ask.ts';
import { startReset } from '../../engine/recovery/request.ts';
import { answerEvidence, editReset, stopReset, takeUpReset } from '../../engine/recovery/review.ts';
import { getReset, listResets } from '../../engine/recovery/view.ts';
import { staff } from './context.ts';

export const recovery = {
  list: staff.recovery.list.handler(({ input, context: { engine, actor } }) => listResets(engine, actor, input)),
  get: staff.recovery.get.handler(({ input, context: { engine, actor } }) => getReset(engine, actor, input.id)),
  start: staff.recovery.start.handler(({ input, context: { engine, actor } }) => startReset(engine, actor, input)),
  takeUp: staff.recovery.takeUp.handler(({ input, context: { engine, actor } }) => takeUpReset(engine, actor, input.id)),
  edit: staff.recovery.edit.handler(({ input, context: { engine, actor } }) => editReset(engine, actor, input)),
  answerEvidence: staff.recovery.answerEvidence.handler(({ input, context: { engine, actor } }) => answerEvidence(engine, actor, input)),
  stop: staff.recovery.stop.handler(({ input, context: { engine, actor } }) => stopReset(engine, actor, input)),
  callers: {
    methods: staff.recovery.callers.methods.handler(({ input, context: { engine, actor } }) =>
      listCallerMethods(engine, actor, input.accountId),
    ),
    ask: staff.recovery.callers.ask.handler(({ input, context: { engine, actor } }) => askCaller(engine, actor, input)),
    get: staff.recovery.callers.get.handler(({ input, context: { engine, actor } }) => getCaller(engine, actor, input.id)),
    cancel: staff.recovery.callers.cancel.handler(({ input, context: { engine, actor } }) => cancelCaller(engine, actor, input.id)),
  },
};

export const holds = {
  list: staff.holds.list.handler(({ input, context: { engine, actor } }) => listHolds(engine, actor, input)),
  get: staff.holds.get.handler(({ input, context: { engine, actor } }) => getHold(engine, actor, input.id)),
  lifts: staff.holds.lifts.handler(({ input, context: { engine, actor } }) => listLifts(engine, actor, input.accountId)),
  requestLift: staff.holds.requestLift.handler(({ input, context: { engine, actor } }) => requestLift(engine, actor, input)),
  decideLift: staff.holds.decideLift.handler(({ input, context: { engine, actor } }) => decideLift(engine, actor, input)),
  withdrawLift: staff.holds.withdrawLift.handler(({ input, context: { engine, actor } }) => withdrawLift(engine, actor, input.id)),
};
