import { expect, it } from 'vitest';
import { claimCase, handOverCase, lapseLeases, listColleagues, releaseCase, renewCase } from '../../../src/main/engine/cases/claim.ts';
import { decideCase } from '../../../src/main/engine/cases/decide.ts';
import { escalateCase } from '../../../src/main/engine/cases/escalate.ts';
import { addNote } from '../../../src/main/engine/cases/notes.ts';
import { hireTeam, open, read, takeUp } from '../../support/cases.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { trailOf } from '../../support/passkeys.ts';
import { describeOnBothStores } from '../../support/store.ts';

const lease = (engine: TestEngine) => engine.settings.get('case.lease');

describeOnBothStores('claiming a case', (openStore) => {
  it('CQ-02 gives it to one of many who claim at the same moment, and tells the others who has it', async () => {
    const engine = await createTestEngine(openStore);
    const { id: accountId } = await makeCustomer(engine);
    const team = await hireTeam(engine);
    const id = await open(engine, accountId);
    const people = [team.agent, team.senior, team.otherSenior, team.analyst, team.lead];
    const claims = await Promise.allSettled(people.map((actor) => claimCase(engine, actor, id)));
    const won = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
    expect(won).toHaveLength(1);
    const { assignee } = await read(engine, team.agent, id);
    for (const claim of claims) {
      if (claim.status === 'rejected') {
        expect(claim.reason).toMatchObject({ code: 'conflict', data: { reason: 'lease_lost', current: { assignee: assignee?.id } } });
      }
    }
    await engine.close();
  });

  it('CQ-02 lasts ten minutes, is renewed by work on the case, and lapses to the millisecond', async () => {
    const engine = await createTestEngine(openStore);
    const { id: accountId } = await makeCustomer(engine);
    const { agent, senior } = await hireTeam(engine);
    const id = await open(engine, accountId);
    const { leaseToken, leaseUntil } = await claimCase(engine, agent, id);
    expect(leaseUntil).toBe(engine.clock.now() + 10 * 60_000);
    engine.clock.advance(lease(engine) - 1);
    await addNote(engine, agent, { id, text: 'Called the customer.\nNo answer.' });
    engine.clock.advance(lease(engine) - 1);
    expect(await renewCase(engine, agent, { id, leaseToken })).toEqual({ leaseUntil: engine.clock.now() + lease(engine) });
    await expect(claimCase(engine, senior, id)).rejects.toMatchObject({ code: 'conflict' });
    engine.clock.advance(lease(engine));
    await expect(renewCase(engine, agent, { id, leaseToken })).rejects.toMatchObject({ data: { reason: 'lease_lapsed' } });
    expect(await read(engine, agent, id)).toMatchObject({ status: 'open', assignee: null });
    expect(await lapseLeases(engine)).toBe(1);
    expect(await lapseLeases(engine)).toBe(0);
    expect((await trailOf(engine, accountId)).map(({ action }) => action)).toContain('case.lease_lapsed');
    await claimCase(engine, senior, id);
    await engine.close();
  });

  it('CQ-02 by the same person elsewhere ends the first claim, and by another one only once it has lapsed', async () => {
    const engine = await createTestEngine(openStore);
    const { id: accountId } = await makeCustomer(engine);
    const { senior, otherSenior } = await hireTeam(engine);
    const id = await open(engine, accountId);
    const first = await takeUp(engine, senior, id);
    const second = await takeUp(engine, senior, id);
    await expect(decideCase(engine, senior, first)).rejects.toMatchObject({ data: { reason: 'lease_lost' } });
    engine.clock.advance(lease(engine));
    const stolen = await takeUp(engine, otherSenior, id);
    await expect(decideCase(engine, senior, second)).rejects.toMatchObject({
      data: { reason: 'lease_lost', current: { assigneeName: 'senior_agent 63' } },
    });
    expect((await decideCase(engine, otherSenior, stolen)).decision.status).toBe('pending');
    await engine.close();
  });

  it('CQ-02 hands it over to a colleague who can take it, and gives it back', async () => {
    const engine = await createTestEngine(openStore);
    const { id: accountId } = await makeCustomer(engine);
    const team = await hireTeam(engine);
    const id = await open(engine, accountId);
    const { leaseToken } = await claimCase(engine, team.agent, id);
    const { items } = await listColleagues(engine, team.agent, id);
    expect(items.map(({ id: each }) => each).sort()).toEqual(
      [team.senior, team.otherSenior, team.analyst, team.lead].map(({ staffId }) => staffId).sort(),
    );
    await expect(handOverCase(engine, team.agent, { id, leaseToken, to: team.agent.staffId, reason: 'to me' })).rejects.toMatchObject({
      code: 'step_refused',
    });
    const handed = await handOverCase(engine, team.agent, { id, leaseToken, to: team.senior.staffId, reason: 'speaks Dutch' });
    expect(handed.assignee?.id).toBe(team.senior.staffId);
    await expect(renewCase(engine, team.agent, { id, leaseToken })).rejects.toMatchObject({ code: 'conflict' });
    await expect(claimCase(engine, team.lead, id)).rejects.toMatchObject({ code: 'conflict' });
    const theirs = await claimCase(engine, team.senior, id);
    expect(await releaseCase(engine, team.senior, { id, leaseToken: theirs.leaseToken })).toMatchObject({ status: 'open', assignee: null });
    await engine.close();
  });

  it('CQ-03 leaves an escalated case to those who answer for it, one priority and one line up', async () => {
    const engine = await createTestEngine(openStore);
    const { id: accountId } = await makeCustomer(engine);
    const { agent, senior } = await hireTeam(engine);
    const id = await open(engine, accountId);
    const { leaseToken } = await claimCase(engine, agent, id);
    expect(await escalateCase(engine, agent, { id, leaseToken, reason: 'beyond me' })).toMatchObject({
      status: 'open',
      level: 2,
      priority: 'high',
      mayClaim: false,
    });
    await expect(claimCase(engine, agent, id)).rejects.toMatchObject({ code: 'forbidden' });
    const theirs = await claimCase(engine, senior, id);
    await escalateCase(engine, senior, { id, leaseToken: theirs.leaseToken, reason: 'beyond me too' });
    const last = await claimCase(engine, senior, id);
    expect(last.case).toMatchObject({ level: 3, priority: 'urgent' });
    await expect(escalateCase(engine, senior, { id, leaseToken: last.leaseToken, reason: 'up' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await engine.close();
  });
});
