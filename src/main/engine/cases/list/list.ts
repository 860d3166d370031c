import type { CaseRow } from '../../../../shared/contract/console/cases.ts';
import { type CaseId, type CaseKind, caseKinds } from '../../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { fromCursor, toPage } from '../../paging.ts';
import { namesOf, presentRow } from '../detail.ts';
import { type CaseFilter, caseRows, listedCase, pendingOf, queueCounts } from './store.ts';

/**
 * The inbox (CQ-01): the most urgent first, and what is due first among equals; closed cases newest first.
 * @throws PortcullisError `forbidden`, `invalid_input` (cursor)
 */
export async function listCases(
  engine: Engine,
  actor: StaffActor,
  input: CaseFilter & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly items: CaseRow[]; readonly nextCursor: string | null }> {
  requirePermission(actor, 'cases.read');
  const after = fromCursor(input.cursor);
  return engine.store.read(async (tx) => {
    const rows = await caseRows(tx, input, actor.staffId, engine.clock.now(), after, input.limit);
    const names = await namesOf(tx);
    const pending = await pendingOf(
      tx,
      rows.map(({ id }) => id),
    );
    return toPage(
      rows,
      input.limit,
      (row) => ({ at: input.show === 'closed' ? (row.closed_at ?? 0) : row.sort_key, id: row.id }),
      (row) => presentRow(engine, row, pending.get(row.id), names),
    );
  });
}

/** One row of the inbox as it is now. @throws PortcullisError `forbidden`, `not_found` */
export async function getCaseRow(engine: Engine, actor: StaffActor, id: CaseId): Promise<CaseRow> {
  requirePermission(actor, 'cases.read');
  return engine.store.read(async (tx) => {
    const row = await listedCase(tx, id);
    if (row === undefined) throw notFound('case');
    return presentRow(engine, row, (await pendingOf(tx, [id])).get(id), await namesOf(tx));
  });
}

export interface QueueCount {
  readonly kind: CaseKind;
  readonly open: number;
  readonly unclaimed: number;
  readonly mine: number;
  readonly overdue: number;
  readonly escalated: number;
}

/** How full the queues are, every queue named. @throws PortcullisError `forbidden` */
export async function countCases(engine: Engine, actor: StaffActor): Promise<{ readonly queues: QueueCount[] }> {
  requirePermission(actor, 'cases.read');
  const rows = await engine.store.read((tx) => tx.all(queueCounts, { me: actor.staffId, now: engine.clock.now() }));
  const byKind = new Map(rows.map((row) => [row.kind, row]));
  return {
    queues: caseKinds.map((kind) => {
      const row = byKind.get(kind);
      return {
        kind,
        open: Number(row?.open ?? 0),
        unclaimed: Number(row?.unclaimed ?? 0),
        mine: Number(row?.mine ?? 0),
        overdue: Number(row?.overdue ?? 0),
        escalated: Number(row?.escalated ?? 0),
      };
    }),
  };
}
