import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type StaffActor, systemActor } from '../../../src/main/engine/actor.ts';
import { verifyAudit } from '../../../src/main/engine/audit/verify.ts';
import { applyDecisions } from '../../../src/main/engine/cases/apply.ts';
import { claimCase, lapseLeases } from '../../../src/main/engine/cases/claim.ts';
import { decideCase, undoDecision } from '../../../src/main/engine/cases/decide.ts';
import { raiseCase } from '../../../src/main/engine/cases/raise.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { PortcullisError } from '../../../src/main/engine/errors.ts';
import { startHold } from '../../../src/main/engine/holds/holds.ts';
import { openStore } from '../../../src/main/store/open.ts';
import type { Dialect } from '../../../src/main/store/store.ts';
import type { CaseId, CaseVerdict } from '../../../src/shared/vocabulary/index.ts';
import { hire } from '../../support/cases.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { SeededRandom } from '../../support/ports.ts';
import { temporaryTarget } from '../../support/store.ts';

const AGENTS = 50;
const CUSTOMERS = 10;
const PER_BATCH = 100;

/** Cases with a hold that waits for each: the effect that must come exactly once. */
async function makeCases(engine: TestEngine, count: number): Promise<CaseId[]> {
  const customers: string[] = [];
  for (let i = 0; i < CUSTOMERS; i += 1) customers.push((await makeCustomer(engine)).id);
  const ids: CaseId[] = [];
  for (let from = 0; from < count; from += PER_BATCH) {
    await engine.store.write(async (tx) => {
      const batch: CaseId[] = [];
      for (let i = from; i < Math.min(count, from + PER_BATCH); i += 1) {
        const accountId = customers[i % CUSTOMERS] ?? '';
        const actor = systemActor('test');
        const id = await raiseCase(tx, engine, { accountId, kind: 'suspicious_activity', title: `Case ${i}`, actor, cause: `case ${i}` });
        await startHold(tx, engine, { accountId, cause: 'not_me', actor, caseId: id });
        batch.push(id as CaseId);
      }
      ids.push(...batch.filter((id) => !ids.includes(id)));
    });
  }
  return ids;
}

/** What everybody was told, to be compared with what is stored in the end. */
interface Told {
  readonly decided: Map<string, { readonly caseId: string; readonly by: string }>;
  readonly undone: Set<string>;
  conflicts: number;
}

const CONFLICTS = new Set(['lease_lost', 'lease_lapsed', 'decided_already']);

/** One agent: claims what is at hand, sometimes falls asleep over it, decides with whatever token it has, sometimes takes it back. */
async function work(engine: Engine, me: StaffActor, ids: readonly CaseId[], told: Told, random: SeededRandom, clock: TestEngine['clock']) {
  const tokens: { readonly id: CaseId; readonly token: string; readonly hash: string }[] = [];
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof PortcullisError)) throw error;
      if (error.code === 'conflict' && CONFLICTS.has(error.data.reason ?? '')) {
        told.conflicts += 1;
        // Whoever comes second is told who was first.
        if (error.data.reason === 'decided_already') expect(error.data.current?.decidedBy).toBeTypeOf('string');
      } else expect(['conflict']).toContain(error.code);
    }
  };
  for (const [turn, id] of ids.entries()) {
    await attempt(async () => {
      const { leaseToken, case: found } = await claimCase(engine, me, id);
      tokens.push({ id, token: leaseToken, hash: found.contentHash });
    });
    // All share one clock: when one falls asleep, the others' leases run on too.
    if (random.integer(AGENTS) === 0) clock.advance(random.integer(12) * 60_000);
    const held = tokens[random.integer(Math.max(1, tokens.length))];
    if (held === undefined) continue;
    await attempt(async () => {
      const verdict: CaseVerdict = random.integer(2) === 0 ? 'dismiss' : 'confirm';
      const input = { id: held.id, leaseToken: held.token, decisionId: randomUUID(), verdict, reason: 'raced', contentHash: held.hash };
      const { decision } = await decideCase(engine, me, input);
      told.decided.set(decision.id, { caseId: held.id, by: me.staffId });
      // The answer got lost: the same call again.
      if (random.integer(4) === 0) expect((await decideCase(engine, me, input)).decision.id).toBe(decision.id);
      if (random.integer(5) === 0) {
        await undoDecision(engine, me, { id: held.id, decisionId: decision.id });
        told.undone.add(decision.id);
      }
    });
    if (turn % 7 === 0) clock.advance(random.integer(2_000));
  }
}

