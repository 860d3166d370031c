import type { RiskLists } from '../../../../shared/contract/policy.ts';
import { type ListSubject, listSubjects } from '../../../../shared/vocabulary/index.ts';
import type { SignalFunction } from '../expression/catalogue.ts';

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
export type ListIndex = ReadonlyMap<string, ReadonlyMap<string, number>>;

export const indexLists = ({ lists }: RiskLists): ListIndex =>
  new Map(
    lists.map(({ id, entries }) => [
      id,
      new Map(entries.map(({ value, expiresAt }): [string, number] => [value, expiresAt ?? Number.POSITIVE_INFINITY])),
    ]),
  );

/** Whether a value is in a list at a moment; null where the value is not known or the list is gone. */
export function isListed(index: ListIndex, listId: string, value: string | null, at: number): boolean | null {
  const list = index.get(listId);
  if (list === undefined || value === null) return null;
  return at < (list.get(value) ?? Number.NEGATIVE_INFINITY);
}
