import { listViews, removeView, saveView } from '../../engine/saved-views/saved-views.ts';
import { staff } from './context.ts';

export const savedViews = {
  list: staff.savedViews.list.handler(({ input, context: { engine, actor } }) => listViews(engine, actor, input.grid)),
  save: staff.savedViews.save.handler(({ input, context: { engine, actor } }) => saveView(engine, actor, input)),
  remove: staff.savedViews.remove.handler(({ input, context: { engine, actor } }) => removeView(engine, actor, input.id)),
};
