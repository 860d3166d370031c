import type { ClientKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { learnLogin, parseLogins } from '../risk/login-model/history.ts';
import { learn, type Profile, parseProfile } from '../risk/profile.ts';
import { userAgentFacts } from './client-facts.ts';
import { markDeviceLogin, profileOf, upsertProfile } from './store.ts';

/** What of an operation is learned once it is authorized. */
export interface LearnedOperation {
  readonly accountId: string;
  readonly kind: string;
  readonly client: string;
  /** Of a log-in: the device that becomes a known one; null when that was noted already. */
  readonly deviceId: string | null;
  readonly address: string | null;
  readonly network: string | null;
  readonly userAgent: string | null;
  readonly destination: string | null;
  readonly valueCents: number | null;
}

/**
 * Teaches the account's profile and the log-in model, and makes the device of a log-in a known one.
 * @param known what was read of the account in this transaction already, or null to read it.
 */
export async function learnFrom(
  tx: WriteTx,
  engine: Engine,
  operation: LearnedOperation,
  known: { readonly profile: Profile; readonly logins: string | null } | null = null,
): Promise<void> {
  const now = engine.clock.now();
  const { accountId, address, network, userAgent } = operation;
  const stored = known === null ? await tx.first(profileOf, { accountId }) : undefined;
  const { browser, os } = userAgentFacts(userAgent ?? undefined);
  const place = address === null ? null : engine.geo.locate(address);
  const after = learn(known?.profile ?? parseProfile(stored?.data), {
    at: now,
    kind: operation.kind,
    network,
    place,
    browser,
    os,
    destination: operation.destination,
    valueCents: operation.valueCents,
  });
  let logins = known === null ? (stored?.logins ?? null) : known.logins;
  if (operation.kind === 'login') {
    const { country = null, asn = null } = place ?? {};
    const client = operation.client as ClientKind;
    logins = JSON.stringify(learnLogin(parseLogins(logins), { at: now, address, network, asn, country, client, os, browser, userAgent }));
  }
  tx.post(upsertProfile, { accountId, data: JSON.stringify(after), logins, now });
  if (operation.kind === 'login' && operation.deviceId !== null) {
    tx.post(markDeviceLogin, { accountId, id: operation.deviceId, now });
  }
}
