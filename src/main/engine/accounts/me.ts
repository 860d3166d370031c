import type { z } from 'zod';
import type { meSchema } from '../../../shared/contract/customer/index.ts';
import type { FactorId, FactorKind } from '../../../shared/vocabulary/index.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { accountForPasskeys } from '../factors/passkey/store.ts';
import { activeHolds } from '../holds/holds.ts';
import { summarize } from '../holds/summary.ts';
import { heldFactors } from './store.ts';
import { loadAccount, ownerOf } from './view.ts';

/** Who is signed in, as their own client shows it. */
export type Me = z.infer<typeof meSchema>;

/** Reads the account of the session that asks, and no other: there is nothing in the call that could name one (IN-02). */
export async function readMe(engine: Engine, actor: CustomerActor): Promise<Me> {
  return engine.store.read(async (tx) => {
    const now = engine.clock.now();
    const account = await loadAccount(tx, actor.accountId);
    const factors = await tx.all(heldFactors, { accountId: ownerOf(account) });
    const trusted = factors.find(({ kind, status }) => kind === 'trusted_device' && status === 'active');
    const holds = await activeHolds(tx, account.id, ownerOf(account), now);
    return {
      accountId: account.id,
      kind: account.kind,
      identityStatus: account.identityStatus,
      faceEnrolled: account.faceEnrolledAt !== null,
      factors: factors.map(({ deviceId: _, ...factor }) => ({ ...factor, id: factor.id as FactorId, kind: factor.kind as FactorKind })),
      holds,
      held: summarize(holds),
      thisDeviceIsTrusted: account.kind === 'main' && trusted?.deviceId === actor.deviceId,
      mandatoryPasskey: { since: (await tx.first(accountForPasskeys, { id: ownerOf(account) }))?.mandatorySince ?? null },
      now,
    };
  });
}
