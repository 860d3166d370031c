import { sql } from 'kysely';
import type { Actor } from '../../src/main/engine/actor.ts';
import { systemActor } from '../../src/main/engine/actor.ts';
import { appendAudit } from '../../src/main/engine/audit/append.ts';
import { type AuditVerdict, verifyAudit } from '../../src/main/engine/audit/verify.ts';
import type { Engine } from '../../src/main/engine/engine.ts';
import type { WriteTx } from '../../src/main/store/store.ts';

/** Appends `count` entries, each in a transaction of its own; to one account's chain where one is named. */
export async function appendMany(engine: Engine, count: number, accountId?: string): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await engine.store.write((tx) =>
      appendAudit(tx, engine, {
        actor: systemActor('test'),
        action: 'test.happened',
        accountId,
        subject: { kind: 'test', id: `t${i}` },
        changes: [{ field: 'count', old: i, new: i + 1 }],
      }),
    );
  }
}

/** Does to the trail what only somebody with the database in hand can: the guards against it are taken away first. */
export async function tamper(engine: Engine, work: (tx: WriteTx) => Promise<void>): Promise<void> {
  await engine.store.write(async (tx) => {
    if (tx.dialect === 'sqlite') {
      for (const table of ['audit', 'audit_checkpoints']) {
        for (const change of ['update', 'delete'])
          await sql`drop trigger if exists ${sql.ref(`${table}_refuses_${change}`)}`.execute(tx.db);
      }
    } else {
      for (const table of ['audit', 'audit_checkpoints']) {
        await sql`drop trigger if exists ${sql.ref(`${table}_append_only`)} on ${sql.ref(table)}`.execute(tx.db);
      }
    }
    await work(tx);
  });
}

/** Runs a verification to its end. */
export async function verdictOf(engine: Engine, actor: Actor = systemActor('test')): Promise<AuditVerdict> {
  let last: AuditVerdict | undefined;
  for await (const verdict of verifyAudit(engine, actor)) last = verdict;
  if (last === undefined) throw new Error('The verification gave no verdict');
  return last;
}
