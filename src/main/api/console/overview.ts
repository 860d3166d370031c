import { readOverview } from '../../engine/overview/overview.ts';
import { staff } from './context.ts';

export const overview = {
  read: staff.overview.read.handler(({ input, context: { engine, actor } }) => readOverview(engine, actor, input)),
};
