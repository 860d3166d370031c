import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { hour } from '../../settings/kinds.ts';
import { type Bucket, bucketsAmong, forgetBuckets, putBucket } from './store.ts';

/**
 * A search by beginnings answers “no” to every wrong letter, so that whoever asks letter by letter reads a masked address without revealing it
 * (ST-03). Honest people come upon nothing now and then, and type on; a text that goes on where another found nothing tells nothing new and is
 * not counted. Who comes upon nothing too often within an hour finds whole ids, addresses, numbers and names only, for the rest of it.
 */
const WINDOW_MS = hour;

const counterOf = (staffId: string): string => `search:${staffId}`;

const missOf = (engine: Pick<Engine, 'sealer'>, staffId: string, text: string): string =>
  `search:${staffId}:${engine.sealer.lookup(text, 'search-miss')}`;

const isFresh = (bucket: Bucket | undefined, now: number): bucket is Bucket => bucket !== undefined && now - bucket.at < WINDOW_MS;

/** Whether somebody has come upon nothing so often that beginnings find nothing for them any more. */
export async function isProbing(tx: ReadTx, engine: Pick<Engine, 'clock' | 'settings'>, { staffId }: StaffActor): Promise<boolean> {
  const [counter] = await bucketsAmong(tx, [counterOf(staffId)]);
  return isFresh(counter, engine.clock.now()) && counter.count >= engine.settings.get('staff.searchMisses');
}

/** Counts a search that found nothing, unless it goes on where one of the last hour found nothing already. */
export async function noteMiss(tx: WriteTx, engine: Engine, actor: StaffActor, text: string): Promise<void> {
  const now = engine.clock.now();
  const { staffId } = actor;
  const letters = [...text];
  const beginnings = letters.map((_, index) => missOf(engine, staffId, letters.slice(0, index + 1).join('')));
  if ((await bucketsAmong(tx, beginnings)).some((miss) => isFresh(miss, now))) return;
  const [counter] = await bucketsAmong(tx, [counterOf(staffId)]);
  const { count, at } = isFresh(counter, now) ? counter : { count: 0, at: now };
  await tx.run(putBucket, { bucket: missOf(engine, staffId, text), count: 1, at: now });
  await tx.run(putBucket, { bucket: counterOf(staffId), count: count + 1, at });
  if (count + 1 !== engine.settings.get('staff.searchMisses')) return;
  await appendAudit(tx, engine, {
    actor,
    action: 'customers.search_narrowed',
    subject: { kind: 'staff', id: staffId },
    reason: `${count + 1} searches within an hour found nothing`,
    changes: [{ field: 'wholeOnlyUntil', old: null, new: at + WINDOW_MS }],
  });
}

/** Deletes counters that no longer count. Call it now and then. @returns how many */
export function forgetOldMisses(engine: Pick<Engine, 'clock' | 'store'>): Promise<number> {
  const before = engine.clock.now() - WINDOW_MS;
  return engine.store.write((tx) => tx.run(forgetBuckets, { from: 'search:', to: 'search;', before }));
}
