import type { TestEngine } from './engine.ts';

/** What the audit trail holds: the names of what was done, in order, and everything in it as one text. */
export async function auditActions(engine: TestEngine): Promise<{ readonly actions: readonly string[]; readonly text: string }> {
  const rows = await engine.store.read((tx) => tx.db.selectFrom('audit').selectAll().orderBy('chain').orderBy('seq').execute());
  return { actions: rows.map(({ action }) => action), text: JSON.stringify(rows) };
}
