import type { CustomerDetail } from '../../../../shared/contract/console/index.ts';
import type { AccountId, ClientKind, FactorKind, IdentityStatus } from '../../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { recentAudit } from '../../audit/list.ts';
import type { Engine } from '../../engine.ts';
import { accountForPasskeys } from '../../factors/passkey/store.ts';
import { activeHolds } from '../../holds/holds.ts';
import { summarize } from '../../holds/summary.ts';
import { presentDecisionRow } from '../../operations/views/decisions.ts';
import { decisionRows } from '../../operations/views/store.ts';
import { enrolledKinds } from '../enrolled.ts';
import { toCustomerRow } from '../search/search.ts';
import { loadAccount, loadOwner } from '../view.ts';
import { casesOf, devicesOf, factorHistory, sessionsOf, subAccountsOf } from './store.ts';

/** How much of each part one page shows, newest first; the lists of their own show the rest. */
const SHOWN = { subAccounts: 200, factors: 100, devices: 100, sessions: 50, cases: 50, decisions: 25, timeline: 100 } as const;

/**
 * Everything about one customer on one page. Personal data is masked (ST-03); a sub-account shows the factors of its main account, because
 * those are what it steps up with.
 *
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function getCustomer(engine: Engine, actor: StaffActor, input: { readonly id: AccountId }): Promise<CustomerDetail> {
  requirePermission(actor, 'customers.read');
  const knownFor = engine.settings.get('device.inactiveAfter');
  return engine.store.read(async (tx) => {
    const now = engine.clock.now();
    const account = await loadAccount(tx, input.id);
    const accountId = account.id;
    const owner = await loadOwner(tx, account);
    const factors = await tx.all(factorHistory, { accountId: owner.id, limit: SHOWN.factors });
    const active = factors.filter(({ status }) => status === 'active');
    const trustedDeviceId = active.find(({ kind }) => kind === 'trusted_device')?.deviceId ?? null;
    const holds = await activeHolds(tx, accountId, owner.id, now);
    const recentDecisions = (await decisionRows(tx, { accountId }, null, SHOWN.decisions))
      .slice(0, SHOWN.decisions)
      .map(presentDecisionRow);
    const devices = await tx.all(devicesOf, { accountId, limit: SHOWN.devices });
    return {
      customer: toCustomerRow(account, {
        factors: enrolledKinds(
          owner,
          active.map(({ kind }) => kind),
        ),
        held: holds.length > 0,
        lastOperationAt: recentDecisions[0]?.createdAt ?? null,
      }),
      mainAccountId: account.mainAccountId as AccountId | null,
      subAccounts: (await tx.all(subAccountsOf, { mainAccountId: accountId, limit: SHOWN.subAccounts })).map(({ id }) => id as AccountId),
      identity: {
        status: account.identityStatus as IdentityStatus,
        level: account.identityLevel,
        verifiedAt: account.identityVerifiedAt,
        faceEnrolledAt: account.faceEnrolledAt,
      },
      factors: factors.map(({ deviceId: _, ...factor }) => ({ ...factor, kind: factor.kind as FactorKind })),
      devices: devices.map((device) => ({
        ...device,
        client: device.client as ClientKind,
        // ND-01: exactly `inactiveAfter` after its last log-in a device is new again.
        known: device.lastLoginAt !== null && now - device.lastLoginAt < knownFor,
        trusted: device.id === trustedDeviceId,
      })),
      sessions: (await tx.all(sessionsOf, { accountId, limit: SHOWN.sessions })).map((session) => ({
        ...session,
        client: session.client as ClientKind,
      })),
      mandatoryPasskeySince: (await tx.first(accountForPasskeys, { id: owner.id }))?.mandatorySince ?? null,
      holds,
      held: summarize(holds),
      cases: await tx.all(casesOf, { accountId, limit: SHOWN.cases }),
      recentDecisions,
      timeline: await recentAudit(tx, input.id, SHOWN.timeline),
    };
  });
}
