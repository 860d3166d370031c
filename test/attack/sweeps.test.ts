import { expect, it } from 'vitest';
import { applyDecisions } from '../../src/main/engine/cases/apply.ts';
import { lapseLeases } from '../../src/main/engine/cases/claim.ts';
import { sweepDeadlines } from '../../src/main/engine/cases/escalate.ts';
import { createEndpoint } from '../../src/main/engine/integration/webhooks.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { relayWebhooks } from '../../src/main/engine/outbox/relay.ts';
import { askCaller } from '../../src/main/engine/recovery/callers/ask.ts';
import { sweepRecovery } from '../../src/main/engine/recovery/effect.ts';
import { sweep } from '../../src/main/engine/sweep/sweep.ts';
import { expireDue } from '../../src/main/engine/verification/expire.ts';
import type { CaseId } from '../../src/shared/vocabulary/index.ts';
import { decide, hireTeam, open, read, takeUp } from '../support/cases.ts';
import { type Customer, makeCustomer, makeProtectedCustomer, once, platform, staff, withdrawal } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { jam, unjam } from '../support/jam.ts';
import { agent } from '../support/recovery.ts';
import { describeOnBothStores } from '../support/store.ts';

const DAY = 86_400_000;

const submitted = async (engine: TestEngine, customer: Customer) =>
  (await submitOperation(engine, platform, withdrawal(customer), once())).operation.id;

async function statuses(
  engine: TestEngine,
  table: 'operations' | 'verification_requests' | 'caller_verifications',
  ids: readonly string[],
) {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom(table)
      .select(['id', 'status'])
      .where('id', 'in', [...ids])
      .execute(),
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.status);
}

const told = (engine: TestEngine, id: string) => engine.log.entries.filter(({ fields }) => fields.id === id).length;

describeOnBothStores('whoever damages one row', (openStore) => {
  it('PO-02 TD-16 keeps no other operation or request from ending at its time, and the damaged one is told of and tried again', async () => {
    const engine = await createTestEngine(openStore);
    const people = [
      await makeCustomer(engine),
      await makeCustomer(engine),
      await makeProtectedCustomer(engine),
      await makeProtectedCustomer(engine),
    ];
    const ids: string[] = [];
    for (const customer of people) ids.push(await submitted(engine, customer));
    const requests = await engine.store.read((tx) =>
      tx.db.selectFrom('verification_requests').select('id').where('operation_id', 'in', ids).orderBy('created_at').orderBy('id').execute(),
    );
    expect(requests).toHaveLength(2);
    const [first = '', second = ''] = requests.map(({ id }) => id);
    const [damaged = ''] = ids;
    await jam(engine.store, [damaged, first]);
    engine.clock.advance(DAY);
    await expireDue(engine);
    expect(await statuses(engine, 'operations', ids.slice(0, 2))).toEqual(['awaiting_step_up', 'expired']);
    expect(await statuses(engine, 'verification_requests', [first, second])).toEqual(['pending', 'expired']);
    expect(told(engine, damaged)).toBe(1);
    // Nobody's log is filled by it, and it ends as soon as it can.
    engine.clock.advance(1_000);
    await expireDue(engine);
    expect(told(engine, damaged)).toBe(1);
    await unjam(engine.store);
    engine.clock.advance(10_000);
    await expireDue(engine);
    expect(await statuses(engine, 'operations', ids)).toEqual(['expired', 'expired', 'expired', 'expired']);
    await engine.close();
  });

  it('CQ-03 CQ-02 CQ-04 keeps no other case from its deadline, its queue or its effect', async () => {
    const engine = await createTestEngine(openStore);
    const { senior, lead } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const decided = [await open(engine, accountId), await open(engine, accountId)];
    for (const id of decided) await decide(engine, lead, id, 'dismiss');
    const claimed = [await open(engine, accountId), await open(engine, accountId)];
    for (const id of claimed) await takeUp(engine, senior, id);
    const overdue = [await open(engine, accountId), await open(engine, accountId)];
    await jam(engine.store, [decided[0] ?? '', claimed[0] ?? '', overdue[0] ?? '']);
    engine.clock.advance(engine.settings.get('case.undo'));
    await applyDecisions(engine);
    expect((await read(engine, lead, decided[1] as CaseId)).status).toBe('closed');
    engine.clock.advance(engine.settings.get('case.lease'));
    await lapseLeases(engine);
    const stored = await engine.store.read((tx) => tx.db.selectFrom('cases').select(['id', 'status']).where('id', 'in', claimed).execute());
    expect(claimed.map((id) => stored.find((row) => row.id === id)?.status)).toEqual(['claimed', 'open']);
    engine.clock.advance(engine.settings.get('case.suspiciousActivity.deadline'));
    await sweepDeadlines(engine);
    expect((await read(engine, lead, overdue[1] as CaseId)).level).toBe(2);
    await engine.close();
  });

  it('RC-03 keeps no other verification of a caller from its end', async () => {
    const engine = await createTestEngine(openStore);
    const ids: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const { id: accountId } = await makeProtectedCustomer(engine);
      ids.push((await askCaller(engine, agent, { accountId, method: 'trusted_device' })).id);
    }
    await jam(engine.store, ids.slice(0, 1));
    engine.clock.advance(engine.settings.get('caller.ttl'));
    await sweepRecovery(engine);
    expect(await statuses(engine, 'caller_verifications', ids)).toEqual(['pending', 'expired']);
    await engine.close();
  });

  it('IN-03 keeps no other event from its endpoint', async () => {
    const engine = await createTestEngine(openStore);
    await createEndpoint(engine, staff('administrator'), { url: 'https://a.example/', topics: ['account.*'] });
    const [one, other] = [await makeCustomer(engine), await makeCustomer(engine)];
    await engine.store.write((tx) =>
      tx.db.updateTable('outbox').set({ payload: '{' }).where('account_id', '=', one.id).where('topic', '=', 'account.created').execute(),
    );
    await relayWebhooks(engine);
    const bodies = await engine.store.read((tx) => tx.db.selectFrom('webhook_deliveries').select('body').execute());
    expect(bodies.filter(({ body }) => body.includes(other.id) && body.includes('account.created'))).toHaveLength(1);
    expect(bodies.filter(({ body }) => body.includes(one.id) && body.includes('account.created'))).toEqual([]);
    expect(engine.log.entries.map(({ level }) => level)).toContain('error');
    await engine.close();
  });

  it('CQ-03 keeps nothing from its turn by damaging more rows than are dealt with at a time', async () => {
    const engine = await createTestEngine(openStore);
    const due = [...Array.from({ length: 12 }, (_, i) => `damaged-${i}`), 'whole'];
    const done: string[] = [];
    const turn = () =>
      sweep(engine, {
        name: 'a pile',
        limit: 5,
        due: (most) => Promise.resolve(due.filter((id) => !done.includes(id)).slice(0, most)),
        each: (id) => {
          if (id.startsWith('damaged')) return Promise.reject(new TypeError('damaged'));
          done.push(id);
          return Promise.resolve(1);
        },
      });
    for (let i = 0; i < 3; i += 1) await turn();
    expect(done).toEqual(['whole']);
    await engine.close();
  });
});