async function expectWhole(engine: TestEngine, ids: readonly CaseId[], told: Told): Promise<void> {
  const left = await engine.store.read(async (tx) => ({
    cases: await tx.db.selectFrom('cases').selectAll().execute(),
    decisions: await tx.db.selectFrom('case_decisions').selectAll().execute(),
    holds: await tx.db.selectFrom('holds').selectAll().where('case_id', 'is not', null).execute(),
    closed: await tx.db.selectFrom('audit').select('subject_id').where('action', '=', 'case.closed').execute(),
    ended: await tx.db.selectFrom('audit').select('subject_id').where('action', '=', 'hold.ended').execute(),
    sent: await tx.db.selectFrom('outbox').select('payload').where('topic', '=', 'case.closed').execute(),
  }));
  expect(left.cases.map(({ status }) => status).filter((status) => status !== 'closed')).toEqual([]);
  const applied = left.decisions.filter(({ status }) => status === 'applied');
  // Every case was decided exactly once, and every effect came exactly once.
  expect(applied.map((row) => row.case_id).sort()).toEqual([...ids].sort());
  expect(left.closed.map((row) => row.subject_id).sort()).toEqual([...ids].sort());
  expect(left.sent.map(({ payload }) => (JSON.parse(payload) as { readonly caseId: string }).caseId).sort()).toEqual([...ids].sort());
  const dismissed = new Set(applied.filter(({ verdict }) => verdict === 'dismiss').map((row) => row.case_id));
  for (const hold of left.holds) expect([hold.case_id, hold.ended_at !== null]).toEqual([hold.case_id, dismissed.has(hold.case_id ?? '')]);
  expect(new Set(left.ended.map((row) => row.subject_id)).size).toBe(left.ended.length);
  expect(left.ended).toHaveLength(dismissed.size);
  // What somebody was told is decided or undone is so; nobody was told so of anything else.
  const status = new Map(left.decisions.map((row) => [row.id, row.status]));
  for (const [id] of told.decided) expect(told.undone.has(id) ? 'undone' : 'applied').toBe(status.get(id));
  for await (const verdict of verifyAudit(engine, systemActor('test'))) expect(verdict.firstBad).toBeNull();
}

describe('fifty agents on one inbox', () => {
  it.each<{ dialect: Dialect; on: string; cases: number }>([
    { dialect: 'sqlite', on: 'SQLite', cases: 1_000 },
    { dialect: 'postgres', on: 'PostgreSQL', cases: 100 },
  ])(
    'CQ-02 CQ-04 decide each case once with each effect once on $on, whatever lapses, is taken back or restarts',
    async ({ dialect, cases: count }) => {
      const { target, remove } = await temporaryTarget(dialect);
      const random = new SeededRandom(`race ${dialect}`);
      let engine = await createTestEngine(() => openStore(target));
      const { clock } = engine;
      const people: StaffActor[] = [];
      for (let i = 0; i < AGENTS; i += 1) people.push(await hire(engine, 'senior_agent', 100 + i));
      const ids = await makeCases(engine, count);
      const told: Told = { decided: new Map(), undone: new Set(), conflicts: 0 };
      // Each round gives every agent some cases, most of them also to others; then the process is replaced by another one.
      for (let round = 0; ; round += 1) {
        const open = await engine.store.read((tx) => tx.db.selectFrom('cases').select('id').where('status', '<>', 'closed').execute());
        if (open.length === 0) break;
        expect(round).toBeLessThan(60);
        const running = engine;
        const share = Math.max(1, Math.ceil((open.length * 2) / AGENTS));
        await Promise.all([
          ...people.map((me) => {
            const mine = Array.from({ length: share }, () => open[random.integer(open.length)]?.id as CaseId);
            return work(running, me, mine, told, random, clock);
          }),
          applyDecisions(running),
          applyDecisions(running),
        ]);
        // Now and then everybody goes home, and what they had claimed and left is anybody's again.
        clock.advance(round % 2 === 0 ? engine.settings.get('case.lease') : 10_000);
        // A server that died in the middle left what was committed; the next one goes on from there, two at a time.
        await engine.close();
        engine = await createTestEngine(() => openStore(target), { clock });
        const sweeps = [engine, engine].map(async (each) => {
          while ((await applyDecisions(each, 200)) > 0);
        });
        await Promise.all(sweeps);
        await lapseLeases(engine, 500);
      }
      expect(told.conflicts).toBeGreaterThan(count / 10);
      expect(told.undone.size).toBeGreaterThan(0);
      await expectWhole(engine, ids, told);
      await engine.close();
      await remove();
    },
    300_000,
  );
});
