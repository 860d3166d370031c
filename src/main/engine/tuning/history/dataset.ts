import type { Store } from '../../../store/store.ts';
import type { SignalType } from '../../risk/expression/catalogue.ts';
import type { Column, Layout } from '../columns/column.ts';
import { ColumnAssembly, type ColumnHead } from './assemble.ts';
import type { HistorySource } from './source.ts';
import { columnData, columnHeads, segmentHeads } from './store.ts';

/** History that was imported for backtests: its segments and nothing else. @returns undefined when there is none of that name */
export async function openDataset(store: Store, dataset: string): Promise<HistorySource | undefined> {
  const { segments, columns } = await store.read(async (tx) => ({
    segments: await tx.all(segmentHeads, { dataset }),
    columns: await tx.all(columnHeads, { dataset }),
  }));
  if (segments.length === 0) return undefined;
  const rows = segments.map((segment) => Number(segment.rows));
  const heads = new Map<string, (ColumnHead | undefined)[]>();
  for (const { segment, name, type, layout, missing, texts } of columns) {
    const own = heads.get(name) ?? segments.map(() => undefined);
    own[Number(segment)] = {
      name,
      type: type as SignalType,
      layout: layout as Layout,
      missing: Number(missing) === 1,
      addedTexts: Number(texts),
    };
    heads.set(name, own);
  }
  const types = new Map(columns.map(({ name, type }): [string, SignalType] => [name, type as SignalType]));
  return {
    id: `${dataset} ${segments.length}`,
    rows: rows.reduce((sum, count) => sum + count, 0),
    types,
    async load(names) {
      const loaded: Column[] = [];
      for (const name of names) {
        const type = types.get(name);
        if (type === undefined) continue;
        const assembly = new ColumnAssembly(name, type, rows, heads.get(name) ?? []);
        for (const { segment, data, added } of await store.read((tx) => tx.all(columnData, { dataset, name }))) {
          assembly.add(Number(segment), data, added);
        }
        loaded.push(assembly.finish());
      }
      return loaded;
    },
  };
}
