import { Watched } from '../../../ui/watched.ts';

/** The cases in the order in which they were last listed: what `j`, `k` and a decision lead to from a case's page. */
export const inbox = new Watched<readonly string[]>([]);

/** The case after (or before) this one in the inbox, or null at its end. */
export function neighbour(id: string, step: 1 | -1): string | null {
  const ids = inbox.get();
  const at = ids.indexOf(id);
  return at === -1 ? null : (ids[at + step] ?? null);
}
