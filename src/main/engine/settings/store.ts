import { command, query } from '../../store/prepared.ts';

export const allSettings = query()((db) => db.selectFrom('settings').select(['name', 'value', 'updated_at', 'updated_by']));

export const upsertSetting = command<{ name: string; value: string; updatedAt: number; updatedBy: string }>()((db, p) =>
  db
    .insertInto('settings')
    .values({ name: p('name'), value: p('value'), updated_at: p('updatedAt'), updated_by: p('updatedBy') })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: p('value'), updated_at: p('updatedAt'), updated_by: p('updatedBy') }),
    ),
);

/** Staff are few: their names are read whole. */
export const staffNames = query()((db) => db.selectFrom('staff').select(['id', 'name']));
