import { query } from '../../../store/prepared.ts';

/** A decision with what its operation was about, as history keeps it, and how it was put together. */
export const decisionRecord = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select([
      'decisions.id',
      'decisions.operation_id as operationId',
      'decisions.account_id as accountId',
      'decisions.kind',
      'decisions.outcome',
      'decisions.score',
      'decisions.band',
      'decisions.steps',
      'decisions.hits',
      'decisions.rules_version as rulesVersion',
      'decisions.signals',
      'decisions.explanation',
      'decisions.created_at as at',
      'operations.client',
      'operations.device_id as device',
      'operations.address',
      'operations.network',
      'operations.country',
      'operations.asn',
      'operations.destination',
      'operations.asset',
      'operations.value_cents as cents',
      'operations.credential_result as credential',
    ])
    .where('decisions.id', '=', p('id')),
);
