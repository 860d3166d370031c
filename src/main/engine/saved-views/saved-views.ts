import type { SavedView, ViewContent } from '../../../shared/contract/console/saved-views.ts';
import type { SavedViewId } from '../../../shared/vocabulary/index.ts';
import type { StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound } from '../errors.ts';
import { countViews, deleteView, putView, viewsOf } from './store.ts';

/** Nobody needs more; a stolen session must not fill the store. */
export const MOST_VIEWS = 200;

/**
 * A person's own views of one list. They are that person's alone, so being signed in is all the permission it takes, and since they change
 * nothing but what that person sees, they leave no trace in the audit trail.
 */
export async function listViews(engine: Engine, actor: StaffActor, grid: string): Promise<{ items: SavedView[] }> {
  const rows = await engine.store.read((tx) => tx.all(viewsOf, { staffId: actor.staffId, grid }));
  return { items: rows.map((row) => ({ ...row, id: row.id as SavedViewId, content: JSON.parse(row.content) as ViewContent })) };
}

/** Keeps a view; one of the same name is replaced, also where there are as many as there may be. @throws PortcullisError `conflict` beyond {@link MOST_VIEWS} */
export async function saveView(
  engine: Engine,
  actor: StaffActor,
  input: { readonly grid: string; readonly name: string; readonly content: ViewContent },
): Promise<SavedView> {
  const { grid, name, content } = input;
  const { staffId } = actor;
  return engine.store.write(async (tx) => {
    const replaces = (await tx.all(viewsOf, { staffId, grid })).some((view) => view.name === name);
    if (!replaces && Number((await tx.first(countViews, { staffId }))?.count ?? 0) >= MOST_VIEWS) {
      throw conflict('There are too many saved views. Remove one first.', { count: MOST_VIEWS });
    }
    const id = engine.ids.next('savedView');
    await tx.run(putView, { id, staffId, grid, name, content: JSON.stringify(content), now: engine.clock.now() });
    const kept = (await tx.all(viewsOf, { staffId, grid })).find((view) => view.name === name);
    return { id: (kept?.id ?? id) as SavedViewId, grid, name, content };
  });
}

/** @throws PortcullisError `not_found`, also for somebody else's */
export async function removeView(engine: Engine, actor: StaffActor, id: SavedViewId): Promise<Record<never, never>> {
  const removed = await engine.store.write((tx) => tx.run(deleteView, { id, staffId: actor.staffId }));
  if (removed !== 1) throw notFound('saved view');
  return {};
}
