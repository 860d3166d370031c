import { command, query } from '../../../store/prepared.ts';

export const dismissals = query()((db) =>
  db
    .selectFrom('suggestion_dismissals')
    .leftJoin('staff', 'staff.id', 'suggestion_dismissals.dismissed_by')
    .select(['condition_hash as hash', 'reason', 'dismissed_at as at', 'dismissed_by as by', 'staff.name']),
);

export const putDismissal = command<{ hash: string; condition: string; reason: string; now: number; by: string }>()((db, p) =>
  db
    .insertInto('suggestion_dismissals')
    .values({ condition_hash: p('hash'), condition: p('condition'), reason: p('reason'), dismissed_at: p('now'), dismissed_by: p('by') })
    .onConflict((oc) => oc.column('condition_hash').doNothing()),
);
