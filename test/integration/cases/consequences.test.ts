import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { caseConsequences } from '../../../src/main/engine/cases/consequences/consequences.ts';
import { activeHolds, startHold } from '../../../src/main/engine/holds/holds.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { getReset } from '../../../src/main/engine/recovery/view.ts';
import { consequencesSchema } from '../../../src/shared/contract/console/consequences.ts';
import type { CaseId } from '../../../src/shared/vocabulary/index.ts';
import { open, reviewed } from '../../support/cases.ts';
import { makeCustomer, makeProtectedCustomer, staff } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { approve, handIn, passport, waitingRequest, withDocument } from '../../support/identity.ts';
import { approvedReset, askedReset } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

describeOnBothStores('what is said to follow from a verdict', (openStore) => {
  const caseOf = (engine: Awaited<ReturnType<typeof createTestEngine>>, subjectId: string): Promise<CaseId> =>
    engine.store.read(async (tx) => {
      const { id } = await tx.db.selectFrom('cases').select('id').where('subject_id', '=', subjectId).executeTakeFirstOrThrow();
      return id as CaseId;
    });

  it('FV-03 is what follows when an identity update is approved', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeProtectedCustomer(engine));
    await handIn(engine, customer, passport({ number: 'X99Y88Z77', name: 'Ada Neuname' }));
    const request = await waitingRequest(engine, customer.id);
    const said = await caseConsequences(engine, staff('agent'), await caseOf(engine, request.id));
    expect(consequencesSchema.parse(said)).toEqual(said);
    const grants = said.verdicts.find(({ verdict }) => verdict === 'approve')?.items ?? [];
    expect(grants.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['second_person', 'document_bound', 'document_replaced', 'hold_started', 'customer_told']),
    );

    await approve(engine, customer.id);
    const holds = await engine.store.read((tx) => activeHolds(tx, customer.id, customer.id, engine.clock.now()));
    const hold = grants.find(({ kind }) => kind === 'hold_started');
    expect(
      hold?.kind === 'hold_started' &&
        holds.some(({ cause, startsAt, endsAt }) => cause === hold.cause && endsAt === startsAt + hold.durationMs),
    ).toBe(true);
    await engine.close();
  });

  it('RC-05 is what follows when a device reset takes effect', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const asked = await askedReset(engine, customer, ['trusted_device']);
    const said = await caseConsequences(engine, staff('agent'), asked.caseId);
    const grants = said.verdicts[0]?.items ?? [];
    const delay = grants.find(({ kind }) => kind === 'delay');
    expect(delay).toEqual({ kind: 'delay', durationMs: engine.settings.get('recovery.delay') });
    expect(grants).toContainEqual({ kind: 'factors_removed', factor: 'trusted_device', count: 1 });
    await engine.close();

    const again = await createTestEngine(openStore);
    const other = await makeProtectedCustomer(again);
    const reset = await approvedReset(again, other, ['trusted_device']);
    again.clock.advance(again.settings.get('recovery.delay'));
    await sweepRecovery(again);
    expect((await getReset(again, staff('agent'), reset.id)).status).toBe('effected');
    const holds = await again.store.read((tx) => activeHolds(tx, other.id, other.id, again.clock.now()));
    const foretold = grants.flatMap((item) => (item.kind === 'hold_started' ? [item.cause] : []));
    expect(holds.map(({ cause }) => cause).sort()).toEqual([...foretold].sort());
    await again.close();
  });

  it('WH-01 counts the holds that wait for a suspicion', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const caseId = await open(engine, customer.id);
    await engine.store.write((tx) =>
      startHold(tx, engine, { accountId: customer.id, cause: 'not_me', actor: systemActor('test'), caseId }),
    );
    const said = await caseConsequences(engine, staff('agent'), caseId);
    expect(said.verdicts).toEqual([
      { verdict: 'confirm', items: [{ kind: 'holds_kept', count: 1 }] },
      { verdict: 'dismiss', items: [{ kind: 'holds_ended', count: 1 }] },
    ]);
    await engine.close();
  });

  it('CQ-04 names the time to undo, and the operation of a review', async () => {
    const engine = await createTestEngine(openStore);
    const { caseId } = await reviewed(engine);
    const said = await caseConsequences(engine, staff('agent'), caseId);
    expect(said.undoMs).toBe(engine.settings.get('case.undo'));
    expect(said.verdicts.map(({ items }) => items[0])).toEqual([
      { kind: 'operation_authorized', operation: 'withdrawal' },
      { kind: 'operation_denied', operation: 'withdrawal' },
    ]);
    await engine.close();
  });
});
