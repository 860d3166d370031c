/** What staff can leave open in a text that they write again and again; filled for the case where it is used. */
export const placeholders = ['customer_name', 'about', 'case_id', 'agent_name', 'today'] as const;
export type Placeholder = (typeof placeholders)[number];
export type PlaceholderValues = Readonly<Record<Placeholder, string>>;

const PLACEHOLDER = /\{\{([^{}]*)\}\}/gu;

const named = (inner: string): Placeholder | undefined => placeholders.find((one) => one === inner.trim());

/** What a text leaves open that nothing can fill, each once. */
export function unknownPlaceholders(text: string): string[] {
  const inner = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  return [...new Set(inner.filter((name) => named(name) === undefined).map((name) => name.trim()))];
}

/** Fills what a text leaves open; what nothing can fill stays as it is. Values are not read again, so that none can name another. */
export const fillPlaceholders = (text: string, values: PlaceholderValues): string =>
  text.replace(PLACEHOLDER, (whole, inner: string) => {
    const name = named(inner);
    return name === undefined ? whole : values[name];
  });
