import { randomUUID } from 'node:crypto';
import { type StaffActor, systemActor } from '../../src/main/engine/actor.ts';
import { applyDecisions } from '../../src/main/engine/cases/apply.ts';
import { claimCase } from '../../src/main/engine/cases/claim.ts';
import { decideCase } from '../../src/main/engine/cases/decide.ts';
import { getCase } from '../../src/main/engine/cases/detail.ts';
import { type NewCase, raiseCase } from '../../src/main/engine/cases/raise.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { insertStaff } from '../../src/main/engine/staff/store.ts';
import type { CaseDetail } from '../../src/shared/contract/console/cases.ts';
import type { CaseId, CaseVerdict, Role, StaffId, StaffSessionId } from '../../src/shared/vocabulary/index.ts';
import { type Customer, makeCustomer, once, platform, withdrawal } from './customers.ts';
import type { TestEngine } from './engine.ts';

/** Somebody who is in the staff table, since decisions are carried out only for people who still work here. */
export async function hire(engine: TestEngine, role: Role, number: number): Promise<StaffActor> {
  const id = `staff_${String(number).padStart(26, '0')}`;
  await engine.store.write((tx) =>
    tx.run(insertStaff, {
      id,
      email: `${number}@example.com`,
      name: `${role} ${number}`,
      role,
      status: 'active',
      passwordHash: 'none',
      totpSealed: new Uint8Array(),
      createdAt: engine.clock.now(),
    }),
  );
  return {
    kind: 'staff',
    staffId: id as StaffId,
    sessionId: `ss_${String(number).padStart(26, '0')}` as StaffSessionId,
    role,
    address: '192.0.2.50',
  };
}

/** One of each role that decides something. */
export async function hireTeam(engine: TestEngine) {
  return {
    agent: await hire(engine, 'agent', 61),
    senior: await hire(engine, 'senior_agent', 62),
    otherSenior: await hire(engine, 'senior_agent', 63),
    analyst: await hire(engine, 'risk_analyst', 64),
    lead: await hire(engine, 'risk_lead', 65),
  };
}
export type Team = Awaited<ReturnType<typeof hireTeam>>;

/** Opens a case in a transaction of its own. */
export const open = (
  engine: TestEngine,
  accountId: string,
  kind: NewCase['kind'] = 'suspicious_activity',
  more: Partial<NewCase> = {},
): Promise<CaseId> =>
  engine.store.write((tx) =>
    raiseCase(tx, engine, { accountId, kind, title: 'Something is odd', actor: systemActor('test'), ...more }),
  ) as Promise<CaseId>;

/** A withdrawal that the policy sends to staff, since the customer has one method where it asks for two; with its case. */
export async function reviewed(engine: TestEngine, customer?: Customer) {
  const who = customer ?? (await makeCustomer(engine));
  await engine.store.write((tx) => tx.db.updateTable('accounts').set({ phone: null }).where('id', '=', who.id).execute());
  const destination = { address: `bc1q${who.id}`, network: 'Bitcoin' };
  const { operation } = await submitOperation(engine, platform, withdrawal(who, { referenceValue: '1500.00', destination }), once());
  if (operation.status !== 'in_review') throw new Error(`The withdrawal is ${operation.status}, not in review`);
  const row = await engine.store.read((tx) =>
    tx.db.selectFrom('cases').select('id').where('subject_id', '=', operation.id).executeTakeFirstOrThrow(),
  );
  return { customer: who, operationId: operation.id, caseId: row.id as CaseId };
}

export interface Deciding {
  readonly id: CaseId;
  readonly leaseToken: string;
  readonly decisionId: string;
  readonly verdict: CaseVerdict;
  readonly reason: string;
  readonly contentHash: string;
}

/** Claims a case and puts together what a press of a button would send. */
export async function takeUp(engine: TestEngine, actor: StaffActor, id: CaseId, verdict?: CaseVerdict): Promise<Deciding> {
  const { leaseToken, case: found } = await claimCase(engine, actor, id);
  return {
    id,
    leaseToken,
    decisionId: randomUUID(),
    verdict: verdict ?? (found.verdicts[0] as CaseVerdict),
    reason: 'seen and understood',
    contentHash: found.contentHash,
  };
}

/** Claims and decides; takes effect with {@link passUndo}. */
export async function decide(engine: TestEngine, actor: StaffActor, id: CaseId, verdict?: CaseVerdict) {
  return decideCase(engine, actor, await takeUp(engine, actor, id, verdict));
}

/** Lets the time to undo pass and the job come round. */
export async function passUndo(engine: TestEngine): Promise<number> {
  engine.clock.advance(engine.settings.get('case.undo'));
  return applyDecisions(engine);
}

export const read = (engine: TestEngine, actor: StaffActor, id: CaseId): Promise<CaseDetail> => getCase(engine, actor, id);
