import { expect, it } from 'vitest';
import { beginPasskey } from '../../src/main/engine/factors/passkey/enrol.ts';
import { executeOperation, settleReview } from '../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { beginStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { builtInMatrix } from '../../src/main/engine/risk/matrix.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { getLabels } from '../../src/main/engine/tuning/labels/label.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { getDeviceRequest } from '../../src/main/engine/verification/device.ts';
import type { CaseId, DeviceId, OperationKind } from '../../src/shared/vocabulary/index.ts';
import { decide, hire, passUndo } from '../support/cases.ts';
import {
  completeSteps,
  enrolAuthenticator,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  operation,
  platform,
  staff,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { submitLogIn } from '../support/new-device.ts';
import { addPasskey, makeMandatory, proveByPasskey, start } from '../support/passkeys.ts';
import { publish } from '../support/policy.ts';
import { describeOnBothStores } from '../support/store.ts';

const statusOf = async (engine: TestEngine, id: string): Promise<string> => (await readOperation(engine, platform, id)).operation.status;

const review = { outcome: 'review' as const };

/** The built-in matrix, but for one kind of which a person decides each. */
const reviewing = (kind: OperationKind) => ({
  ...builtInMatrix,
  rows: [
    ...builtInMatrix.rows
      .map((row) => ({ ...row, kinds: row.kinds.filter((each) => each !== kind) }))
      .filter((row) => row.kinds.length > 0),
    { kinds: [kind], answers: { low: review, medium: review, unknown: review, high: review, critical: review } },
  ],
});
/** A person's yes, as the case's decision gives it. */
const allow = (engine: TestEngine, operationId: string) =>
  engine.store.write((tx) =>
    settleReview(tx, engine, staff('risk_analyst'), { operationId, verdict: 'authorize', reason: 'the customer sounds honest' }),
  );

describeOnBothStores('a thief who talks the desk into a yes', (openStore) => {
  it('TD-08 PO-04 still has to have it approved on the trusted device', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'matrix', reviewing('withdrawal'));
    const customer = await makeProtectedCustomer(engine);
    const { operation: started, decision, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    expect({ decision, prompt }).toMatchObject({ decision: { outcome: 'review', steps: ['trusted_device'] }, prompt: null });
    await allow(engine, started.id);
    expect(await statusOf(engine, started.id)).toBe('awaiting_step_up');
    const truth = { id: started.id, amount: '0.5', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } };
    await expect(executeOperation(engine, platform, truth, once())).rejects.toMatchObject({ code: 'conflict' });
    const begun = await beginStep(engine, customer.web, { id: started.id, position: 0 });
    if (begun.prompt === null) throw new Error('nothing rang');
    const request = await getDeviceRequest(engine, customer.app, begun.prompt.requestId);
    const number = begun.prompt.number ?? undefined;
    await answerRequest(engine, customer.app, customer.phone.answer({ id: request.id, answer: 'approve', number }, request.canonicalHash));
    expect((await executeOperation(engine, platform, truth, once())).operation.status).toBe('executed');
    await engine.close();
  });

  it('RT-08 teaches the rules nothing by it: the yes is taken back when the customer says that it was somebody else', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'matrix', reviewing('withdrawal'));
    const customer = await makeProtectedCustomer(engine);
    const agent = await hire(engine, 'risk_lead', 21);
    const { operation: stolen } = await submitOperation(engine, platform, withdrawal(customer), once());
    const { id: caseId } = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select('id').where('subject_id', '=', stolen.id).executeTakeFirstOrThrow(),
    );
    await decide(engine, agent, caseId as CaseId, 'approve');
    await passUndo(engine);
    expect(await getLabels(engine, agent, stolen.id)).toMatchObject({ label: 'legitimate', staffLabel: 'legitimate' });
    const begun = await beginStep(engine, customer.web, { id: stolen.id, position: 0 });
    const request = await getDeviceRequest(engine, customer.app, begun.prompt?.requestId ?? '');
    const notMe = customer.phone.answer({ id: request.id, answer: 'reject', reason: 'not_me' }, request.canonicalHash);
    await answerRequest(engine, customer.app, notMe);
    expect(await statusOf(engine, stolen.id)).toBe('denied');
    const { label, staffLabel, events } = await getLabels(engine, agent, stolen.id);
    expect({ label, staffLabel }).toEqual({ label: null, staffLabel: null });
    expect(events.map((event) => event.label)).toEqual(expect.arrayContaining(['legitimate', null]));
    const { trail } = await engine.store.read(async (tx) => ({
      trail: await tx.db.selectFrom('audit').select('changes').where('action', '=', 'operation.labelled').execute(),
    }));
    expect(trail).toHaveLength(2);
    await engine.close();
  });

  it('PK-01 TD-06 adds no passkey and changes no setting by it: whoever looks suspicious enough is asked for no less', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const odd = { id: 'odd', name: 'Odd', when: 'client == "web"', outcome: 'review', reason: 'It is odd' };
    await publish(engine, 'rules', { rules: [odd] });
    const thief = await openSession(engine, customer.id, 'web', customer.web.deviceId);
    for (const [kind, details] of [
      ['passkey_add', undefined],
      ['trusted_device_add', undefined],
      ['security_setting_change', { setting: 'email_change', value: 'thief@example.com' }],
    ] as const) {
      const { operation: stolen, decision } = await submitOperation(
        engine,
        platform,
        operation({
          accountId: customer.id,
          kind,
          details,
          client: 'web',
          device: { id: thief.deviceId },
          sessionId: thief.sessionId,
          address: '203.0.113.66',
        }),
        once(),
      );
      expect(decision).toMatchObject({ outcome: 'review', steps: ['authenticator', 'phone_code'] });
      await allow(engine, stolen.id);
      expect(await statusOf(engine, stolen.id)).toBe('awaiting_step_up');
      const adding = beginPasskey(engine, thief, { operationId: stolen.id, kind: 'this_device', credentialManager: true });
      await expect(adding).rejects.toMatchObject({ code: kind === 'passkey_add' ? 'conflict' : 'step_refused' });
      // Whoever is the customer goes on from there.
      await completeSteps(engine, customer, thief, stolen.id);
      expect(await statusOf(engine, stolen.id)).toBe('authorized');
      engine.clock.advance(60_000);
    }
    await engine.close();
  });

  it('MP-02 still has to show the passkey, at a log-in and wherever else it is mandatory', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    await publish(engine, 'matrix', { ...reviewing('api_key_create'), mandatoryPasskeyKinds: ['login', 'api_key_create'] });
    const { operation: key, decision } = await start(engine, customer.web, 'api_key_create');
    expect(decision).toMatchObject({ outcome: 'review', steps: ['passkey'] });
    await allow(engine, key.id);
    await expect(executeOperation(engine, platform, { id: key.id }, once())).rejects.toMatchObject({ code: 'conflict' });
    await proveByPasskey(engine, customer.web, { id: key.id, position: 0 }, authenticator);
    expect(await statusOf(engine, key.id)).toBe('authorized');

    // A verified customer without a face or a recent app device: a person looks at the log-in, and a retry skips nobody.
    engine.clock.advance(8 * 86_400_000);
    for (const _ of [1, 2]) {
      const login = await submitLogIn(engine, customer.id, { device: 'new-laptop' });
      expect(login.decision).toMatchObject({ outcome: 'review', steps: ['passkey'] });
    }
    const login = await submitLogIn(engine, customer.id, { device: 'new-laptop' });
    await allow(engine, login.operation.id);
    const { token } = await createSession(
      engine,
      platform,
      { id: customer.id, client: 'web', deviceId: 'new-laptop' as DeviceId, loginOperationId: login.operation.id },
      once(),
    );
    const limited = await authenticateCustomer(engine, token, '198.51.100.7');
    expect(limited.limitedTo).toBe(login.operation.id);
    await proveByPasskey(engine, limited, { id: login.operation.id, position: 0 }, authenticator);
    expect((await authenticateCustomer(engine, token, '198.51.100.7')).limitedTo).toBeUndefined();
    await engine.close();
  });
});
