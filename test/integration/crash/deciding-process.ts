import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { type Customer, makeCustomer, makeProtectedCustomer, once, operation, platform, withdrawal } from '../../support/customers.ts';
import { engineOfProcess, patiently, say } from './process.ts';

/**
 * Run by kill.test.ts: submits operations and answers requests until it is killed, and prints what was acknowledged, after it was.
 * Arguments: the store as JSON, and the engine's time to begin at.
 */
const engine = await engineOfProcess(process.argv.slice(2));

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
