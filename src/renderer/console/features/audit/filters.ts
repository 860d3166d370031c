import { type RangeText, resolveRange } from '../../../ui/time-range.ts';
import type { Inputs } from '../../connection/api.ts';

/** The filters and the open entry as they stand in the address. */
export interface AuditSearch {
  readonly q?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly account?: string | undefined;
  readonly time?: RangeText | undefined;
  /** The open entry as `chain:seq`. */
  readonly entry?: string | undefined;
}

const NAMES = ['q', 'actor', 'action', 'account', 'time', 'entry'] as const satisfies readonly (keyof AuditSearch)[];

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const given = NAMES.map((name) => [name, search[name]] as const).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  );
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** What the engine is asked; `now` gives spans such as “24 hours” their beginning. */
export function auditQuery(search: AuditSearch, now: number): Omit<Inputs['audit']['list'], 'cursor' | 'limit'> {
  const { q, actor, action, account, time = '' } = search;
  return {
    ...(q ? { text: q } : {}),
    ...(actor ? { actorId: actor } : {}),
    ...(action ? { action } : {}),
    ...(account ? { accountId: account } : {}),
    ...(resolveRange(time, now) ?? {}),
  };
}
