import { sql } from 'kysely';
import { type OperationKind, operationKinds } from '../../../../shared/vocabulary/index.ts';
import { query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { Place } from '../../paging.ts';

export interface DecisionFilter {
  readonly outcome?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly band?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly accountId?: string | undefined;
  readonly ruleId?: string | undefined;
  /** Only those with such a step. */
  readonly factor?: readonly string[] | undefined;
  readonly stepStatus?: readonly string[] | undefined;
  /** From this moment on. */
  readonly from?: number | undefined;
  /** Up to and without this moment, so that ranges that follow one another share no decision. */
  readonly to?: number | undefined;
}

/** Decisions, newest first; one row more than asked for tells of a next page. */
export function decisionRows(tx: ReadTx, filter: DecisionFilter, after: Place | null, limit: number) {
  const { accountId } = filter;
  if (accountId === undefined) {
    return matching(tx, filter, after)
      .orderBy('decisions.created_at', 'desc')
      .orderBy('decisions.id', 'desc')
      .limit(limit + 1)
      .execute();
  }
  // An account's operations lie in order of time within each kind: the newest of all are among the newest of each.
  const [first, ...others] = operationKinds
    .filter((kind) => !filter.kind?.length || filter.kind.includes(kind))
    .map((kind) =>
      tx.db
        .selectFrom(
          ofKind(tx, { ...filter, accountId }, kind, after)
            .limit(limit + 1)
            .as(kind),
        )
        .selectAll(),
    );
  if (first === undefined) return Promise.resolve([]);
  return others
    .reduce((all, each) => all.unionAll(each), first)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

/** An account's decisions on one kind of operation, newest first. Every decision is of its operation's moment. */
function ofKind(tx: ReadTx, filter: DecisionFilter & { readonly accountId: string }, kind: OperationKind, after: Place | null) {
  let rows = matching(tx, filter, after).where('operations.account_id', '=', filter.accountId).where('operations.kind', '=', kind);
  if (after !== null) rows = rows.where('operations.created_at', '<=', after.at);
  if (filter.from !== undefined) rows = rows.where('operations.created_at', '>=', filter.from);
  if (filter.to !== undefined) rows = rows.where('operations.created_at', '<', filter.to);
  return rows.orderBy('operations.created_at', 'desc').orderBy('decisions.id', 'desc');
}

function matching(tx: ReadTx, filter: DecisionFilter, after: Place | null) {
  let rows = tx.db
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
      'decisions.explanation',
      'decisions.created_at as createdAt',
      'operations.client',
      'operations.country',
      'operations.amount',
      'operations.asset',
      'operations.status',
    ]);
  if (after !== null) {
    rows = rows.where((eb) =>
      eb.or([
        eb('decisions.created_at', '<', after.at),
        eb.and([eb('decisions.created_at', '=', after.at), eb('decisions.id', '<', after.id)]),
      ]),
    );
  }
  if (filter.outcome?.length) rows = rows.where('decisions.outcome', 'in', [...filter.outcome]);
  if (filter.kind?.length) rows = rows.where('decisions.kind', 'in', [...filter.kind]);
  if (filter.band?.length) rows = rows.where('decisions.band', 'in', [...filter.band]);
  if (filter.status?.length) rows = rows.where('operations.status', 'in', [...filter.status]);
  if (filter.from !== undefined) rows = rows.where('decisions.created_at', '>=', filter.from);
  if (filter.to !== undefined) rows = rows.where('decisions.created_at', '<', filter.to);
  if (filter.factor?.length || filter.stepStatus?.length) {
    rows = rows.where((eb) => {
      let steps = eb
        .selectFrom('operation_steps')
        .select('operation_steps.position')
        .whereRef('operation_steps.operation_id', '=', 'decisions.operation_id');
      if (filter.factor?.length) steps = steps.where('operation_steps.factor', 'in', [...filter.factor]);
      if (filter.stepStatus?.length) steps = steps.where('operation_steps.status', 'in', [...filter.stepStatus]);
      return eb.exists(steps);
    });
  }
  // Rule ids are letters, digits and underscores. The quotes around one in the stored JSON keep `foo` from matching `foo_bar`, and an
  // underscore stands for itself, not for any character.
  if (filter.ruleId !== undefined) {
    const wanted = `%"id":"${filter.ruleId.replace(/[^a-z0-9_]/g, '').replaceAll('_', '\\_')}"%`;
    rows = rows.where(sql<boolean>`${sql.ref('decisions.hits')} like ${wanted} escape '\\'`);
  }
  return rows;
}

export type DecisionListRow = Awaited<ReturnType<typeof decisionRows>>[number];

export const decisionById = query<{ id: string }>()((db, p) => db.selectFrom('decisions').selectAll().where('id', '=', p('id')));

export const deviceName = query<{ accountId: string; id: string }>()((db, p) =>
  db.selectFrom('devices').select('name').where('account_id', '=', p('accountId')).where('id', '=', p('id')),
);
