const words = new Intl.Collator();

/** Numbers by size, everything else by the alphabet of the person's language. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return words.compare(String(a), String(b));
}
