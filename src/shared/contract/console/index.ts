import { base } from '../common.ts';
import { approvals } from './approvals.ts';
import { audit } from './audit.ts';
import { cases } from './cases.ts';
import { customers } from './customers.ts';
import { decisions } from './decisions.ts';
import { demo } from './demo.ts';
import { identityRequests } from './identity.ts';
import { imports } from './imports.ts';
import { integration } from './integration.ts';
import { overview } from './overview.ts';
import { ownPasskeys } from './passkeys.ts';
import { holds, recovery } from './recovery.ts';
import { savedViews } from './saved-views.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { staffMembers } from './staff.ts';
import { tuning } from './tuning.ts';

export { type ApprovalRow, approvalRowSchema } from './approvals.ts';
export { type AuditEntry, auditEntrySchema } from './audit.ts';
export type * from './cases.ts';
export { type CustomerDetail, type CustomerRow, customerDetailSchema, customerRowSchema } from './customers.ts';
export { type DecisionDetail, type DecisionRow, decisionDetailSchema, decisionRowSchema, signalValueSchema } from './decisions.ts';
export { type Import, type ImportMapping, importMappingSchema, importSchema } from './imports.ts';
export { type Change, changeSchema, consoleStateSchema, type StaffMe } from './session.ts';
export type * from './tuning.ts';

/** What staff do; over a MessagePort in the desktop app, over a WebSocket on the server. */
export const consoleContract = base.router({
  session,
  ownPasskeys,
  overview,
  customers,
  identityRequests,
  approvals,
  decisions,
  audit,
  integration,
  recovery,
  cases,
  holds,
  imports,
  settings,
  savedViews,
  staff: staffMembers,
  tuning,
  demo,
});
export type ConsoleContract = typeof consoleContract;
