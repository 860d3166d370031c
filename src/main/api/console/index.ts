import { approvals } from './approvals.ts';
import { audit } from './audit.ts';
import { cases } from './cases.ts';
import { open } from './context.ts';
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

/** What staff do; over a MessagePort in the desktop app, over a WebSocket on the server. */
export const consoleRouter = open.router({
  session,
  ownPasskeys,
  overview,
  customers,
  approvals,
  identityRequests,
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
