import { loadAccount } from '../accounts/view.ts';
import { systemActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';
import { sweep } from '../sweep/sweep.ts';
import { dayOf, endOfDay } from './documents.ts';
import { tellOfIdentity } from './notices.ts';
import { settleIdentity } from './status.ts';
import { boundDocument, expiredDocuments } from './store.ts';

const BATCH = 100;

/**
 * Ends verifications whose document's last day is over, by UTC (FV-01); for a timer. What rests on them is suspended.
 * @returns how many
 */
export async function expireIdentities(engine: Engine): Promise<number> {
  const today = dayOf(engine.clock.now());
  let ended = 0;
  for (;;) {
    const settled = await sweep(engine, {
      name: 'expired documents',
      limit: BATCH,
      due: async (most) => {
        const due = await engine.store.read((tx) => tx.all(expiredDocuments, { today, limit: most }));
        return due.map(({ accountId }) => accountId);
      },
      each: (accountId) => expireOne(engine, accountId, today),
    });
    ended += settled;
    if (settled < BATCH) return ended;
  }
}

/** When the next documents can expire, epoch ms: the first moment of the next day, by UTC. */
export const nextExpiry = (now: EpochMs): EpochMs => endOfDay(dayOf(now), 'now');

function expireOne(engine: Engine, accountId: string, today: string): Promise<number> {
  return engine.store.write(async (tx) => {
    // A newer document may have been bound since the list was read.
    const expiresOn = (await tx.first(boundDocument, { accountId }))?.expiresOn ?? null;
    if (expiresOn === null || expiresOn >= today) return 0;
    const account = await loadAccount(tx, accountId as Parameters<typeof loadAccount>[1]);
    if (account.identityStatus !== 'verified') return 0;
    const result = { status: 'expired' as const, level: 0, faceEnrolled: account.faceEnrolledAt !== null };
    await settleIdentity(tx, engine, systemActor('deadline'), accountId, result, 'the document expired');
    await tellOfIdentity(tx, engine, accountId, 'identity.expired');
    return 1;
  });
}
