import { attachFile, openAttachment } from '../../engine/cases/attachments/attachments.ts';
import { previewBulk, runBulk } from '../../engine/cases/bulk.ts';
import { claimCase, handOverCase, listColleagues, releaseCase, renewCase } from '../../engine/cases/claim.ts';
import { caseConsequences } from '../../engine/cases/consequences/consequences.ts';
import { decideCase, undoDecision } from '../../engine/cases/decide.ts';
import { getCase } from '../../engine/cases/detail.ts';
import { escalateCase, reopenCase, setPriority } from '../../engine/cases/escalate.ts';
import { countCases, getCaseRow, listCases } from '../../engine/cases/list/list.ts';
import { lookAtCase } from '../../engine/cases/look.ts';
import { caseHistory, linkedAccounts, similarCases } from '../../engine/cases/neighbours/neighbours.ts';
import { addNote, linkCases, watchCase } from '../../engine/cases/notes.ts';
import { replyToCustomer } from '../../engine/cases/replies/replies.ts';
import { listTemplates, removeTemplate, saveTemplate } from '../../engine/cases/templates/templates.ts';
import { staff } from './context.ts';

export const cases = {
  list: staff.cases.list.handler(({ input, context: { engine, actor } }) => listCases(engine, actor, input)),
  counts: staff.cases.counts.handler(({ context: { engine, actor } }) => countCases(engine, actor)),
  get: staff.cases.get.handler(({ input, context: { engine, actor } }) => getCase(engine, actor, input.id)),
  row: staff.cases.row.handler(({ input, context: { engine, actor } }) => getCaseRow(engine, actor, input.id)),
  consequences: staff.cases.consequences.handler(({ input, context: { engine, actor } }) => caseConsequences(engine, actor, input.id)),
  history: staff.cases.history.handler(({ input, context: { engine, actor } }) => caseHistory(engine, actor, input.id)),
  similar: staff.cases.similar.handler(({ input, context: { engine, actor } }) => similarCases(engine, actor, input.id)),
  linked: staff.cases.linked.handler(({ input, context: { engine, actor } }) => linkedAccounts(engine, actor, input.id)),
  colleagues: staff.cases.colleagues.handler(({ input, context: { engine, actor } }) => listColleagues(engine, actor, input.id)),
  claim: staff.cases.claim.handler(({ input, context: { engine, actor } }) => claimCase(engine, actor, input.id)),
  renew: staff.cases.renew.handler(({ input, context: { engine, actor } }) => renewCase(engine, actor, input)),
  release: staff.cases.release.handler(({ input, context: { engine, actor } }) => releaseCase(engine, actor, input)),
  handOver: staff.cases.handOver.handler(({ input, context: { engine, actor } }) => handOverCase(engine, actor, input)),
  escalate: staff.cases.escalate.handler(({ input, context: { engine, actor } }) => escalateCase(engine, actor, input)),
  setPriority: staff.cases.setPriority.handler(({ input, context: { engine, actor } }) => setPriority(engine, actor, input)),
  decide: staff.cases.decide.handler(({ input, context: { engine, actor } }) => decideCase(engine, actor, input)),
  undo: staff.cases.undo.handler(({ input, context: { engine, actor } }) => undoDecision(engine, actor, input)),
  reopen: staff.cases.reopen.handler(({ input, context: { engine, actor } }) => reopenCase(engine, actor, input)),
  watch: staff.cases.watch.handler(({ input, context: { engine, actor } }) => watchCase(engine, actor, input)),
  addNote: staff.cases.addNote.handler(({ input, context: { engine, actor } }) => addNote(engine, actor, input)),
  reply: staff.cases.reply.handler(({ input, context: { engine, actor } }) => replyToCustomer(engine, actor, input)),
  link: staff.cases.link.handler(({ input, context: { engine, actor } }) => linkCases(engine, actor, input, true)),
  unlink: staff.cases.unlink.handler(({ input, context: { engine, actor } }) => linkCases(engine, actor, input, false)),
  attach: staff.cases.attach.handler(({ input, context: { engine, actor } }) => attachFile(engine, actor, input)),
  attachment: staff.cases.attachment.handler(({ input, context: { engine, actor } }) => openAttachment(engine, actor, input)),
  look: staff.cases.look.handler(({ input, context: { engine, actor } }) => lookAtCase(engine, actor, input)),
  bulkPreview: staff.cases.bulkPreview.handler(({ input, context: { engine, actor } }) => previewBulk(engine, actor, input)),
  bulk: staff.cases.bulk.handler(({ input, context: { engine, actor } }) => runBulk(engine, actor, input)),
  templates: {
    list: staff.cases.templates.list.handler(({ context: { engine, actor } }) => listTemplates(engine, actor)),
    save: staff.cases.templates.save.handler(({ input, context: { engine, actor } }) => saveTemplate(engine, actor, input)),
    remove: staff.cases.templates.remove.handler(({ input, context: { engine, actor } }) => removeTemplate(engine, actor, input)),
  },
};
