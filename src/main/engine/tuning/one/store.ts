import { query } from '../../../store/prepared.ts';
import { keptOfDecision } from '../history/store.ts';

/** A decision with what its operation was about, as history keeps it, and how it was put together. */
export const decisionRecord = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select([...keptOfDecision, 'decisions.band', 'decisions.hits', 'decisions.rules_version as rulesVersion'])
    .where('decisions.id', '=', p('id')),
);
