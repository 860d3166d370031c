import { sql } from 'kysely';
import { restoredMark } from '../../store/restored-mark.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';

/** Whether the database was put back from a backup and nobody has opened it since. A PostgreSQL database does not say. */
export async function wasRestored(tx: ReadTx): Promise<boolean> {
  if (tx.dialect !== 'sqlite') return false;
  const row = await tx.db
    .selectFrom(sql<{ user_version: number }>`pragma_user_version`.as('database'))
    .select('user_version')
    .executeTakeFirst();
  return row?.user_version === restoredMark;
}

/** Takes the mark away, in the transaction that deals with it. */
export async function takeMark(tx: WriteTx): Promise<void> {
  await sql`PRAGMA user_version = 0`.execute(tx.db);
}

/** Ends every session, of customers and of staff. @returns how many of each */
export async function endEverySession(tx: WriteTx, now: number): Promise<{ readonly customers: number; readonly staff: number }> {
  const customers = await tx.db
    .updateTable('sessions')
    .set({ ended_at: now, end_reason: 'restored' })
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const staff = await tx.db
    .updateTable('staff_sessions')
    .set({ ended_at: now, end_reason: 'restored' })
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return { customers: Number(customers.numUpdatedRows), staff: Number(staff.numUpdatedRows) };
}

/** Everything that can still lead to something, whosever it is. */
export const everyOpenOperation = (tx: ReadTx) =>
  tx.db.selectFrom('operations').selectAll().where('status', 'in', ['awaiting_step_up', 'in_review', 'authorized']).execute();

/** Takes all time steps of authenticator apps up to one: codes that were used after the backup was made. */
export async function takeTimeSteps(tx: WriteTx, step: number): Promise<void> {
  await tx.db
    .updateTable('factors')
    .set({ last_time_step: step })
    .where('kind', '=', 'authenticator')
    .where('status', '=', 'active')
    .execute();
  await tx.db.updateTable('staff').set({ totp_last_step: step }).where('status', '<>', 'pending').execute();
}
