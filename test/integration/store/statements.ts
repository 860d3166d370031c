import { command, query } from '../../../src/main/store/prepared.ts';
import type { Store } from '../../../src/main/store/store.ts';

/** A table without references, as these tests' guinea pig: the settings. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly updated_at: number;
  readonly updated_by: string;
}

export const insertSetting = command<Setting>()((db, p) =>
  db.insertInto('settings').values(p.pick('name', 'value', 'updated_at', 'updated_by')),
);

export const settingByName = query<{ name: string }>()((db, p) => db.selectFrom('settings').selectAll().where('name', '=', p('name')));

export const allSettings = query()((db) => db.selectFrom('settings').selectAll().orderBy('name'));

/** The conditional update of every state machine: it changes one row or none. */
export const moveSetting = command<{ name: string; from: string; to: string }>()((db, p) =>
  db
    .updateTable('settings')
    .set({ value: p('to') })
    .where('name', '=', p('name'))
    .where('value', '=', p('from')),
);

export function setting(name: string, value = 'v'): Setting {
  return { name, value, updated_at: 1_700_000_000_000, updated_by: 'test' };
}

export async function names(store: Pick<Store, 'read'>): Promise<string[]> {
  return (await store.read((tx) => tx.all(allSettings, {}))).map((row) => row.name);
}
