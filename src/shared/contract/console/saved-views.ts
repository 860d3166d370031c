import { z } from 'zod';
import { savedViewIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema } from '../common.ts';

const grid = z.string().regex(/^[a-z][a-z-]{0,39}$/, 'not the name of a list');

/** Filters, columns and order of a list, as the console understands them. */
export const viewContentSchema = z.strictObject({
  search: z.record(z.string().max(40), z.string().max(500)).describe('The filters as they stand in the address'),
  columns: z.record(z.string().max(60), z.boolean()).describe('Which columns show'),
  sort: z.strictObject({ id: z.string().max(60), desc: z.boolean() }).nullable(),
});
export type ViewContent = z.infer<typeof viewContentSchema>;

export const savedViewSchema = z.object({ id: savedViewIdSchema, grid: z.string(), name: z.string(), content: viewContentSchema });
export type SavedView = z.infer<typeof savedViewSchema>;

/** Views of lists that a person keeps under a name; they follow the person to every console. */
export const savedViews = {
  list: base.input(z.object({ grid })).output(z.object({ items: z.array(savedViewSchema) })),
  save: base.input(z.strictObject({ grid, name: lineSchema(60).min(1), content: viewContentSchema })).output(savedViewSchema),
  remove: base.input(z.strictObject({ id: savedViewIdSchema })).output(z.object({})),
};
