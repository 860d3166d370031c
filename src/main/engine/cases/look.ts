import type { Person } from '../../../shared/contract/console/cases.ts';
import type { CaseId } from '../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { namesOf, person } from './detail.ts';
import { loadCase } from './transition.ts';

/** So often within its time somebody who stays must say so, for one lost message not to make them vanish. */
const SAYINGS = 3;

/**
 * Says that somebody has a case open (CQ-04), and tells who has, themselves left out.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function lookAtCase(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly leaving: boolean },
): Promise<{ readonly present: Person[]; readonly againInMs: number }> {
  requirePermission(actor, 'cases.read');
  const names = await engine.store.read(async (tx) => {
    await loadCase(tx, input.id);
    return namesOf(tx);
  });
  engine.presence.look(actor, input.id, input.leaving);
  const others = engine.presence.present(input.id).filter((staffId) => staffId !== actor.staffId);
  return {
    present: others.map((staffId) => person(names, staffId)),
    againInMs: Math.floor(engine.settings.get('case.presence') / SAYINGS),
  };
}
