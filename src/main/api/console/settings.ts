import { listSettings, setSetting } from '../../engine/settings/manage.ts';
import { staff } from './context.ts';

export const settings = {
  list: staff.settings.list.handler(({ context: { engine, actor } }) => listSettings(engine, actor)),
  set: staff.settings.set.handler(({ input, context: { engine, actor } }) => setSetting(engine, actor, input)),
};
