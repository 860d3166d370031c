import type { ApiName } from '../../../../shared/contract/console/reference.ts';

/** Parts of the view, as they stand in its address. */
export const integrationTabs = ['keys', 'webhooks', 'deliveries', 'reference'] as const;
export type IntegrationTab = (typeof integrationTabs)[number];

export const apis = ['platform', 'customer'] as const satisfies readonly ApiName[];
export type Api = ApiName;

export interface IntegrationSearch {
  readonly tab?: IntegrationTab | undefined;
  readonly endpoint?: string | undefined;
  /** Which API the reference is about; the platform's by default. */
  readonly api?: Api | undefined;
  /** What of the reference is open: a route's id, or a schema's name with `schema:` before it. */
  readonly entry?: string | undefined;
}

export function readIntegrationSearch(search: Record<string, unknown>): IntegrationSearch {
  return {
    tab: integrationTabs.find((one) => one === search.tab),
    endpoint: typeof search.endpoint === 'string' ? search.endpoint : undefined,
    api: apis.find((one) => one === search.api),
    entry: typeof search.entry === 'string' ? search.entry : undefined,
  };
}

/** Where in the reference something stands. */
export const referencePlace = (api: Api = 'platform', entry?: string) => ({
  to: '/integration' as const,
  search: {
    tab: 'reference',
    ...(api === 'platform' ? {} : { api }),
    ...(entry === undefined ? {} : { entry }),
  } satisfies IntegrationSearch,
});
