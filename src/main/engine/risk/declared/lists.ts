import type { RiskLists } from '../../../../shared/contract/policy.ts';
import { type ListSubject, listSubjects } from '../../../../shared/vocabulary/index.ts';
import type { SignalFunction } from '../expression/catalogue.ts';
import { type Spelling, spellingOf } from './spelling.ts';

export { listsSchema, type RiskLists } from '../../../../shared/contract/policy.ts';

export const noLists: RiskLists = { lists: [] };

/** A call of `listed` as a signal: which fact is looked up in which list. */
export interface DeclaredList {
  readonly name: string;
  readonly subject: ListSubject;
  readonly listId: string;
}

/** Reads a signal's name back as the look-up it stands for; undefined for every other signal. */
export function declaredList(name: string): DeclaredList | undefined {
  const [listed, subject, listId] = name.split('__');
  if (listed !== 'listed' || listId === undefined || !(listSubjects as readonly string[]).includes(subject ?? '')) return undefined;
  return { name, subject: subject as ListSubject, listId };
}

/** `listed("sanctioned")`, `listed("sanctioned", "account_country")`: whether the operation's own value is in a list now. */
export function listFunction(lists: RiskLists): SignalFunction {
  const holds = new Map(lists.lists.map((list) => [list.id, list.holds]));
  return {
    name: 'listed',
    parameters: ['string'],
    optional: ['string'],
    returns: 'bool',
    description: 'listed(list, what): whether the operation’s value is in a list and its entry has not expired',
    resolve([list, subject]) {
      const held = holds.get(String(list));
      if (held === undefined) return { problem: `There is no list "${list}"`, argument: 0 };
      const compared = subject ?? held;
      if (!(listSubjects as readonly unknown[]).includes(compared)) {
        return { problem: `Compare with one of ${listSubjects.join(', ')}`, argument: 1 };
      }
      return { signal: `listed__${compared}__${list}` };
    },
  };
}

/** Lists made ready for look-ups: by id, when each value's entry ends. */
export type ListIndex = ReadonlyMap<string, ListEntries>;
type ListEntries = ReadonlyMap<string, number>;

export const indexLists = ({ lists }: RiskLists): ListIndex =>
  new Map(
    lists.map(({ id, entries }) => [
      id,
      new Map(entries.map(({ value, expiresAt }): [string, number] => [value, expiresAt ?? Number.POSITIVE_INFINITY])),
    ]),
  );

/** The same entries as a subject is compared, made when a list is first asked for it. */
const spelled = new WeakMap<ListEntries, Map<ListSubject, ListEntries>>();

function entriesFor(list: ListEntries, subject: ListSubject, spelling: Spelling): ListEntries {
  const known = spelled.get(list) ?? new Map<ListSubject, ListEntries>();
  spelled.set(list, known);
  const made = known.get(subject);
  if (made !== undefined) return made;
  const entries = new Map<string, number>();
  // Of two spellings of one value the entry that lasts longer counts.
  for (const [value, end] of list) entries.set(spelling(value), Math.max(end, entries.get(spelling(value)) ?? end));
  known.set(subject, entries);
  return entries;
}

/** When the entry ends that holds a value, however it is spelled; long ago where none does. */
export function endOfEntry(list: ListEntries, subject: ListSubject, value: string): number {
  const spelling = spellingOf(subject);
  const end = spelling === null ? list.get(value) : entriesFor(list, subject, spelling).get(spelling(value));
  return end ?? Number.NEGATIVE_INFINITY;
}

/** Whether a value is in a list at a moment; null where the value is not known or the list is gone. */
export function isListed(
  index: ListIndex,
  { listId, subject }: Omit<DeclaredList, 'name'>,
  value: string | null,
  at: number,
): boolean | null {
  const list = index.get(listId);
  if (list === undefined || value === null) return null;
  return at < endOfEntry(list, subject, value);
}
