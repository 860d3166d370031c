import { command, query } from '../../store/prepared.ts';

export const recordedKeys = query<Record<never, never>>()((db) =>
  db.selectFrom('root_keys').select(['id', 'check_value as check']).orderBy('position'),
);

export const recordKey = command<{ id: string; position: number; check: string }>()((db, p) =>
  db.insertInto('root_keys').values({ id: p('id'), position: p('position'), check_value: p('check') }),
);
