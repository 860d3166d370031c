import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { type OverviewSpan, overviewSpans } from '../../shared/contract/console/overview.ts';
import type { Permission, Role } from '../../shared/vocabulary/index.ts';
import { session } from './connection/session.ts';
import { useMay } from './connection/use-me.ts';
import { ApprovalsView } from './features/approvals/ApprovalsView.tsx';
import { AuditView } from './features/audit/AuditView.tsx';
import { readAuditSearch } from './features/audit/filters.ts';
import { CasesView } from './features/cases/CasesView.tsx';
import { CaseView } from './features/cases/CaseView.tsx';
import { readCaseSearch } from './features/cases/search.ts';
import { accountFromAddress, accountInAddress } from './features/customers/address.ts';
import { CustomersView } from './features/customers/CustomersView.tsx';
import { CustomerView } from './features/customers/CustomerView.tsx';
import { DecisionsView } from './features/decisions/DecisionsView.tsx';
import { readDecisionSearch } from './features/decisions/filters.ts';
import { DemoView } from './features/demo/DemoView.tsx';
import { HelpView } from './features/help/HelpView.tsx';
import { HoldsView } from './features/holds/HoldsView.tsx';
import { readHoldSearch } from './features/holds/search.ts';
import { ImportsView } from './features/imports/ImportsView.tsx';
import { IntegrationView } from './features/integration/IntegrationView.tsx';
import { readIntegrationSearch } from './features/integration/tabs.ts';
import { OverviewView } from './features/overview/OverviewView.tsx';
import { DraftView } from './features/rules/draft/DraftView.tsx';
import { readDraftSearch } from './features/rules/draft/search.ts';
import { RuleView } from './features/rules/live/RuleView.tsx';
import { ListsView, MatrixView, RulesView, ThresholdsView } from './features/rules/PolicyView.tsx';
import { SignalsView } from './features/rules/signals/SignalsView.tsx';
import { SuggestionsView } from './features/rules/suggestions/SuggestionsView.tsx';
import { SettingsView } from './features/settings/SettingsView.tsx';
import { StaffView } from './features/staff/StaffView.tsx';
import { TemplatesView } from './features/templates/TemplatesView.tsx';
import { Forbidden, NotFound, ViewFailed } from './shell/NotFound.tsx';
import { Shell } from './shell/Shell.tsx';

/** A view for those whose role includes it. The engine refuses the others anyway; this says so in words. */
function onlyWith(permission: Permission, View: ComponentType) {
  return function Guarded() {
    return useMay(permission) ? <View /> : <Forbidden permission={permission} />;
  };
}

const beginsWithCustomers: readonly Role[] = ['agent', 'senior_agent'];

const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);

/** Agents begin where they help customers; all others where they see how things stand. */
function firstPage(): '/customers' | '/overview' {
  const { me } = session.view.get();
  return me !== null && beginsWithCustomers.includes(me.role) ? '/customers' : '/overview';
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: firstPage(), replace: true });
  },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  validateSearch: (search: Record<string, unknown>): { span?: OverviewSpan | undefined } => ({
    span: overviewSpans.find((span) => span === search.span),
  }),
  component: onlyWith('decisions.read', OverviewView),
});

const customers = createRoute({
  getParentRoute: () => root,
  path: '/customers',
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined } => ({ q: text(search.q) }),
  component: onlyWith('customers.read', CustomersView),
});

const customer = createRoute({
  getParentRoute: () => root,
  path: '/customers/$accountId',
  params: {
    parse: ({ accountId }) => ({ accountId: accountFromAddress(accountId) }),
    stringify: ({ accountId }) => ({ accountId: accountInAddress(accountId) }),
  },
  component: onlyWith('customers.read', CustomerView),
});

interface ApprovalSearch {
  readonly show?: 'pending' | 'all' | undefined;
  readonly account?: string | undefined;
}

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  validateSearch: (search: Record<string, unknown>): ApprovalSearch => ({
    show: search.show === 'pending' ? 'pending' : undefined,
    account: text(search.account),
  }),
  component: onlyWith('approvals.read', ApprovalsView),
});

const approval = createRoute({ getParentRoute: () => approvals, path: '$requestId' });

