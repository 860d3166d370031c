import type { QueryKey } from '@tanstack/react-query';
import type { Change } from '../../../shared/contract/console/index.ts';
import { api, queryClient } from './api.ts';
import { listenToChanges, listenToGaps } from './changes.ts';

const COLLECT_MS = 250;

/**
 * Marks what the console has read as out of date when the engine says that it changed; what is on screen is read again at once.
 * Lists that follow the engine row by row take care of themselves (`useLiveList`).
 */
export function keepQueriesFresh(): void {
  listenToGaps(() => void queryClient.invalidateQueries({ predicate: (query) => query.meta?.live !== 'own' }));

  let pending: Change[] = [];
  let due = false;
  listenToChanges((changes) => {
    pending.push(...changes);
    if (due) return;
    due = true;
    setTimeout(() => {
      const keys = affectedKeys(pending);
      pending = [];
      due = false;
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    }, COLLECT_MS);
  });
}

/** Each query that the changes touch, once. */
function affectedKeys(changes: readonly Change[]): readonly QueryKey[] {
  const keys = new Map<string, QueryKey>();
  for (const change of changes) for (const key of keysOf(change)) keys.set(JSON.stringify(key), key);
  return [...keys.values()];
}

/** What changes with whatever decides. */
const policyKeys: readonly QueryKey[] = [
  api.tuning.versions.key(),
  api.tuning.drafts.key(),
  api.tuning.catalogue.key(),
  api.tuning.backtest.key(),
];

/** A case's own page, and what counts cases. */
const caseKeys = (id: string): readonly QueryKey[] => [
  api.cases.get.key({ input: { id } }),
  api.cases.consequences.key({ input: { id } }),
  api.cases.history.key({ input: { id } }),
  api.cases.counts.key(),
  api.cases.templates.list.key(),
];

function keysOf({ topic, id, accountId }: Change): readonly QueryKey[] {
  const ofCustomer: readonly QueryKey[] = accountId === null ? [] : [api.customers.get.key({ input: { id: accountId } })];
  switch (topic) {
    case 'verification_request':
      return [api.approvals.get.key({ input: { id } }), ...ofCustomer];
    case 'operation':
    case 'decision':
      return [api.decisions.get.key(), ...ofCustomer];
    case 'case':
      return [...caseKeys(id), ...ofCustomer];
    case 'case_presence':
      return [api.cases.look.key({ input: { id } })];
    case 'device_reset':
      return [
        api.recovery.get.key({ input: { id } }),
        api.recovery.list.key(),
        api.cases.get.key(),
        api.cases.consequences.key(),
        ...ofCustomer,
      ];
    case 'caller_verification':
      return [api.recovery.callers.get.key({ input: { id } }), api.recovery.get.key(), api.cases.get.key(), ...ofCustomer];
    case 'hold':
      return [api.cases.consequences.key(), api.holds.key(), ...ofCustomer];
    case 'account':
      return [api.identityRequests.key(), ...ofCustomer];
    case 'integration':
      return [api.integration.key()];
    case 'import':
      return [api.imports.list.key(), api.imports.get.key({ input: { id } })];
    case 'policy':
      return id === 'snooze' ? [api.tuning.snoozes.key(), ...ofCustomer] : policyKeys;
    case 'policy_draft':
      return [api.tuning.drafts.list.key(), api.tuning.drafts.get.key({ input: { id } })];
    case 'rule_alert':
      return [api.tuning.trends.key(), api.overview.key()];
    case 'settings':
      return [api.settings.key()];
    case 'staff':
      return [api.staff.key()];
    default:
      return ofCustomer;
  }
}
