import type { AuditEntry } from '../../../../shared/contract/console/index.ts';

export const entryKey = ({ chain, seq }: Pick<AuditEntry, 'chain' | 'seq'>): string => `${chain}-${seq}`;

/**
 * One timeline of its newest entries, which follow the engine, and of older ones that were read page by page. Pure.
 * @param isWanted lets an entry of the newest pass the same filter as the older ones did.
 */
export function joined(
  newest: readonly AuditEntry[],
  older: readonly AuditEntry[],
  isWanted: (entry: AuditEntry) => boolean,
): readonly AuditEntry[] {
  const last = newest.at(-1);
  const oldestKnown = older.at(-1);
  // However far back somebody has read, only what is as young as the newest can be among them.
  const known = new Set<string>();
  for (const entry of older) {
    if (last === undefined || entry.at < last.at) break;
    known.add(entryKey(entry));
  }
  const fresh = newest.filter(
    (entry) => isWanted(entry) && !known.has(entryKey(entry)) && (oldestKnown === undefined || entry.at >= oldestKnown.at),
  );
  return [...fresh, ...older];
}

/** What an account's entries are about, the part before the dot of their actions, in the order in which people ask for it. */
export const timelineAreas = [
  'customer',
  'case',
  'operation',
  'step',
  'verification_request',
  'session',
  'hold',
  'device_reset',
  'caller_verification',
  'identity',
  'identity_request',
  'trusted_device',
  'authenticator',
  'passkey',
  'face',
  'security_item',
  'account',
] as const;
