import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { endCase } from '../../../src/main/engine/cases/close.ts';
import { raiseCase } from '../../../src/main/engine/cases/raise.ts';
import { startHold } from '../../../src/main/engine/holds/holds.ts';
import { decideLift, requestLift } from '../../../src/main/engine/holds/lifts/lifts.ts';
import { getHold, listHolds } from '../../../src/main/engine/holds/list/list.ts';
import { holdRows } from '../../../src/main/engine/holds/list/store.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import type { ReadTx } from '../../../src/main/store/store.ts';
import type { HoldRow } from '../../../src/shared/contract/console/recovery.ts';
import { type HoldCause, type HoldShow, holdCauses, holdShows } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { planOf, rowsTaken } from '../../support/plans.ts';
import { agent, employ, lead, senior } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const DAY = 86_400_000;
const actor = systemActor('test');

const start = (engine: TestEngine, accountId: string, cause: HoldCause, caseId?: string) =>
  engine.store.write((tx) => startHold(tx, engine, { accountId, cause, actor, caseId }));

const openCase = (engine: TestEngine, accountId: string) =>
  engine.store.write((tx) => raiseCase(tx, engine, { accountId, kind: 'suspicious_activity', title: 'Not me', actor }));

/** Every page of a list, read to its end. */
async function all(engine: TestEngine, show: HoldShow, cause?: HoldCause, limit = 2): Promise<HoldRow[]> {
  const rows: HoldRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await listHolds(engine, agent, { show, cause, cursor, limit });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

describeOnBothStores('the list of holds', (openStore) => {
  it('WH-02 shows what runs by its end, across customers, those that wait for a case last, and what is over from the latest on', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, actor, { name: 'hold.earlyLift', value: true, reason: 'the test says so' });
    const [one, other] = [await makeCustomer(engine), await makeCustomer(engine)];
    const caseId = await openCase(engine, one.id);
    const waiting = await start(engine, one.id, 'not_me', caseId);
    const first = await start(engine, one.id, 'password_reset');
    engine.clock.advance(60_000);
    const second = await start(engine, other.id, 'contact_changed');
    const third = await start(engine, other.id, 'password_reset');
    const ids = async (show: HoldShow, cause?: HoldCause) => (await all(engine, show, cause)).map(({ id }) => id);
    const last = [second.id, third.id].sort();

    expect(await ids('running')).toEqual([first.id, ...last, waiting.id]);
    expect(await ids('running', 'password_reset')).toEqual([first.id, third.id]);
    expect(await ids('waiting_for_case')).toEqual([waiting.id]);
    expect(await ids('ended')).toEqual([]);
    expect(await getHold(engine, agent, waiting.id)).toMatchObject({ status: 'waiting_for_case', endsAt: null, endedAt: null, caseId });

    await employ(engine, senior);
    const lift = await requestLift(engine, senior, { holdId: second.id, reason: 'seen in the branch' });
    expect(await getHold(engine, agent, second.id)).toMatchObject({ accountId: other.id, status: 'timed', liftRequested: true });
    await decideLift(engine, lead, { id: lift.id, contentHash: lift.contentHash, verdict: 'approve', reason: 'I was there' });
    const liftedAt = engine.clock.now();
    expect(await getHold(engine, agent, second.id)).toMatchObject({ status: 'ended', endedAt: liftedAt, liftRequested: false });
    expect(await getHold(engine, agent, second.id)).toMatchObject({
      liftAllowed: true,
      lifts: [{ id: lift.id, status: 'approved', requestedBy: senior.staffId, decidedBy: lead.staffId }],
    });
    expect(await getHold(engine, agent, first.id)).toMatchObject({ liftAllowed: true, lifts: [] });
    expect(await ids('running')).toEqual([first.id, third.id, waiting.id]);

    engine.clock.advance(DAY - 60_000);
    expect(await ids('running')).toEqual([third.id, waiting.id]);
    expect(await all(engine, 'ended')).toMatchObject([
      { id: first.id, status: 'ended', endedAt: first.endsAt },
      { id: second.id, endedAt: liftedAt },
    ]);
    engine.clock.advance(1);
    await engine.store.write((tx) => endCase(tx, engine, senior, caseId, { outcome: 'dismissed', reason: 'they were wrong' }));
    expect(await ids('waiting_for_case')).toEqual([]);
    expect((await ids('ended'))[0]).toBe(waiting.id);
    await engine.close();
  });

  it('WH-02 has each hold on exactly one page of the list that it belongs to, in the list’s order, whatever began and passed', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const caseId = await openCase(engine, customer.id);
    const aHold = fc.record({
      cause: fc.constantFrom(...holdCauses),
      pause: fc.integer({ min: 0, max: 3 }).map((eighths) => (eighths * DAY) / 8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aHold, { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), async (holds, limit) => {
        for (const { cause, pause } of holds) {
          await start(engine, customer.id, cause, cause === 'not_me' ? caseId : undefined);
          engine.clock.advance(pause);
        }
        const known = await engine.store.read((tx) => tx.db.selectFrom('holds').select(['id', 'cause', 'ends_at']).execute());
        const now = engine.clock.now();
        for (const show of holdShows) {
          for (const cause of [undefined, ...holdCauses]) {
            const shown = await all(engine, show, cause, limit);
            const belongs = known.filter((hold) => {
              const runs = hold.ends_at === null || hold.ends_at > now;
              const right = show === 'ended' ? !runs : runs && (show === 'running' || hold.ends_at === null);
              return right && (cause === undefined || hold.cause === cause);
            });
            expect(shown.map(({ id }) => id).sort()).toEqual(belongs.map(({ id }) => id).sort());
            const ends = shown.map(({ endsAt }) => endsAt ?? Number.MAX_SAFE_INTEGER);
            expect(ends).toEqual([...ends].sort((a, b) => (show === 'ended' ? b - a : a - b)));
          }
        }
      }),
      { numRuns: 6 },
    );
    await engine.close();
  });

  it('WH-02 reads a page from an index, whatever is over by then', async () => {
    const engine = await createTestEngine(openStore);
    const { id } = await makeCustomer(engine);
    const past = engine.clock.now() - 40 * DAY;
    await engine.store.write(async (tx) => {
      const numbers =
        tx.dialect === 'sqlite'
          ? sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n`
          : sql`SELECT i FROM generate_series(1, 20000) AS n (i)`;
      await sql`
        INSERT INTO holds (id, account_id, cause, starts_at, ends_at)
        SELECT 'hold_past_' || i, ${id}, CASE WHEN i % 100 = 0 THEN 'contact_changed' ELSE 'password_reset' END, ${sql.lit(past)} + i, ${sql.lit(past + DAY)} + i
        FROM (${numbers}) AS numbers`.execute(tx.db);
      if (tx.dialect === 'postgres') await sql`ANALYZE holds`.execute(tx.db);
    });
    const [running, ended] = [await start(engine, id, 'password_reset'), `hold_past_20000`];
    expect((await listHolds(engine, agent, { show: 'running', limit: 50 })).items.map((row) => row.id)).toEqual([running.id]);
    const page = await listHolds(engine, agent, { show: 'ended', cause: 'contact_changed', limit: 50 });
    expect(page.items[0]?.id).toBe(ended);
    const now = engine.clock.now();
    await engine.store.read(async (tx) => {
      for (const [filter, index] of [
        [{ show: 'running' }, 'holds_by_end'],
        [{ show: 'ended' }, 'holds_by_end'],
        [{ show: 'ended', cause: 'contact_changed' }, 'holds_by_cause'],
      ] as const) {
        for (const after of [null, { at: past + DAY + 200, id: 'hold_past_200' }]) {
          const read = (each: ReadTx) => holdRows(each, filter, now, after, 50);
          if (tx.dialect === 'sqlite') {
            const plan = await planOf(tx, read);
            expect(plan[0]).toMatch(new RegExp(`^SEARCH holds USING INDEX ${index} `, 'u'));
            expect(plan.filter((line) => /^SCAN|TEMP B-TREE/u.test(line))).toEqual([]);
          } else {
            const already = await rowsTaken(tx, 'holds');
            await read(tx);
            expect((await rowsTaken(tx, 'holds')) - already).toBeLessThan(400);
          }
        }
      }
    });
    await engine.close();
  });

  it('refuses a cursor that is not its own, and an id of nobody’s', async () => {
    const engine = await createTestEngine(openStore);
    await expect(listHolds(engine, agent, { show: 'running', cursor: 'x', limit: 5 })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(getHold(engine, agent, `hold_${'0'.repeat(26)}`)).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });
});
