import type {
  CaseAttachmentsTable,
  CaseDecisionsTable,
  CaseLinksTable,
  CaseNotesTable,
  CaseRepliesTable,
  CasesTable,
  CaseTemplatesTable,
  CaseWatchersTable,
} from './tables/cases.ts';
import type {
  FactorResetsTable,
  OverviewCountsTable,
  OverviewMarksTable,
  SavedViewsTable,
  StaffInvitationsTable,
  StaffPasskeysTable,
} from './tables/console.ts';
import type {
  AccountProfilesTable,
  AccountsTable,
  CodeFailuresTable,
  CodeSendsTable,
  ContactChangesTable,
  DevicesTable,
  FactorsTable,
  HoldsTable,
  PasskeyChallengesTable,
  PasskeysTable,
  PasskeyTransfersTable,
  SessionsTable,
} from './tables/customers.ts';
import type {
  AuditCheckpointsTable,
  AuditHeadsTable,
  AuditTable,
  RootKeysTable,
  SettingsTable,
  StaffSessionsTable,
  StaffTable,
} from './tables/governance.ts';
import type {
  FaceFramesTable,
  IdentityDocumentsTable,
  IdentityImagesTable,
  IdentityMovesTable,
  IdentityRequestsTable,
} from './tables/identity.ts';
import type {
  IdempotencyKeysTable,
  ImportErrorsTable,
  ImportsTable,
  OutboxTable,
  PlatformKeysTable,
  RateLimitsTable,
  SentMessagesTable,
  WebhookDeliveriesTable,
  WebhookEndpointsTable,
} from './tables/integration.ts';
import type {
  DecisionsTable,
  LabelEventsTable,
  LabelsTable,
  LoginAttemptsTable,
  OperationStepsTable,
  OperationsTable,
  VerificationRequestsTable,
} from './tables/operations.ts';
import type { CallerVerificationsTable, DeviceResetApprovalsTable, DeviceResetsTable, HoldLiftsTable } from './tables/recovery.ts';
import type {
  GovernedVersionsTable,
  HistoryColumnsTable,
  HistorySegmentsTable,
  LoginDaysTable,
  PolicyCommentsTable,
  PolicyDraftAuthorsTable,
  PolicyDraftsTable,
  RuleAlertsTable,
  RuleConditionsTable,
  RuleDaysTable,
  RuleSnoozesTable,
  SuggestionDismissalsTable,
  TrendMarksTable,
} from './tables/tuning.ts';

export type * from './tables/cases.ts';
export type * from './tables/console.ts';
export type * from './tables/customers.ts';
export type * from './tables/governance.ts';
export type * from './tables/identity.ts';
export type * from './tables/integration.ts';
export type * from './tables/operations.ts';
export type * from './tables/recovery.ts';
export type * from './tables/tuning.ts';

/**
 * The tables as the newest migration leaves them. Times are epoch milliseconds of the engine's clock, flags are 0 or 1,
 * JSON is text (the bytes that were hashed are the bytes that are stored), the same on SQLite and PostgreSQL.
 */
export interface Tables {
  accounts: AccountsTable;
  account_profiles: AccountProfilesTable;
  devices: DevicesTable;
  sessions: SessionsTable;
  factors: FactorsTable;
  passkeys: PasskeysTable;
  passkey_challenges: PasskeyChallengesTable;
  passkey_transfers: PasskeyTransfersTable;
  operations: OperationsTable;
  decisions: DecisionsTable;
  operation_steps: OperationStepsTable;
  verification_requests: VerificationRequestsTable;
  login_attempts: LoginAttemptsTable;
  code_failures: CodeFailuresTable;
  code_sends: CodeSendsTable;
  contact_changes: ContactChangesTable;
  holds: HoldsTable;
  hold_lifts: HoldLiftsTable;
  cases: CasesTable;
  case_decisions: CaseDecisionsTable;
  case_notes: CaseNotesTable;
  case_replies: CaseRepliesTable;
  case_attachments: CaseAttachmentsTable;
  case_watchers: CaseWatchersTable;
  case_links: CaseLinksTable;
  case_templates: CaseTemplatesTable;
  device_resets: DeviceResetsTable;
  device_reset_approvals: DeviceResetApprovalsTable;
  caller_verifications: CallerVerificationsTable;
  identity_documents: IdentityDocumentsTable;
  identity_images: IdentityImagesTable;
  identity_moves: IdentityMovesTable;
  identity_requests: IdentityRequestsTable;
  face_frames: FaceFramesTable;
  labels: LabelsTable;
  label_events: LabelEventsTable;
  governed_versions: GovernedVersionsTable;
  policy_drafts: PolicyDraftsTable;
  policy_draft_authors: PolicyDraftAuthorsTable;
  policy_comments: PolicyCommentsTable;
  rule_snoozes: RuleSnoozesTable;
  suggestion_dismissals: SuggestionDismissalsTable;
  history_segments: HistorySegmentsTable;
  rule_days: RuleDaysTable;
  trend_marks: TrendMarksTable;
  rule_conditions: RuleConditionsTable;
  rule_alerts: RuleAlertsTable;
  history_columns: HistoryColumnsTable;
  login_days: LoginDaysTable;
  settings: SettingsTable;
  platform_keys: PlatformKeysTable;
  idempotency_keys: IdempotencyKeysTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  outbox: OutboxTable;
  sent_messages: SentMessagesTable;
  staff: StaffTable;
  staff_sessions: StaffSessionsTable;
  audit: AuditTable;
  audit_heads: AuditHeadsTable;
  audit_checkpoints: AuditCheckpointsTable;
  imports: ImportsTable;
  import_errors: ImportErrorsTable;
  rate_limits: RateLimitsTable;
  root_keys: RootKeysTable;
  overview_counts: OverviewCountsTable;
  overview_marks: OverviewMarksTable;
  saved_views: SavedViewsTable;
  factor_resets: FactorResetsTable;
  staff_invitations: StaffInvitationsTable;
  staff_passkeys: StaffPasskeysTable;
}