const holds = createRoute({
  getParentRoute: () => root,
  path: '/holds',
  validateSearch: readHoldSearch,
  component: onlyWith('customers.read', HoldsView),
});

const hold = createRoute({ getParentRoute: () => holds, path: '$holdId' });

const cases = createRoute({ getParentRoute: () => root, path: '/cases', validateSearch: readCaseSearch });

const caseInbox = createRoute({ getParentRoute: () => cases, path: '/', component: onlyWith('cases.read', CasesView) });

const oneCase = createRoute({ getParentRoute: () => cases, path: '$caseId', component: onlyWith('cases.read', CaseView) });

const decisions = createRoute({
  getParentRoute: () => root,
  path: '/decisions',
  validateSearch: readDecisionSearch,
  component: onlyWith('decisions.read', DecisionsView),
});

const decision = createRoute({ getParentRoute: () => decisions, path: '$decisionId' });

const rules = createRoute({ getParentRoute: () => root, path: '/rules' });

const liveRules = createRoute({ getParentRoute: () => rules, path: '/', component: onlyWith('rules.read', RulesView) });
const lists = createRoute({ getParentRoute: () => rules, path: 'lists', component: onlyWith('rules.read', ListsView) });
const matrix = createRoute({ getParentRoute: () => rules, path: 'matrix', component: onlyWith('rules.read', MatrixView) });
const thresholds = createRoute({ getParentRoute: () => rules, path: 'thresholds', component: onlyWith('rules.read', ThresholdsView) });

const liveRule = createRoute({ getParentRoute: () => rules, path: 'live/$ruleId', component: onlyWith('rules.read', RuleView) });

const signals = createRoute({
  getParentRoute: () => rules,
  path: 'signals',
  validateSearch: (search: Record<string, unknown>): { name?: string | undefined } => ({ name: text(search.name) }),
  component: onlyWith('rules.read', SignalsView),
});

const suggestions = createRoute({
  getParentRoute: () => rules,
  path: 'suggestions',
  component: onlyWith('rules.read', SuggestionsView),
});

const policyDraft = createRoute({
  getParentRoute: () => rules,
  path: 'drafts/$draftId',
  validateSearch: readDraftSearch,
  component: onlyWith('rules.read', DraftView),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: onlyWith('audit.read', AuditView),
});

const integration = createRoute({
  getParentRoute: () => root,
  path: '/integration',
  validateSearch: readIntegrationSearch,
  component: onlyWith('integration.read', IntegrationView),
});

interface ImportSearch {
  /** A file that was uploaded and is being mapped, so that a reload goes on there. */
  readonly upload?: string | undefined;
  readonly file?: string | undefined;
}

const imports = createRoute({
  getParentRoute: () => root,
  path: '/import',
  validateSearch: (search: Record<string, unknown>): ImportSearch => ({ upload: text(search.upload), file: text(search.file) }),
  component: onlyWith('import.run', ImportsView),
});

const oneImport = createRoute({ getParentRoute: () => imports, path: '$importId' });

const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: onlyWith('settings.read', SettingsView) });

const templates = createRoute({
  getParentRoute: () => root,
  path: '/settings/templates',
  component: onlyWith('cases.templates', TemplatesView),
});

const staff = createRoute({ getParentRoute: () => root, path: '/staff', component: onlyWith('staff.read', StaffView) });

const demo = createRoute({ getParentRoute: () => root, path: '/demo', component: onlyWith('decisions.read', DemoView) });

/** Guides stand in folders, so the rest of the path names one. */
const help = createRoute({ getParentRoute: () => root, path: '/help/$', component: HelpView });

const tree = root.addChildren([
  home,
  overview,
  customers,
  customer,
  cases.addChildren([caseInbox, oneCase]),
  approvals.addChildren([approval]),
  holds.addChildren([hold]),
  decisions.addChildren([decision]),
  rules.addChildren([liveRules, lists, matrix, thresholds, signals, suggestions, liveRule, policyDraft]),
  audit,
  integration,
  imports.addChildren([oneImport]),
  settings,
  templates,
  staff,
  demo,
  help,
]);

export const router = createRouter({
  routeTree: tree,
  defaultErrorComponent: ViewFailed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
