import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { casePhrases, type PlaceholderValues } from '../../../../shared/vocabulary/index.ts';

/** What the open places of a text become on a case, with the customer's name as staff see it. @param now epoch ms by the engine's clock */
export const valuesOf = (detail: Pick<CaseDetail, 'id' | 'kind' | 'customerName'>, agent: string, now: number): PlaceholderValues => ({
  customer_name: detail.customerName ?? 'customer',
  about: casePhrases[detail.kind],
  case_id: detail.id,
  agent_name: agent,
  today: new Date(now).toISOString().slice(0, 10),
});
