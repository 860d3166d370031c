import type { HoldDetail, HoldLift, HoldRow } from '../../../../shared/contract/console/recovery.ts';
import type { AccountId, CaseId, HoldCause, HoldId, HoldShow } from '../../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { fromCursor, toPage } from '../../paging.ts';
import { liftsOfHold } from '../lifts/store.ts';
import { holdStatus } from '../machine.ts';
import { holdRow, holdRows } from './store.ts';

const SHOWN = 20;

type Row = Awaited<ReturnType<typeof holdRows>>[number];

const present =
  (now: number) =>
  ({ liftId, end, ...row }: Row): HoldRow => {
    const status = holdStatus(row, now);
    return {
      ...row,
      id: row.id as HoldId,
      accountId: row.accountId as AccountId,
      cause: row.cause as HoldCause,
      caseId: row.caseId as CaseId | null,
      status,
      endedAt: status === 'ended' ? end : null,
      liftRequested: liftId !== null,
    };
  };

/**
 * Withdrawal holds across customers, by their end: of those that run the next to end first, of those that are over the latest.
 * @throws PortcullisError `forbidden`, `invalid_input` (cursor)
 */
export async function listHolds(
  engine: Engine,
  actor: StaffActor,
  input: {
    readonly show: HoldShow;
    readonly cause?: HoldCause | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: HoldRow[]; readonly nextCursor: string | null }> {
  requirePermission(actor, 'customers.read');
  const after = fromCursor(input.cursor);
  const now = engine.clock.now();
  const rows = await engine.store.read((tx) => holdRows(tx, input, now, after, input.limit));
  return toPage(rows, input.limit, ({ end, id }) => ({ at: end, id }), present(now));
}

/**
 * One hold, what was asked about it, and whether anything can be.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function getHold(engine: Engine, actor: StaffActor, id: string): Promise<HoldDetail> {
  requirePermission(actor, 'customers.read');
  return engine.store.read(async (tx) => {
    const row = await holdRow(tx, id);
    if (row === undefined) throw notFound('hold');
    const lifts = await liftsOfHold(tx, row, SHOWN);
    return {
      ...present(engine.clock.now())(row),
      liftAllowed: engine.settings.get('hold.earlyLift'),
      lifts: lifts as unknown as HoldLift[],
    };
  });
}
