import { command, query } from '../../store/prepared.ts';

export const viewsOf = query<{ staffId: string; grid: string }>()((db, p) =>
  db
    .selectFrom('saved_views')
    .select(['id', 'grid', 'name', 'content'])
    .where('staff_id', '=', p('staffId'))
    .where('grid', '=', p('grid'))
    .orderBy('name'),
);

export const countViews = query<{ staffId: string }>()((db, p) =>
  db
    .selectFrom('saved_views')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('staff_id', '=', p('staffId')),
);

export const putView = command<{ id: string; staffId: string; grid: string; name: string; content: string; now: number }>()((db, p) =>
  db
    .insertInto('saved_views')
    .values({ id: p('id'), staff_id: p('staffId'), grid: p('grid'), name: p('name'), content: p('content'), updated_at: p('now') })
    .onConflict((conflict) => conflict.columns(['staff_id', 'grid', 'name']).doUpdateSet({ content: p('content'), updated_at: p('now') })),
);

export const deleteView = command<{ id: string; staffId: string }>()((db, p) =>
  db.deleteFrom('saved_views').where('id', '=', p('id')).where('staff_id', '=', p('staffId')),
);
