import { getCustomer } from '../../engine/accounts/customer/detail.ts';
import { noteCustomer } from '../../engine/accounts/customer/note.ts';
import { revealField } from '../../engine/accounts/customer/reveal.ts';
import { customerTimeline } from '../../engine/accounts/customer/timeline.ts';
import { freezeAccount, unfreezeAccount } from '../../engine/accounts/freeze.ts';
import { searchCustomers } from '../../engine/accounts/search/search.ts';
import { linkedToCustomer } from '../../engine/cases/neighbours/neighbours.ts';
import { endCustomerSessions } from '../../engine/sessions/end-all.ts';
import { staff } from './context.ts';

export const customers = {
  search: staff.customers.search.handler(({ input, context: { engine, actor } }) => searchCustomers(engine, actor, input)),
  get: staff.customers.get.handler(({ input, context: { engine, actor } }) => getCustomer(engine, actor, input)),
  reveal: staff.customers.reveal.handler(({ input, context: { engine, actor } }) => revealField(engine, actor, input)),
  endSessions: staff.customers.endSessions.handler(({ input, context: { engine, actor } }) => endCustomerSessions(engine, actor, input)),
  freeze: staff.customers.freeze.handler(({ input, context: { engine, actor } }) => freezeAccount(engine, actor, input)),
  unfreeze: staff.customers.unfreeze.handler(({ input, context: { engine, actor } }) => unfreezeAccount(engine, actor, input)),
  addNote: staff.customers.addNote.handler(({ input, context: { engine, actor } }) => noteCustomer(engine, actor, input)),
  timeline: staff.customers.timeline.handler(({ input, context: { engine, actor } }) => customerTimeline(engine, actor, input)),
  linked: staff.customers.linked.handler(({ input, context: { engine, actor } }) => linkedToCustomer(engine, actor, input.id)),
};
