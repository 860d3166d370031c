import type { ReadTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { mostRows } from '../risk/window-bound.ts';
import { movedSince } from './store.ts';
import type { Subject } from './subject.ts';

/**
 * Whether the trusted device is too young to approve an operation (TD-07). The limit is for all that moves while it is young, on sub-accounts
 * too: whoever made their own phone the trusted one would else take a large amount in small ones.
 * @param cents the operation's reference value; null where the platform gives none, which no limit can be compared with
 */
export async function isTooYoung(
  tx: ReadTx,
  engine: Pick<Engine, 'settings'>,
  { trustedDevice, ownerId }: Pick<Subject, 'trustedDevice' | 'ownerId'>,
  cents: number | null,
  now: number,
): Promise<boolean> {
  if (trustedDevice === null || now - trustedDevice.activatedAt >= engine.settings.get('trustedDevice.minAge')) return false;
  const limit = engine.settings.cents('trustedDevice.youngLimit');
  if (cents === null || cents > limit) return true;
  const moved = await tx.first(movedSince, { accountId: ownerId, since: trustedDevice.activatedAt });
  return Number(moved?.looked ?? 0) >= mostRows || cents + Number(moved?.cents ?? 0) > limit;
}
