import { listHistories } from '../../engine/tuning/backtest/histories.ts';
import { backtestExamples, describeHistory, runBacktest } from '../../engine/tuning/backtest/run-backtest.ts';
import { createDraft, discardDraft, editDraft, rebaseDraft, settleDraft, testDraft } from '../../engine/tuning/drafts.ts';
import { checkText, getCatalogue } from '../../engine/tuning/editor.ts';
import { getLabels, labelByStaff } from '../../engine/tuning/labels/label.ts';
import { replayDecision } from '../../engine/tuning/one/replay.ts';
import { publishDraft, publishEmergency, reviewEmergency, rollBack, rollOut, withdrawRollout } from '../../engine/tuning/publish.ts';
import { approveDraft, commentDraft, returnDraft, submitDraft } from '../../engine/tuning/review.ts';
import { shadowDraft } from '../../engine/tuning/shadow.ts';
import { describeSignal, listSignals } from '../../engine/tuning/signals/signals.ts';
import { endRuleSnooze, listSnoozes, snoozeRule } from '../../engine/tuning/snoozes/snoozes.ts';
import { acceptSuggestion, dismissSuggestion, findSuggestions } from '../../engine/tuning/suggestions/suggestions.ts';
import { acknowledgeAlert, listAlerts, listTrends, snoozeAlert } from '../../engine/tuning/trends/trends.ts';
import { getDraft, getVersion, listDrafts, listVersions } from '../../engine/tuning/view.ts';
import { staff } from './context.ts';

const { drafts, versions, snoozes, backtest, labels, signals, suggestions, trends } = staff.tuning;

export const tuning = {
  catalogue: staff.tuning.catalogue.handler(({ context: { engine, actor } }) => getCatalogue(engine, actor)),
  check: staff.tuning.check.handler(({ input, context: { engine, actor } }) => checkText(engine, actor, input)),
  drafts: {
    list: drafts.list.handler(({ input, context: { engine, actor } }) => listDrafts(engine, actor, input)),
    get: drafts.get.handler(({ input, context: { engine, actor } }) => getDraft(engine, actor, input.id)),
    create: drafts.create.handler(({ input, context: { engine, actor } }) => createDraft(engine, actor, input)),
    edit: drafts.edit.handler(({ input, context: { engine, actor } }) => editDraft(engine, actor, input)),
    rebase: drafts.rebase.handler(({ input, context: { engine, actor } }) => rebaseDraft(engine, actor, input)),
    settle: drafts.settle.handler(({ input, context: { engine, actor } }) => settleDraft(engine, actor, input)),
    test: drafts.test.handler(({ input, context: { engine, actor } }) => testDraft(engine, actor, input)),
    submit: drafts.submit.handler(({ input, context: { engine, actor } }) => submitDraft(engine, actor, input)),
    comment: drafts.comment.handler(({ input, context: { engine, actor } }) => commentDraft(engine, actor, input)),
    return: drafts.return.handler(({ input, context: { engine, actor } }) => returnDraft(engine, actor, input)),
    approve: drafts.approve.handler(({ input, context: { engine, actor } }) => approveDraft(engine, actor, input)),
    publish: drafts.publish.handler(({ input, context: { engine, actor } }) => publishDraft(engine, actor, input)),
    publishEmergency: drafts.publishEmergency.handler(({ input, context: { engine, actor } }) => publishEmergency(engine, actor, input)),
    rollOut: drafts.rollOut.handler(({ input, context: { engine, actor } }) => rollOut(engine, actor, input)),
    withdraw: drafts.withdraw.handler(({ input, context: { engine, actor } }) => withdrawRollout(engine, actor, input)),
    shadow: drafts.shadow.handler(({ input, context: { engine, actor } }) => shadowDraft(engine, actor, input)),
    discard: drafts.discard.handler(({ input, context: { engine, actor } }) => discardDraft(engine, actor, input)),
  },
  versions: {
    list: versions.list.handler(({ input, context: { engine, actor } }) => listVersions(engine, actor, input.kind)),
    get: versions.get.handler(({ input, context: { engine, actor } }) => getVersion(engine, actor, input)),
    rollBack: versions.rollBack.handler(({ input, context: { engine, actor } }) => rollBack(engine, actor, input)),
    reviewEmergency: versions.reviewEmergency.handler(({ input, context: { engine, actor } }) => reviewEmergency(engine, actor, input)),
  },
  snoozes: {
    list: snoozes.list.handler(({ input, context: { engine, actor } }) => listSnoozes(engine, actor, input.accountId)),
    create: snoozes.create.handler(({ input, context: { engine, actor } }) => snoozeRule(engine, actor, input)),
    end: snoozes.end.handler(({ input, context: { engine, actor } }) => endRuleSnooze(engine, actor, input)),
  },
  backtest: {
    run: backtest.run.handler(({ input, context: { engine, actor } }) => runBacktest(engine, actor, input)),
    examples: backtest.examples.handler(({ input, context: { engine, actor } }) => backtestExamples(engine, actor, input)),
    histories: backtest.histories.handler(({ context: { engine, actor } }) => listHistories(engine, actor)),
    history: backtest.history.handler(({ context: { engine, actor } }) => describeHistory(engine, actor)),
  },
  replay: staff.tuning.replay.handler(({ input, context: { engine, actor } }) => replayDecision(engine, actor, input)),
  labels: {
    get: labels.get.handler(({ input, context: { engine, actor } }) => getLabels(engine, actor, input.operationId)),
    set: labels.set.handler(({ input, context: { engine, actor } }) => labelByStaff(engine, actor, input)),
  },
  suggestions: {
    find: suggestions.find.handler(({ input, context: { engine, actor } }) => findSuggestions(engine, actor, input)),
    accept: suggestions.accept.handler(({ input, context: { engine, actor } }) => acceptSuggestion(engine, actor, input)),
    dismiss: suggestions.dismiss.handler(({ input, context: { engine, actor } }) => dismissSuggestion(engine, actor, input)),
  },
  signals: {
    list: signals.list.handler(({ context: { engine, actor } }) => listSignals(engine, actor)),
    distribution: signals.distribution.handler(({ input, context: { engine, actor } }) => describeSignal(engine, actor, input.name)),
  },
  trends: {
    list: trends.list.handler(({ input, context: { engine, actor } }) => listTrends(engine, actor, input)),
    alerts: {
      list: trends.alerts.list.handler(({ input, context: { engine, actor } }) => listAlerts(engine, actor, input)),
      acknowledge: trends.alerts.acknowledge.handler(({ input, context: { engine, actor } }) => acknowledgeAlert(engine, actor, input)),
      snooze: trends.alerts.snooze.handler(({ input, context: { engine, actor } }) => snoozeAlert(engine, actor, input)),
    },
  },
};
