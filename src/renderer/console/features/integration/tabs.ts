/** Parts of the view, as they stand in its address. */
export const integrationTabs = ['keys', 'webhooks', 'deliveries'] as const;
export type IntegrationTab = (typeof integrationTabs)[number];

export interface IntegrationSearch {
  readonly tab?: IntegrationTab | undefined;
  readonly endpoint?: string | undefined;
}

export function readIntegrationSearch(search: Record<string, unknown>): IntegrationSearch {
  return {
    tab: integrationTabs.find((one) => one === search.tab),
    endpoint: typeof search.endpoint === 'string' ? search.endpoint : undefined,
  };
}
