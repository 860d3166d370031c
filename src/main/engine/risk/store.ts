import { command, query } from '../../store/prepared.ts';

export const liveVersion = query<{ kind: string }>()((db, p) =>
  db
    .selectFrom('governed_versions')
    .select(['version', 'content', 'content_hash as contentHash'])
    .where('kind', '=', p('kind'))
    .where('status', '=', 'live'),
);

export const governedVersion = query<{ kind: string; version: number }>()((db, p) =>
  db
    .selectFrom('governed_versions')
    .select(['version', 'content', 'content_hash as contentHash'])
    .where('kind', '=', p('kind'))
    .where('version', '=', p('version')),
);

export const insertFirstVersion = command<{ kind: string; content: string; contentHash: string; now: number; by: string }>()((db, p) =>
  db
    .insertInto('governed_versions')
    .values({
      kind: p('kind'),
      version: 1,
      status: 'live',
      content: p('content'),
      content_hash: p('contentHash'),
      created_at: p('now'),
      created_by: p('by'),
      published_at: p('now'),
    })
    .onConflict((oc) => oc.doNothing()),
);
