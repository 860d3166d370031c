import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { learn, type Profile, parseProfile } from '../risk/profile.ts';
import { userAgentFacts } from './client-facts.ts';
import { markDeviceLogin, profileOf, upsertProfile } from './store.ts';

/** What of an operation is learned once it is authorized. */
export interface LearnedOperation {
  readonly accountId: string;
  readonly kind: string;
  /** Of a log-in: the device that becomes a known one; null when that was noted already. */
  readonly deviceId: string | null;
  readonly address: string | null;
  readonly network: string | null;
  readonly userAgent: string | null;
  readonly destination: string | null;
  readonly valueCents: number | null;
}

/**
 * Teaches the account's profile, and makes the device of a log-in a known one.
 * @param profile the profile as already read in this transaction, or null to read it.
 */
export async function learnFrom(tx: WriteTx, engine: Engine, operation: LearnedOperation, profile: Profile | null = null): Promise<void> {
  const now = engine.clock.now();
  const before = profile ?? parseProfile((await tx.first(profileOf, { accountId: operation.accountId }))?.data);
  const { browser, os } = userAgentFacts(operation.userAgent ?? undefined);
  const after = learn(before, {
    at: now,
    kind: operation.kind,
    network: operation.network,
    place: operation.address === null ? null : engine.geo.locate(operation.address),
    browser,
    os,
    destination: operation.destination,
    valueCents: operation.valueCents,
  });
  await tx.run(upsertProfile, { accountId: operation.accountId, data: JSON.stringify(after), now });
  if (operation.kind === 'login' && operation.deviceId !== null) {
    await tx.run(markDeviceLogin, { accountId: operation.accountId, id: operation.deviceId, now });
  }
}
