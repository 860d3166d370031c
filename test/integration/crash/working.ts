import { expect } from 'vitest';
import { SystemClock } from '../../../src/main/adapters/system-clock.ts';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';
import { UlidIds } from '../../../src/main/adapters/ulid-ids.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { verifyAudit } from '../../../src/main/engine/audit/verify.ts';
import { applyDecisions } from '../../../src/main/engine/cases/apply.ts';
import { startHold } from '../../../src/main/engine/holds/holds.ts';
import { openStore, type StoreTarget } from '../../../src/main/store/open.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { ManualClock, testEpoch } from '../../support/ports.ts';

/** What agents were told, by decision. */
export interface Told {
  /** The case of each decision. */
  readonly decided: Map<string, string>;
  readonly undone: Set<string>;
}

export const nothingTold = (): Told => ({ decided: new Map(), undone: new Set() });

/** Keeps what {@link file://./working-process.ts} says was acknowledged. */
export const keep =
  (told: Told) =>
  (word: string, id: string, value: string): void => {
    if (word === 'decided') told.decided.set(id, value);
    else if (word === 'undone') told.undone.add(id);
  };

/** A hold that waits for a case: the effect that must come once with the decision. */
export const holdFor = (engine: TestEngine, accountId: string, caseId: string): Promise<unknown> =>
  engine.store.write((tx) => startHold(tx, engine, { accountId, cause: 'not_me', actor: systemActor('test'), caseId }));

/** Opens what a killed process left, lets the job finish, and compares it with what the agents were told. */
export async function expectDecidedOnce(target: StoreTarget, told: Told): Promise<void> {
  const engine = await createTestEngine(() => openStore(target), {
    clock: new ManualClock(testEpoch + 10_000 * 86_400_000),
    ids: new UlidIds(new SystemClock(), new SystemRandom()),
  });
  try {
    while ((await applyDecisions(engine, 200)) > 0);
    const left = await engine.store.read(async (tx) => ({
      cases: await tx.db.selectFrom('cases').select(['id', 'status']).execute(),
      decisions: await tx.db.selectFrom('case_decisions').select(['id', 'case_id', 'status', 'verdict']).execute(),
      holds: await tx.db.selectFrom('holds').select(['id', 'case_id', 'ended_at']).where('case_id', 'is not', null).execute(),
      audit: await tx.db
        .selectFrom('audit')
        .select(['action', 'subject_id'])
        .where('action', 'in', ['case.closed', 'hold.ended', 'case.decided', 'case.decision_undone'])
        .execute(),
      sent: await tx.db.selectFrom('outbox').select('payload').where('topic', '=', 'case.closed').execute(),
    }));
    const status = new Map(left.decisions.map((row) => [row.id, row.status]));
    const lost = [...told.decided.keys()].filter((id) => status.get(id) !== (told.undone.has(id) ? 'undone' : 'applied'));
    // A decision that was taken back just before the kill may be so without anybody having been told.
    expect(lost.filter((id) => told.undone.has(id) || status.get(id) !== 'undone')).toEqual([]);

    const subjects = (action: string) => left.audit.filter((row) => row.action === action).map((row) => row.subject_id);
    const applied = left.decisions.filter((row) => row.status === 'applied');
    const closed = left.cases.filter((row) => row.status === 'closed').map((row) => row.id);
    expect(applied.map((row) => row.case_id).sort()).toEqual(closed.sort());
    expect(subjects('case.closed').sort()).toEqual(closed);
    expect(left.sent.map(({ payload }) => (JSON.parse(payload) as { readonly caseId: string }).caseId).sort()).toEqual(closed);
    expect(subjects('case.decided')).toHaveLength(left.decisions.length);
    expect(subjects('case.decision_undone')).toHaveLength(left.decisions.filter((row) => row.status === 'undone').length);
    const dismissed = new Set(applied.filter((row) => row.verdict === 'dismiss').map((row) => row.case_id));
    for (const hold of left.holds) expect([hold.id, hold.ended_at !== null]).toEqual([hold.id, dismissed.has(hold.case_id ?? '')]);
    expect(new Set(subjects('hold.ended')).size).toBe(subjects('hold.ended').length);
    for await (const verdict of verifyAudit(engine, systemActor('test'))) expect(verdict.firstBad).toBeNull();
  } finally {
    await engine.close();
  }
}
