import { expect } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { verifyAudit } from '../../../src/main/engine/audit/verify.ts';
import { cancelRequest } from '../../../src/main/engine/verification/approvals/approvals.ts';
import { openStore, type StoreTarget } from '../../../src/main/store/open.ts';
import type { VerificationRequestId } from '../../../src/shared/vocabulary/index.ts';
import { staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { ManualClock, testEpoch } from '../../support/ports.ts';

const day = 86_400_000;

/** What a process was told is done, by id. */
export interface Acknowledged {
  /** Decision by operation. */
  readonly decisions: Map<string, string>;
  /** Final status by verification request. */
  readonly answers: Map<string, string>;
}

export const nothingYet = (): Acknowledged => ({ decisions: new Map(), answers: new Map() });

/** Keeps what {@link file://./deciding-process.ts} says was acknowledged. */
export const keep =
  (acknowledged: Acknowledged) =>
  (word: string, id: string, value: string): void => {
    if (word === 'decided') acknowledged.decisions.set(id, value);
    else if (word === 'answered') acknowledged.answers.set(id, value);
  };

/** Opens what a killed process left, and compares it with what that process had acknowledged. */
export async function expectNothingLost(target: StoreTarget, acknowledged: Acknowledged): Promise<void> {
  const engine = await createTestEngine(() => openStore(target), { clock: new ManualClock(testEpoch + 10_000 * day) });
  try {
    const left = await read(engine);
    expectAcknowledged(left, acknowledged);
    expectWhole(left);
    for await (const verdict of verifyAudit(engine, systemActor('test'))) {
      expect(verdict.firstBad).toBeNull();
      if (verdict.done) expect(verdict.checked).toBe(left.auditCount);
    }
    for (const [id, status] of [...acknowledged.answers].slice(-3)) {
      await expect(
        cancelRequest(engine, staff('agent'), { id: id as VerificationRequestId, reason: 'Try to undo an answer' }),
      ).rejects.toMatchObject({ code: 'conflict', data: { current: { status } } });
    }
  } finally {
    await engine.close();
  }
}

type Left = Awaited<ReturnType<typeof read>>;

const read = (engine: TestEngine) =>
  engine.store.read(async (tx) => {
    const audit = await tx.db.selectFrom('audit').select(['action', 'subject_id']).execute();
    const outbox = await tx.db.selectFrom('outbox').select(['topic', 'payload']).execute();
    return {
      operations: await tx.db.selectFrom('operations').select(['id', 'status', 'canonical_hash']).execute(),
      decisions: await tx.db.selectFrom('decisions').select(['id', 'operation_id', 'outcome', 'steps']).execute(),
      steps: await tx.db
        .selectFrom('operation_steps')
        .select(['operation_id', 'position', 'factor', 'status'])
        .orderBy('position')
        .execute(),
      requests: await tx.db.selectFrom('verification_requests').select(['id', 'operation_id', 'status']).execute(),
      answers: await tx.db.selectFrom('idempotency_keys').select('response').execute(),
      auditCount: audit.length,
      submitted: audit.filter(({ action }) => action === 'operation.submitted').map(({ subject_id }) => subject_id),
      approved: audit.filter(({ action }) => action === 'verification_request.approved').map(({ subject_id }) => subject_id),
      told: outbox
        .filter(({ topic }) => topic === 'operation.decided')
        .map(({ payload }) => (JSON.parse(payload) as { readonly operationId: string }).operationId),
    };
  });

function expectAcknowledged({ decisions, requests }: Left, acknowledged: Acknowledged): void {
  const decided = new Map(decisions.map(({ id, operation_id }) => [operation_id, id]));
  const status = new Map(requests.map((request) => [request.id, request.status]));
  expect([...acknowledged.decisions].filter(([operation, decision]) => decided.get(operation) !== decision)).toEqual([]);
  expect([...acknowledged.answers].filter(([request, answer]) => status.get(request) !== answer)).toEqual([]);
}

/** Acknowledged or not, an operation is there with everything that belongs to it, or not at all. */
function expectWhole({ operations, decisions, steps, requests, answers, submitted, approved, told }: Left): void {
  const ids = operations.map(({ id }) => id).sort();
  expect(decisions.map(({ operation_id }) => operation_id).sort()).toEqual(ids);
  expect([...submitted].sort()).toEqual(ids);
  expect([...told].sort()).toEqual(ids);
  // Answers that hold a secret are sealed; those to a submission are not.
  const open = answers.filter(({ response }) => response.startsWith('{'));
  const kept = open.flatMap(({ response }) => (JSON.parse(response) as { operation?: { id: string } }).operation?.id ?? []);
  expect(kept.sort()).toEqual(ids);

  const stepsOf = Map.groupBy(steps, ({ operation_id }) => operation_id);
  const asked = new Set(requests.map(({ operation_id }) => operation_id));
  for (const { operation_id, outcome, steps: planned } of decisions) {
    const factors = JSON.parse(planned) as string[];
    expect((stepsOf.get(operation_id) ?? []).map(({ factor }) => factor)).toEqual(factors);
    if (outcome === 'step_up') expect(factors).not.toEqual([]);
    if (factors[0] === 'trusted_device') expect(asked).toContain(operation_id);
  }
  for (const { id, operation_id, status } of requests) {
    const step = stepsOf.get(operation_id)?.[0];
    expect(step?.status === 'passed').toBe(status === 'approved');
    expect(approved.includes(id)).toBe(status === 'approved');
  }
}
