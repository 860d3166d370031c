/**
 * The rules that a decision notes as having hit. Where the note cannot be read there are none: whoever counts goes on with the next decision,
 * and whoever explains this one meets the error.
 */
export function rulesOf(hits: string): readonly string[] {
  try {
    return (JSON.parse(hits) as readonly { readonly id: string }[]).map(({ id }) => id);
  } catch {
    return [];
  }
}
