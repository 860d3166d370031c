import { command, query } from '../../../store/prepared.ts';

export const allTemplates = query()((db) =>
  db
    .selectFrom('case_templates')
    .select(['id', 'kind', 'queue', 'title', 'text', 'updated_at as updatedAt', 'updated_by as updatedBy'])
    .orderBy('title')
    .orderBy('id')
    .limit(500),
);

export const templateById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('case_templates')
    .select(['id', 'kind', 'queue', 'title', 'text', 'updated_at as updatedAt', 'updated_by as updatedBy'])
    .where('id', '=', p('id')),
);

interface TemplateRow {
  readonly id: string;
  readonly kind: string;
  readonly queue: string | null;
  readonly title: string;
  readonly text: string;
  readonly by: string;
  readonly now: number;
}

export const upsertTemplate = command<TemplateRow>()((db, p) =>
  db
    .insertInto('case_templates')
    .values({
      id: p('id'),
      kind: p('kind'),
      queue: p('queue'),
      title: p('title'),
      text: p('text'),
      updated_at: p('now'),
      updated_by: p('by'),
    })
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        kind: eb.ref('excluded.kind'),
        queue: eb.ref('excluded.queue'),
        title: eb.ref('excluded.title'),
        text: eb.ref('excluded.text'),
        updated_at: eb.ref('excluded.updated_at'),
        updated_by: eb.ref('excluded.updated_by'),
      })),
    ),
);

export const deleteTemplate = command<{ id: string }>()((db, p) => db.deleteFrom('case_templates').where('id', '=', p('id')));
