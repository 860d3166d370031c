import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lastOperationOf } from '../../../src/main/engine/accounts/search/store.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { insertDecision, insertOperation, openOperationsOf } from '../../../src/main/engine/operations/store.ts';
import { type DecisionListRow, decisionRows } from '../../../src/main/engine/operations/views/store.ts';
import type { Place } from '../../../src/main/engine/paging.ts';
import { operationKinds, operationStatuses, outcomes } from '../../../src/shared/vocabulary/index.ts';
import { createTestEngine } from '../../support/engine.ts';
import { planOf } from '../../support/plans.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { put } from '../accounts/fixtures.ts';

const hour = 3_600_000;
const day = 24 * hour;

interface Past {
  readonly accountId: string;
  readonly kind: (typeof operationKinds)[number];
  readonly status: (typeof operationStatuses)[number];
  readonly outcome: (typeof outcomes)[number];
  /** Milliseconds before now; few values, so that several share their moment. */
  readonly ago: number;
  /** Milliseconds after now. */
  readonly left: number;
}

const past: fc.Arbitrary<Past> = fc.record({
  accountId: fc.constantFrom('acc-1', 'acc-1-sub', 'acc-2'),
  kind: fc.constantFrom(...operationKinds),
  status: fc.constantFrom(...operationStatuses),
  outcome: fc.constantFrom(...outcomes),
  ago: fc.constantFrom(0, 1, hour, day, 14 * day),
  left: fc.constantFrom(-hour, 0, 1, day),
});

const numbered = (number: number): string => String(number).padStart(26, '0');

async function store(engine: Engine, operations: readonly Past[], from: number): Promise<void> {
  const now = engine.clock.now();
  await engine.store.write(async (tx) => {
    for (const [index, { accountId, kind, status, outcome, ago, left }] of operations.entries()) {
      const id = `op_${numbered(from + index)}`;
      await tx.run(insertOperation, {
        id,
        accountId,
        kind,
        status,
        client: 'web',
        deviceId: null,
        sessionId: null,
        address: null,
        addressKey: null,
        network: null,
        country: null,
        asn: null,
        userAgent: null,
        amount: null,
        asset: null,
        assetNetwork: null,
        destination: null,
        destinationKey: null,
        valueCents: null,
        credentialResult: kind === 'login' ? (status === 'denied' ? 'wrong_password' : 'accepted') : null,
        details: '{}',
        canonicalText: '',
        canonicalHash: '',
        source: 'platform',
        createdAt: now - ago,
        expiresAt: now + left,
        authorizedAt: null,
        finishedAt: null,
        finishReason: null,
      });
      await tx.run(insertDecision, {
        id: `dec_${numbered(from + index)}`,
        operationId: id,
        accountId,
        kind,
        outcome,
        score: 0,
        band: 'low',
        steps: '[]',
        signals: '{}',
        hits: '[]',
        explanation: '{}',
        rulesVersion: 1,
        matrixVersion: 1,
        createdAt: now - ago,
        durationUs: 1,
      });
    }
  });
}

async function withAccounts(openStore: Parameters<typeof createTestEngine>[0]) {
  const engine = await createTestEngine(openStore);
  await put(engine, 'acc-1');
  await put(engine, 'acc-1-sub', { kind: 'sub', mainAccountId: 'acc-1' as never });
  await put(engine, 'acc-2');
  return engine;
}

describeOnBothStores('what an account did', (openStore) => {
  it('lists its decisions newest first, page by page, however many kinds of operation they are of', async () => {
    const engine = await withAccounts(openStore);
    let stored: (Past & { readonly id: string })[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(past, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.subarray([...operationKinds]),
        fc.subarray([...outcomes]),
        async (operations, limit, kind, outcome) => {
          await store(engine, operations, stored.length);
          stored = [...stored, ...operations.map((each, index) => ({ ...each, id: `dec_${numbered(stored.length + index)}` }))];
          const wanted = stored
            .filter((each) => each.accountId === 'acc-1')
            .filter((each) => (kind.length === 0 || kind.includes(each.kind)) && (outcome.length === 0 || outcome.includes(each.outcome)))
            .sort((a, b) => a.ago - b.ago || (a.id < b.id ? 1 : -1))
            .map(({ id }) => id);
          const read: string[] = [];
          let after: Place | null = null;
          for (;;) {
            const place: Place | null = after;
            const rows: DecisionListRow[] = await engine.store.read((tx) =>
              decisionRows(tx, { accountId: 'acc-1', kind, outcome }, place, limit),
            );
            const page = rows.slice(0, limit);
            read.push(...page.map(({ id }) => id));
            const last = page.at(-1);
            if (rows.length <= limit || last === undefined) break;
            after = { at: last.createdAt, id: last.id };
          }
          expect(read).toEqual(wanted);
          const newest = Math.min(...stored.filter(({ accountId }) => accountId === 'acc-2').map(({ ago }) => ago));
          const last = await engine.store.read((tx) => lastOperationOf(tx, ['acc-2']));
          expect(last.get('acc-2') ?? Number.NEGATIVE_INFINITY).toBe(engine.clock.now() - newest);
        },
      ),
      { numRuns: 8 },
    );
    await engine.close();
  });

  it('finds what can still lead to something, of its sub-accounts too', async () => {
    const engine = await withAccounts(openStore);
    let stored: Past[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(past, { minLength: 5, maxLength: 40 }), async (operations) => {
        await store(engine, operations, stored.length);
        stored = [...stored, ...operations];
        const open = stored.flatMap(({ accountId, status, left }, index) =>
          accountId !== 'acc-2' && ['awaiting_step_up', 'in_review', 'authorized'].includes(status) && left > 0
            ? [`op_${numbered(index)}`]
            : [],
        );
        const found = await engine.store.read((tx) => openOperationsOf(tx, 'acc-1', engine.clock.now()));
        expect(found.map(({ id }) => id).sort()).toEqual(open);
      }),
      { numRuns: 8 },
    );
    await engine.close();
  });

  it('is read from the index that the windows have, and by looking through nothing else', async () => {
    const engine = await withAccounts(openStore);
    await store(engine, [{ accountId: 'acc-1', kind: 'login', status: 'authorized', outcome: 'allow', ago: 0, left: 1 }], 0);
    await engine.store.read(async (tx) => {
      if (tx.dialect !== 'sqlite') return;
      const listed = await planOf(tx, (each) => decisionRows(each, { accountId: 'acc-1' }, { at: engine.clock.now(), id: 'dec_z' }, 50));
      expect(listed.some((line) => /^SEARCH operations/u.test(line))).toBe(true);
      for (const line of listed.filter((each) => /operations|decisions/u.test(each))) {
        expect(line).toMatch(/operations_by_account \(account_id=\? AND kind=\? AND created_at<\?|decisions_2 \(operation_id=\?/u);
      }
      const last = await planOf(tx, (each) => lastOperationOf(each, ['acc-1', 'acc-2']));
      for (const line of last.filter((each) => /operations/u.test(each))) {
        expect(line).toMatch(/USING COVERING INDEX operations_by_account \(account_id=\? AND kind=\?\)/u);
      }
    });
    await engine.close();
  });
});
