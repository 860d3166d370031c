import fc from 'fast-check';
import { windowKeysOf } from '../../src/main/engine/risk/counted-as.ts';
import type { WriteTx } from '../../src/main/store/store.ts';
import { testEpoch } from './ports.ts';

/** An operation that lies in the past of a test. */
export interface Past {
  readonly account: string;
  readonly kind: 'login' | 'withdrawal' | 'api_key_create';
  readonly address: string | null;
  readonly destination: string | null;
  readonly device: string | null;
  readonly cents: number | null;
  readonly credential: string | null;
  /** Milliseconds before now; none is in the future. */
  readonly ago: number;
}

const hour = 3_600_000;
const accounts = ['acc-1', 'acc-2', 'acc-3'];

export const past: fc.Arbitrary<Past> = fc.record({
  account: fc.constantFrom(...accounts),
  kind: fc.constantFrom('login', 'withdrawal', 'api_key_create'),
  address: fc.constantFrom(null, '198.51.100.1', '198.51.100.2'),
  destination: fc.constantFrom(null, 'bc1qone', 'bc1qtwo'),
  device: fc.constantFrom(null, 'd-1', 'd-2', 'd-3'),
  cents: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  credential: fc.constantFrom(null, 'accepted', 'wrong_password', 'unknown_user'),
  // Round times often, so that the windows' very edges are met.
  ago: fc.oneof(fc.constantFrom(0, 600_000, hour, 24 * hour, 7 * 24 * hour, 30 * 24 * hour), fc.integer({ min: 0, max: 40 * 24 * hour })),
});

/** The accounts that these operations are of. */
export async function pastAccounts(tx: WriteTx): Promise<void> {
  for (const id of accounts) {
    await tx.db
      .insertInto('accounts')
      .values({
        id,
        kind: 'main',
        status: 'active',
        identity_status: 'verified',
        identity_level: 1,
        opened_at: 0,
        created_at: 0,
        updated_at: 0,
      })
      .execute();
  }
}

/** As a row of the store. */
export const pastRow = (id: string, { account, kind, address, destination, device, cents, credential, ago }: Past) => ({
  id,
  accountId: account,
  kind,
  status: 'authorized',
  client: 'web',
  deviceId: device,
  sessionId: null,
  address,
  ...windowKeysOf({ address, destination }),
  network: null,
  country: null,
  asn: null,
  userAgent: null,
  amount: null,
  asset: null,
  assetNetwork: null,
  destination,
  valueCents: cents,
  credentialResult: credential,
  details: '{}',
  canonicalText: '',
  canonicalHash: '',
  source: 'platform',
  createdAt: testEpoch - ago,
  expiresAt: testEpoch,
  authorizedAt: null,
  finishedAt: null,
  finishReason: null,
});
