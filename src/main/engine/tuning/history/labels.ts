import type { ReadTx } from '../../../store/store.ts';
import { type Column, textsOf, valuesOf } from '../columns/column.ts';
import { labelState, labelsKnownBy, labelsNow } from './store.ts';

/** What each row turned out to be: 0 not known, 1 fraud, 2 legitimate. */
export interface RowLabels {
  readonly key: string;
  readonly buffer: SharedArrayBuffer;
}

const codes: Readonly<Record<string, number>> = { fraud: 1, legitimate: 2 };

/** The first number not below, in rows whose ids ascend. */
function rowOf(ids: readonly string[], id: string): number | undefined {
  let [low, high] = [1, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low - 1 : undefined;
}

/** A text that changes whenever a label does. */
export async function labelsKey(tx: ReadTx, knownBy: number): Promise<string> {
  const state = await tx.first(labelState, {});
  return `${Number(state?.count ?? 0)} ${Number(state?.newest ?? 0)} ${knownBy}`;
}

/**
 * The labels of a workspace's own history that were known by a time (RT-08). Of several sources the one that knew last counts; what was taken
 * back or said otherwise after that time stands as it stood then.
 * @param ids the column of decisions' ids, which ascend
 */
export async function readLabels(tx: ReadTx, rows: number, ids: Column | undefined, knownBy: number): Promise<RowLabels> {
  const buffer = new SharedArrayBuffer(rows);
  const labels = new Uint8Array(buffer);
  const key = await labelsKey(tx, knownBy);
  if (ids?.dictionary == null) return { key, buffer };
  const texts = textsOf(ids.dictionary);
  const known = knownBy === Number.MAX_SAFE_INTEGER ? await tx.all(labelsNow, {}) : await tx.all(labelsKnownBy, { knownBy });
  for (const { id, label } of known) {
    const row = rowOf(texts, id);
    if (row !== undefined) labels[row] = codes[label ?? ''] ?? 0;
  }
  return { key, buffer };
}

/** The labels that history itself holds, known by a time. */
export function ownLabels(rows: number, label: Column | undefined, at: Column | undefined, knownBy: number): RowLabels {
  const buffer = new SharedArrayBuffer(rows);
  const key = `own ${knownBy}`;
  if (label?.dictionary == null) return { key, buffer };
  const byCode = textsOf(label.dictionary).map((text) => codes[text] ?? 0);
  const [values, times, labels] = [valuesOf(label), at && valuesOf(at), new Uint8Array(buffer)];
  for (let i = 0; i < rows; i++) {
    const known = times?.[i] ?? Number.NEGATIVE_INFINITY;
    if (!(known > knownBy)) labels[i] = byCode[values[i] ?? 0] ?? 0;
  }
  return { key, buffer };
}
