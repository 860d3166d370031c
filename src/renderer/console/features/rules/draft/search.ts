export const draftTabs = ['edit', 'changes', 'discussion'] as const;

export interface DraftSearch {
  readonly tab?: (typeof draftTabs)[number] | undefined;
  /** The rule or list that is open. */
  readonly rule?: string | undefined;
}

export const readDraftSearch = (search: Record<string, unknown>): DraftSearch => ({
  tab: draftTabs.find((tab) => tab === search.tab),
  rule: typeof search.rule === 'string' ? search.rule : undefined,
});
