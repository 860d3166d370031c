import { command, query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';

const rows = (tx: ReadTx) =>
  tx.db
    .selectFrom('factor_resets as r')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .innerJoin('staff as q', 'q.id', 'r.requested_by')
    .leftJoin('staff as d', 'd.id', 'r.decided_by')
    .select([
      'r.id',
      'r.staff_id as staffId',
      's.name as staffName',
      's.email as email',
      's.role as role',
      's.status as staffStatus',
      'r.requested_by as requestedBy',
      'q.name as requestedByName',
      'r.reason',
      'r.content_hash as contentHash',
      'r.status',
      'r.created_at as createdAt',
      'r.expires_at as expiresAt',
      'r.decided_by as decidedBy',
      'd.name as decidedByName',
      'r.decided_at as decidedAt',
      'r.decide_reason as decideReason',
    ]);

/** Newest first. */
export const resetRows = (tx: ReadTx, limit: number) =>
  rows(tx).orderBy('r.created_at', 'desc').orderBy('r.id', 'desc').limit(limit).execute();

export const resetRow = (tx: ReadTx, id: string) => rows(tx).where('r.id', '=', id).executeTakeFirst();

export type ResetRow = Awaited<ReturnType<typeof resetRows>>[number];

export const requestedResetOf = query<{ staffId: string }>()((db, p) =>
  db
    .selectFrom('factor_resets')
    .select(['id', 'expires_at as expiresAt'])
    .where('staff_id', '=', p('staffId'))
    .where('status', '=', 'requested'),
);

export const insertReset = command<{
  id: string;
  staffId: string;
  requestedBy: string;
  reason: string;
  contentHash: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('factor_resets').values({
    id: p('id'),
    staff_id: p('staffId'),
    requested_by: p('requestedBy'),
    reason: p('reason'),
    content_hash: p('contentHash'),
    status: 'requested',
    created_at: p('now'),
    expires_at: p('expiresAt'),
    decided_by: null,
    decided_at: null,
    decide_reason: null,
  }),
);

export const moveReset = command<{ id: string; from: string; to: string; by: string; now: number; reason: string }>()((db, p) =>
  db
    .updateTable('factor_resets')
    .set({ status: p('to'), decided_by: p('by'), decided_at: p('now'), decide_reason: p('reason') })
    .where('id', '=', p('id'))
    .where('status', '=', p('from')),
);

/** A new secret, which no code of before has anything to do with. */
export const replaceAuthenticator = command<{ id: string; totpSealed: Uint8Array }>()((db, p) =>
  db
    .updateTable('staff')
    .set({ totp_sealed: p('totpSealed'), totp_last_step: null, failed_attempts: 0, locked_until: null })
    .where('id', '=', p('id'))
    .where('status', '=', 'active'),
);
