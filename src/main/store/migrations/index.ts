import { migration as foundation } from './0001-foundation.ts';
import { migration as sentMessages } from './0002-sent-messages.ts';
import { migration as loginSessions } from './0003-login-sessions.ts';
import { migration as passkeys } from './0004-passkeys.ts';
import { migration as windowIndexes } from './0005-window-indexes.ts';
import { migration as newDevice } from './0006-new-device.ts';
import { migration as identity } from './0007-identity.ts';
import { migration as recovery } from './0008-recovery.ts';
import { migration as rootKeys } from './0009-root-keys.ts';
import { migration as tuning } from './0010-tuning.ts';
import { migration as cases } from './0011-cases.ts';
import { migration as console } from './0012-console.ts';
import { migration as history } from './0013-history.ts';
import { migration as webhookRotation } from './0014-webhook-rotation.ts';
import { migration as labelsOverTime } from './0015-labels-over-time.ts';
import { migration as ruleTrends } from './0016-rule-trends.ts';
import { migration as unspentAuthorizations } from './0017-unspent-authorizations.ts';
import { migration as staffInvitations } from './0018-staff-invitations.ts';
import { migration as loginModel } from './0019-login-model.ts';
import { migration as caseReplies } from './0020-case-replies.ts';
import { migration as windowColumns } from './0021-window-columns.ts';
import { migration as suggestions } from './0022-suggestions.ts';
import { migration as holdList } from './0023-hold-list.ts';
import { migration as fewerIndexes } from './0024-fewer-indexes.ts';
import { migration as staffStanding } from './0025-staff-standing.ts';
import { migration as staffPasskeys } from './0026-staff-passkeys.ts';
import { migration as windowKeys } from './0027-window-keys.ts';
import type { Migration } from './kit.ts';

/** Every migration, in order. Append; never edit, reorder or remove what has been released. */
export const MIGRATIONS: readonly Migration[] = [
  foundation,
  sentMessages,
  loginSessions,
  passkeys,
  windowIndexes,
  newDevice,
  identity,
  recovery,
  rootKeys,
  tuning,
  cases,
  console,
  history,
  webhookRotation,
  labelsOverTime,
  ruleTrends,
  unspentAuthorizations,
  staffInvitations,
  loginModel,
  caseReplies,
  windowColumns,
  suggestions,
  holdList,
  fewerIndexes,
  staffStanding,
  staffPasskeys,
  windowKeys,
];
