import { command, query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { Engine } from '../../engine.ts';

export const noteContext = (id: string): string => `case.note:${id}`;

export const openNote = (engine: Pick<Engine, 'sealer'>, note: { readonly id: string; readonly textSealed: Uint8Array }): string =>
  engine.sealer.openText(note.textSealed, noteContext(note.id));

export const insertNote = command<{ id: string; caseId: string; staffId: string; sealed: Uint8Array; now: number }>()((db, p) =>
  db.insertInto('case_notes').values({
    id: p('id'),
    case_id: p('caseId'),
    staff_id: p('staffId'),
    text_sealed: p('sealed'),
    created_at: p('now'),
  }),
);

/** Oldest first, as a conversation is read. */
export const notesOf = query<{ caseId: string }>()((db, p) =>
  db
    .selectFrom('case_notes')
    .select(['id', 'staff_id as staffId', 'text_sealed as textSealed', 'created_at as at'])
    .where('case_id', '=', p('caseId'))
    .orderBy('created_at')
    .orderBy('id')
    .limit(500),
);

export const insertWatcher = command<{ caseId: string; staffId: string; now: number }>()((db, p) =>
  db
    .insertInto('case_watchers')
    .values({ case_id: p('caseId'), staff_id: p('staffId'), since: p('now') })
    .onConflict((oc) => oc.columns(['case_id', 'staff_id']).doNothing()),
);

export const deleteWatcher = command<{ caseId: string; staffId: string }>()((db, p) =>
  db.deleteFrom('case_watchers').where('case_id', '=', p('caseId')).where('staff_id', '=', p('staffId')),
);

export const watchersOf = query<{ caseId: string }>()((db, p) =>
  db.selectFrom('case_watchers').select('staff_id as staffId').where('case_id', '=', p('caseId')).orderBy('since').orderBy('staff_id'),
);

export const insertLink = command<{ caseId: string; otherId: string; staffId: string; now: number }>()((db, p) =>
  db
    .insertInto('case_links')
    .values({ case_id: p('caseId'), other_id: p('otherId'), staff_id: p('staffId'), created_at: p('now') })
    .onConflict((oc) => oc.columns(['case_id', 'other_id']).doNothing()),
);

export const deleteLink = command<{ caseId: string; otherId: string }>()((db, p) =>
  db.deleteFrom('case_links').where('case_id', '=', p('caseId')).where('other_id', '=', p('otherId')),
);

/** Cases that somebody linked with this one, from either side. */
export async function linkedCases(tx: ReadTx, id: string): Promise<{ id: string; title: string; status: string }[]> {
  return tx.db
    .selectFrom('case_links')
    .innerJoin('cases', (join) =>
      join.on((eb) =>
        eb.or([
          eb.and([eb('case_links.case_id', '=', id), eb('cases.id', '=', eb.ref('case_links.other_id'))]),
          eb.and([eb('case_links.other_id', '=', id), eb('cases.id', '=', eb.ref('case_links.case_id'))]),
        ]),
      ),
    )
    .select(['cases.id', 'cases.title', 'cases.status'])
    .where((eb) => eb.or([eb('case_links.case_id', '=', id), eb('case_links.other_id', '=', id)]))
    .orderBy('case_links.created_at')
    .orderBy('cases.id')
    .limit(100)
    .execute();
}
