import type { WriteTx } from '../../../store/store.ts';
import { countTexts } from './assemble.ts';
import type { Segment } from './encode.ts';
import { insertColumn, insertSegment } from './store.ts';

/** The workspace's own decisions; other datasets would stand beside them. */
export const liveDataset = 'live';

/** Puts a segment behind those that are stored of a dataset, by default the workspace's own. Fails where another server has put one there. */
export async function keepSegment(
  tx: WriteTx,
  place: { readonly dataset?: string; readonly segment: number; readonly lastId: string; readonly now: number },
  { rows, columns }: Segment,
): Promise<void> {
  const { dataset = liveDataset, segment, lastId, now } = place;
  await tx.run(insertSegment, { dataset, segment, lastId, now, rows });
  for (const { name, type, layout, missing, data, added } of columns) {
    await tx.run(insertColumn, { dataset, segment, name, type, layout, missing: missing ? 1 : 0, texts: countTexts(added), data, added });
  }
}
