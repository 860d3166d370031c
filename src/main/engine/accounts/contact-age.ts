import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';

/**
 * Until when the contact data of an account proves nothing and is told nothing, because it was changed lately and may be a thief's; null
 * once it can be relied on (`recovery.riskWindow`).
 */
export function contactTooNewUntil(engine: Pick<Engine, 'clock' | 'settings'>, contactChangedAt: EpochMs | null): EpochMs | null {
  if (contactChangedAt === null) return null;
  const until = contactChangedAt + engine.settings.get('recovery.riskWindow');
  return engine.clock.now() < until ? until : null;
}
