import type { ApprovalRow } from '../../../../shared/contract/console/index.ts';
import type {
  AccountId,
  ClientKind,
  OperationId,
  OperationKind,
  VerificationRequestId,
  VerificationRequestStatus,
} from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { masked, maskName } from '../../accounts/masking.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { textForStaff } from '../../operations/shown-to-staff.ts';
import { operationById } from '../../operations/store.ts';
import { transition } from '../../operations/transition.ts';
import { fromCursor, toPage } from '../../paging.ts';
import { settle } from '../settle.ts';
import { requestById } from '../store.ts';
import { approvalRow, approvalRows } from './store.ts';

type Row = Awaited<ReturnType<typeof approvalRows>>[number];

const present = (row: Row): ApprovalRow => ({
  ...row,
  id: row.id as VerificationRequestId,
  operationId: row.operationId as OperationId,
  accountId: row.accountId as AccountId,
  kind: row.kind as OperationKind,
  status: row.status as VerificationRequestStatus,
  method: row.method as ApprovalRow['method'],
  client: row.client as ClientKind,
  canonicalText: textForStaff(row.kind, row.canonicalText),
  customerName: masked(maskName, row.customerName),
  why: JSON.parse(row.why) as string[],
});

async function load(tx: ReadTx, id: string): Promise<ApprovalRow> {
  const row = await approvalRow(tx, id);
  if (row === undefined) throw notFound('verification request');
  return present(row);
}

/**
 * Requests to trusted devices as staff watch them.
 * @throws PortcullisError `forbidden`, `invalid_input` (cursor)
 */
export async function listApprovals(
  engine: Engine,
  actor: StaffActor,
  input: {
    readonly status: 'pending' | 'all';
    readonly accountId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: ApprovalRow[]; readonly nextCursor: string | null }> {
  requirePermission(actor, 'approvals.read');
  const after = fromCursor(input.cursor);
  const rows = await engine.store.read((tx) => approvalRows(tx, input, after, input.limit));
  return toPage(rows, input.limit, (row) => ({ at: row.createdAt, id: row.id }), present);
}

/** @throws PortcullisError `forbidden`, `not_found` */
export async function getApproval(engine: Engine, actor: StaffActor, id: string): Promise<ApprovalRow> {
  requirePermission(actor, 'approvals.read');
  return engine.store.read((tx) => load(tx, id));
}

/**
 * Staff cancel a request and its operation; they never approve for the customer.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` (naming what won)
 */
export async function cancelRequest(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<ApprovalRow> {
  requirePermission(actor, 'approvals.cancel');
  return engine.store.write(async (tx) => {
    const request = await tx.first(requestById, { id: input.id });
    if (request === undefined) throw notFound('verification request');
    await settle(tx, engine, actor, request, 'cancel', { reason: input.reason });
    const operation = await tx.first(operationById, { id: request.operation_id });
    if (operation?.status === 'awaiting_step_up') await transition(tx, engine, actor, operation, 'cancelled', input.reason);
    return load(tx, input.id);
  });
}
