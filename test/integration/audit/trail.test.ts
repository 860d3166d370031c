import { expect, it } from 'vitest';
import { type StaffActor, systemActor } from '../../../src/main/engine/actor.ts';
import { appendAudit, chainCount, chainOf } from '../../../src/main/engine/audit/append.ts';
import { checkpointAudit } from '../../../src/main/engine/audit/checkpoint.ts';
import { listAudit } from '../../../src/main/engine/audit/list.ts';
import type { Store } from '../../../src/main/store/store.ts';
import type { StaffId, StaffSessionId } from '../../../src/shared/vocabulary/index.ts';
import { appendMany, tamper, verdictOf } from '../../support/audit.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

const auditor: StaffActor = {
  kind: 'staff',
  staffId: 'staff_auditor' as StaffId,
  sessionId: 'ss_1' as StaffSessionId,
  role: 'auditor',
  address: null,
};

describeOnBothStores('the audit trail', (openStore, dialect) => {
  it('AU-01 verifies after 100 parallel appends to one chain', async () => {
    const engine = await createTestEngine(openStore);
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        engine.store.write((tx) =>
          appendAudit(tx, engine, { actor: systemActor('test'), action: 'test.raced', subject: { kind: 'test', id: `t${i}` } }),
        ),
      ),
    );
    const verdict = await verdictOf(engine);
    expect(verdict).toMatchObject({ done: true, sound: true, checked: 100, total: 100, firstBad: null });
  });

  it('AU-01 verifies several chains and reports progress', async () => {
    const engine = await createTestEngine(openStore);
    for (const account of ['a', 'b', 'c', 'd', 'e']) await appendMany(engine, 3, account);
    const chains = new Set(['a', 'b', 'c', 'd', 'e'].map((account) => chainOf(account, dialect)));
    expect(chains.size).toBeLessThanOrEqual(chainCount[dialect]);
    expect(await verdictOf(engine)).toMatchObject({ sound: true, checked: 15, total: 15 });
  });

  it('AU-03 keeps no entry of an effect that was rolled back', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 2);
    const failed = engine.store.write(async (tx) => {
      await appendAudit(tx, engine, { actor: systemActor('test'), action: 'test.failed', subject: { kind: 'test', id: 't' } });
      throw new Error('the effect failed');
    });
    await expect(failed).rejects.toThrow('the effect failed');
    expect(await verdictOf(engine)).toMatchObject({ sound: true, total: 2 });
  });

  it('AU-01 refuses to change or delete an entry, whatever code tries it', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 2);
    await expect(engine.store.write((tx) => tx.db.updateTable('audit').set({ action: 'test.forged' }).execute())).rejects.toThrow(
      'append-only',
    );
    await expect(engine.store.write((tx) => tx.db.deleteFrom('audit').execute())).rejects.toThrow('append-only');
    expect(await verdictOf(engine)).toMatchObject({ sound: true, total: 2 });
  });

  it('AU-01 names an entry edited in the database', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 9);
    const chain = chainOf(undefined, dialect);
    await tamper(engine, async (tx) => {
      await tx.db.updateTable('audit').set({ reason: 'nothing happened' }).where('seq', '=', 4).execute();
    });
    const verdict = await verdictOf(engine);
    expect(verdict).toMatchObject({ done: true, sound: false, firstBad: { chain, seq: 4 } });
    expect(verdict.firstBad?.why).toContain('altered');
    expect(engine.log.entries.filter((entry) => entry.level === 'error')).toHaveLength(1);
  });

  it('AU-01 names an entry deleted from the middle, and one deleted from the end', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 9);
    await tamper(engine, async (tx) => {
      await tx.db.deleteFrom('audit').where('seq', '=', 9).execute();
    });
    expect((await verdictOf(engine)).firstBad?.seq).toBe(9);
    await tamper(engine, async (tx) => {
      await tx.db.deleteFrom('audit').where('seq', '=', 5).execute();
    });
    expect((await verdictOf(engine)).firstBad?.seq).toBe(5);
  });

  it('AU-01 finds a cut-off end by the signed checkpoint when the head was moved back too', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 6);
    expect(await checkpointAudit(engine)).not.toBeNull();
    await tamper(engine, async (tx) => {
      await tx.db.deleteFrom('audit').where('seq', '>', 4).execute();
      const last = await tx.db.selectFrom('audit').select('hash').where('seq', '=', 4).executeTakeFirstOrThrow();
      await tx.db.updateTable('audit_heads').set({ seq: 4, hash: last.hash }).execute();
    });
    expect(await verdictOf(engine)).toMatchObject({ sound: false, firstBad: { seq: 5 } });
  });

  it('AU-01 finds an entry appended past the engine, which moved no head', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 3);
    await tamper(engine, async (tx) => {
      const last = await tx.db.selectFrom('audit').selectAll().where('seq', '=', 3).executeTakeFirstOrThrow();
      await tx.db
        .insertInto('audit')
        .values({ ...last, seq: 4, previous_hash: last.hash })
        .execute();
    });
    expect(await verdictOf(engine)).toMatchObject({ sound: false, firstBad: { seq: 4 } });
  });

  it('AU-01 finds a forged and a missing checkpoint', async () => {
    const engine = await createTestEngine(openStore);
    for (let i = 0; i < 3; i += 1) {
      await appendMany(engine, 2);
      await checkpointAudit(engine);
    }
    expect(await verdictOf(engine)).toMatchObject({ sound: true, checked: 6 });
    await tamper(engine, async (tx) => {
      await tx.db.deleteFrom('audit_checkpoints').where('id', '=', 2).execute();
    });
    expect((await verdictOf(engine)).firstBad).toMatchObject({ seq: 0 });
    await tamper(engine, async (tx) => {
      await tx.db.updateTable('audit_checkpoints').set({ heads: '{"at":1,"previous":null,"heads":[]}' }).where('id', '=', 1).execute();
    });
    expect((await verdictOf(engine)).firstBad?.why).toContain('signature');
  });

  it('AU-01 finds nothing wrong where entries are written and signed while it reads, at whatever moment', async () => {
    const engine = await createTestEngine(openStore);
    for (let reads = 1; reads <= 4; reads += 1) {
      await appendMany(engine, 2);
      await checkpointAudit(engine);
      let left = reads;
      const busy: Store = {
        dialect: engine.store.dialect,
        feed: engine.store.feed,
        write: (work) => engine.store.write(work),
        close: () => engine.store.close(),
        backup: (file) => engine.store.backup(file),
        read: async (work) => {
          const found = await engine.store.read(work);
          left -= 1;
          if (left === 0) {
            await appendMany(engine, 1);
            await checkpointAudit(engine);
          }
          return found;
        },
      };
      expect(await verdictOf({ ...engine, store: busy })).toMatchObject({ done: true, sound: true });
    }
    expect(engine.log.entries.filter((entry) => entry.level === 'error')).toEqual([]);
  });

  it('AU-01 signs nothing when nothing was written, and once when two servers sign at the same time', async () => {
    const engine = await createTestEngine(openStore);
    expect(await checkpointAudit(engine)).toBeNull();
    await appendMany(engine, 1);
    const made = await Promise.all([checkpointAudit(engine), checkpointAudit(engine), checkpointAudit(engine)]);
    expect(made.filter((id) => id !== null)).toHaveLength(1);
  });

  it('AU-01 does not sign a trail that has become shorter', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 3);
    await checkpointAudit(engine);
    await tamper(engine, async (tx) => {
      await tx.db.deleteFrom('audit').execute();
      await tx.db.deleteFrom('audit_heads').execute();
    });
    expect(await checkpointAudit(engine)).toBeNull();
    expect(engine.log.entries.at(-1)).toMatchObject({ level: 'error' });
    expect(await verdictOf(engine)).toMatchObject({ sound: false, firstBad: { seq: 1 } });
  });

  it('AU-02 pages through the trail newest first, every entry once', async () => {
    const engine = await createTestEngine(openStore);
    for (let i = 0; i < 5; i += 1) {
      await appendMany(engine, 1, `acc-${i % 3}`);
      await appendMany(engine, 1);
      if (i % 2 === 0) engine.clock.advance(1_000);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    let lastAt = Number.POSITIVE_INFINITY;
    do {
      const page = await listAudit(engine, auditor, { limit: 3, cursor });
      for (const item of page.items) {
        expect(item.at).toBeLessThanOrEqual(lastAt);
        lastAt = item.at;
        seen.push(`${item.chain}.${item.seq}`);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(10);
    expect(new Set(seen).size).toBe(10);
  });

  it('AU-02 filters by account, actor, action, noun, time and text', async () => {
    const engine = await createTestEngine(openStore);
    await appendMany(engine, 3, 'acc-1');
    engine.clock.advance(10_000);
    const middle = engine.clock.now();
    await engine.store.write((tx) =>
      appendAudit(tx, engine, {
        actor: systemActor('sweeper'),
        action: 'hold.started',
        accountId: 'acc-2',
        subject: { kind: 'hold', id: 'hold_1' },
        reason: 'The phone number was 100% CHANGED',
      }),
    );
    engine.clock.advance(10_000);
    await appendMany(engine, 2, 'acc-2');
    const count = async (filter: Parameters<typeof listAudit>[2]) => (await listAudit(engine, auditor, filter)).items.length;
    expect(await count({ accountId: 'acc-1', limit: 50 })).toBe(3);
    expect(await count({ actorId: 'sweeper', limit: 50 })).toBe(1);
    expect(await count({ action: 'hold.started', limit: 50 })).toBe(1);
    expect(await count({ action: 'hold', limit: 50 })).toBe(1);
    expect(await count({ action: 'hol', limit: 50 })).toBe(0);
    expect(await count({ from: middle, limit: 50 })).toBe(3);
    expect(await count({ from: middle, to: middle + 1, limit: 50 })).toBe(1);
    expect(await count({ text: '100% changed', limit: 50 })).toBe(1);
    expect(await count({ text: '100_ changed', limit: 50 })).toBe(0);
    expect(await count({ text: 'nowhere', limit: 50 })).toBe(0);
    const reasons = ['Überprüfung: Ärger mit ŁUKASZ', 'Проверка номера', '客户要求'];
    for (const reason of reasons) {
      await engine.store.write((tx) =>
        appendAudit(tx, engine, { actor: systemActor('test'), action: 'test.noted', subject: { kind: 'test', id: 't' }, reason }),
      );
    }
    for (const text of ['Überprüfung: Ärger', 'überprüfung', 'łukasz', 'Проверка номера', 'проверка номера', 'НОМЕРА', '客户']) {
      expect([text, await count({ text, limit: 50 })]).toEqual([text, 1]);
    }
  });

  it('AU-02 finds a rare word far back without reading everything in one call', async () => {
    const engine = await createTestEngine(openStore);
    await engine.store.write((tx) =>
      appendAudit(tx, engine, { actor: systemActor('test'), action: 'rare.event', subject: { kind: 'test', id: 'needle' } }),
    );
    // In several works: none of them may take long, and on a busy machine all of this would.
    for (let batch = 0; batch < 10; batch += 1) {
      await engine.store.write(async (tx) => {
        for (let i = 0; i < 250; i += 1) {
          const subject = { kind: 'test', id: `t${batch * 250 + i}` };
          await appendAudit(tx, engine, { actor: systemActor('test'), action: 'test.happened', subject });
        }
      });
    }
    const page = await listAudit(engine, auditor, { text: 'needle', limit: 10 });
    expect(page.items.map((item) => item.subjectId)).toEqual(['needle']);
    expect(page.nextCursor).toBeNull();
  });

  it('AU-02 refuses a cursor that it did not give', async () => {
    const engine = await createTestEngine(openStore);
    await expect(listAudit(engine, auditor, { limit: 10, cursor: "1' or 1=1" })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
