import { getCustomer } from '../../engine/accounts/customer/detail.ts';
import { revealField } from '../../engine/accounts/customer/reveal.ts';
import { searchCustomers } from '../../engine/accounts/search/search.ts';
import { endCustomerSessions } from '../../engine/sessions/end-all.ts';
import { staff } from './context.ts';

export const customers = {
  search: staff.customers.search.handler(({ input, context: { engine, actor } }) => searchCustomers(engine, actor, input)),
  get: staff.customers.get.handler(({ input, context: { engine, actor } }) => getCustomer(engine, actor, input)),
  reveal: staff.customers.reveal.handler(({ input, context: { engine, actor } }) => revealField(engine, actor, input)),
  endSessions: staff.customers.endSessions.handler(({ input, context: { engine, actor } }) => endCustomerSessions(engine, actor, input)),
};
