import { randomUUID } from 'node:crypto';
import { SystemClock } from '../../../src/main/adapters/system-clock.ts';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';
import { UlidIds } from '../../../src/main/adapters/ulid-ids.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { StoreError } from '../../../src/main/store/errors.ts';
import { openStore, type StoreTarget } from '../../../src/main/store/open.ts';
import { type Customer, makeCustomer, makeProtectedCustomer, once, operation, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { ManualClock, SeededRandom } from '../../support/ports.ts';

/**
 * Run by kill.test.ts: submits operations and answers requests until it is killed, and prints what was acknowledged, after it was.
 * Arguments: the store as JSON, and the engine's time to begin at.
 */
const [target = '', startAt = ''] = process.argv.slice(2);
const engine: TestEngine = await createTestEngine(() => openStore(JSON.parse(target) as StoreTarget), {
  clock: new ManualClock(Number(startAt)),
  // A test's ids and tokens repeat from process to process, which those of real processes never do.
  random: new SeededRandom(randomUUID()),
  ids: new UlidIds(new SystemClock(), new SystemRandom()),
});

const say = (...words: string[]): void => {
  process.stdout.write(`${words.join(' ')}\n`);
};

/** Asks again when the answer was that the store is busy, as a caller does who reads `unavailable`. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || (error.code !== 'contention' && error.code !== 'work_too_long')) throw error;
    }
  }
}

/** What may be asked of a customer, between the shortest pauses that are no harassment. */
const PAUSE_MS = 20_000;

async function approveWithdrawals(customer: Customer): Promise<never> {
  for (;;) {
    engine.clock.advance(PAUSE_MS);
    const submitted = await patiently(() => submitOperation(engine, platform, withdrawal(customer), once()));
    say('decided', submitted.operation.id, submitted.decision.id);
    const { prompt } = submitted;
    if (prompt === null) continue;
    const answer = customer.phone.answer(
      { id: prompt.requestId, answer: 'approve', number: prompt.number ?? undefined },
      submitted.operation.canonicalHash,
    );
    const answered = await patiently(() => answerRequest(engine, customer.app, answer));
    say('answered', answered.id, answered.status);
  }
}

async function logIn({ id, web }: Customer, credentialResult: 'accepted' | 'wrong_password'): Promise<never> {
  for (;;) {
    const login = operation({
      accountId: id,
      kind: 'login',
      client: 'web',
      device: { id: web.deviceId },
      address: '198.51.100.9',
      credentialResult,
    });
    const submitted = await patiently(() => submitOperation(engine, platform, login, once()));
    say('decided', submitted.operation.id, submitted.decision.id);
  }
}

const [one, two] = [await makeProtectedCustomer(engine), await makeProtectedCustomer(engine)];
const [three, four] = [await makeCustomer(engine), await makeCustomer(engine)];
engine.settings.apply('approval.backoff', { value: 0, updatedAt: null, updatedBy: null });
say('ready');

try {
  await Promise.all([
    approveWithdrawals(one),
    approveWithdrawals(two),
    ...[three, four, three, four].map((customer) => logIn(customer, 'accepted')),
    ...[three, four].map((customer) => logIn(customer, 'wrong_password')),
  ]);
} catch (error) {
  // When the database is what was killed, nothing more can be acknowledged.
  say('ended', error instanceof Error ? error.message : String(error));
  process.exit(0);
}
