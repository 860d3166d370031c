import { type DeclaredList, endOfEntry, type ListIndex } from '../../risk/declared/lists.ts';
import { type Column, makeColumn, missingBool, type Table, textsOf, valuesOf } from './column.ts';
import { timeColumn } from './windows.ts';

/** Computes a look-up in a list over history: whether each operation's value was in the list at its own time (RT-02). */
export function listColumn(table: Table, { name, subject, listId }: DeclaredList, index: ListIndex): Column {
  const column = makeColumn(name, 'bool', 'u8', table.rows);
  const values = valuesOf(column).fill(missingBool);
  const [looked, time] = [
    table.columns.get(subject === 'account_country' ? 'account_country' : `$${subject}`),
    table.columns.get(timeColumn),
  ];
  const list = index.get(listId);
  if (looked?.dictionary == null || time === undefined || list === undefined) return column;
  const ends = Float64Array.from(textsOf(looked.dictionary), (text) => endOfEntry(list, subject, text));
  const [codes, times] = [valuesOf(looked), valuesOf(time)];
  for (let i = 0; i < table.rows; i++) {
    const code = codes[i] ?? 0;
    if (code !== 0) values[i] = (times[i] ?? 0) < (ends[code] ?? 0) ? 1 : 0;
  }
  return { ...column, missing: looked.missing };
}
