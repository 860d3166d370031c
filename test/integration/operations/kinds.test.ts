import { expect, it } from 'vitest';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { type OperationKind, operationKinds, riskBands } from '../../../src/shared/vocabulary/index.ts';
import { makeProtectedCustomer, once, operation, platform } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** The operations as the requirement lists them, with what each needs to be asked about. */
const asked: Readonly<Record<OperationKind, object>> = {
  login: { credentialResult: 'accepted' },
  withdrawal: { amount: '0.5', asset: 'BTC', referenceValue: '20.00', destination: { address: 'bc1q', network: 'Bitcoin' } },
  deposit_address_view: { asset: 'BTC' },
  api_key_create: { details: { label: 'bot', permissions: 'read' } },
  api_key_edit: { details: { key: 'bot', permissions: 'read' } },
  api_key_delete: { details: { key: 'bot' } },
  security_setting_change: { details: { change: 'Remove the phone number', setting: 'phone_remove' } },
  trusted_device_add: {},
  trusted_device_remove: {},
  passkey_add: {},
  passkey_remove: {},
  c2c_trade: { amount: '5', asset: 'USDT', referenceValue: '5.00' },
  withdrawal_address_add: { asset: 'BTC', destination: { address: 'bc1q', network: 'Bitcoin' } },
};

describeOnBothStores('the operations that are asked about', (openStore) => {
  it.each(operationKinds)(
    'PO-01 PO-02 decides %s by the policy’s own row, with a score, reasons, and steps in their order',
    async (kind) => {
      const engine = await createTestEngine(openStore);
      const customer = await makeProtectedCustomer(engine);
      const session = kind.startsWith('trusted_device') || kind.startsWith('passkey') ? customer.app : customer.web;
      const { operation: submitted, decision } = await submitOperation(
        engine,
        platform,
        operation({
          accountId: customer.id,
          kind,
          client: session.client,
          device: { id: session.deviceId },
          ...(kind === 'login' ? {} : { sessionId: session.sessionId }),
          ...asked[kind],
        }),
        once(),
      );
      expect(['allow', 'step_up', 'review', 'hold', 'deny']).toContain(decision.outcome);
      expect(decision.score).toBeGreaterThanOrEqual(0);
      expect(riskBands).toContain(decision.band);
      expect(decision.reasons).toBeInstanceOf(Array);
      expect(submitted.steps.map(({ factor }) => factor)).toEqual(decision.steps);
      expect(submitted.steps.map(({ position }) => position)).toEqual(decision.steps.map((_, index) => index));
      expect((await readOperation(engine, platform, submitted.id)).decision).toEqual(decision);
      const stored = await engine.store.read((tx) =>
        tx.db.selectFrom('decisions').select(['kind', 'outcome', 'score', 'band']).where('id', '=', decision.id).execute(),
      );
      expect(stored).toEqual([{ kind, outcome: decision.outcome, score: decision.score, band: decision.band }]);
      expect(builtInMatrix.rows.filter(({ kinds }) => kinds.includes(kind))).toHaveLength(1);
      await engine.close();
    },
  );
});
