import type { WriteTx } from '../../../store/store.ts';
import { countTexts } from './assemble.ts';
import type { Segment } from './encode.ts';
import { insertColumn, insertSegment } from './store.ts';

/** The workspace's own decisions; other datasets would stand beside them. */
export const liveDataset = 'live';

/** Puts a segment behind those that are stored. Fails where another server has put one there. */
export async function keepSegment(
  tx: WriteTx,
  place: { readonly segment: number; readonly lastId: string; readonly now: number },
  { rows, columns }: Segment,
): Promise<void> {
  const dataset = liveDataset;
  const { segment } = place;
  await tx.run(insertSegment, { dataset, ...place, rows });
  for (const { name, type, layout, missing, data, added } of columns) {
    await tx.run(insertColumn, { dataset, segment, name, type, layout, missing: missing ? 1 : 0, texts: countTexts(added), data, added });
  }
}
