import type { CaseDetail } from '../../../shared/contract/console/cases.ts';
import type { CaseId } from '../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { invalidInput } from '../errors.ts';
import { detailOf } from './detail.ts';
import { keepLease, requireLine } from './lease.ts';
import { deleteLink, deleteWatcher, insertLink, insertNote, insertWatcher, noteContext } from './relations/store.ts';
import { loadCase, record } from './transition.ts';

/**
 * Notes hold what customers said, so they lie sealed; the audit trail says that there is one and not what it says.
 * @throws PortcullisError `forbidden`, also for a case beyond the line of whoever asks, `not_found`
 */
export async function addNote(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly text: string },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    requireLine(actor, found);
    const id = engine.ids.next('caseNote');
    const sealed = engine.sealer.seal(input.text, noteContext(id));
    await tx.run(insertNote, { id, caseId: found.id, staffId: actor.staffId, sealed, now: engine.clock.now() });
    await keepLease(tx, engine, actor, found.id);
    await record(tx, engine, actor, found, 'case.note_added', { changes: [{ field: 'note', old: null, new: id }], told: { note: true } });
    return detailOf(tx, engine, actor, found.id);
  });
}

/** Follows a case, or stops to. @throws PortcullisError `forbidden`, `not_found` */
export async function watchCase(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly on: boolean },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    const who = { caseId: found.id, staffId: actor.staffId };
    const changed = input.on ? await tx.run(insertWatcher, { ...who, now: engine.clock.now() }) : await tx.run(deleteWatcher, who);
    if (changed === 1) {
      const changes = [{ field: 'watcher', old: input.on ? null : actor.staffId, new: input.on ? actor.staffId : null }];
      await record(tx, engine, actor, found, input.on ? 'case.watched' : 'case.unwatched', { changes });
    }
    return detailOf(tx, engine, actor, found.id);
  });
}

/** Says that two cases belong together, or that they do not. @throws PortcullisError `forbidden`, `not_found`, `invalid_input` */
export async function linkCases(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly otherId: CaseId },
  on: boolean,
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    const other = await loadCase(tx, input.otherId);
    for (const each of [found, other]) requireLine(actor, each);
    if (found.id === other.id) throw invalidInput('otherId', 'is the case itself');
    const [caseId = '', otherId = ''] = [found.id, other.id].sort();
    const changed = on
      ? await tx.run(insertLink, { caseId, otherId, staffId: actor.staffId, now: engine.clock.now() })
      : await tx.run(deleteLink, { caseId, otherId });
    if (changed === 1) {
      for (const [each, with_] of [
        [found, other],
        [other, found],
      ] as const) {
        const changes = [{ field: 'link', old: on ? null : with_.id, new: on ? with_.id : null }];
        await record(tx, engine, actor, each, on ? 'case.linked' : 'case.unlinked', { changes });
      }
    }
    return detailOf(tx, engine, actor, found.id);
  });
}
