import { command, query } from '../../store/prepared.ts';
import { statesBefore } from '../machine.ts';
import { contactChangeMoves } from './machine.ts';

export const insertChange = command<{
  id: string;
  accountId: string;
  operationId: string;
  sessionId: string;
  item: string;
  former: string | null;
  destination: string;
  data: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('contact_changes').values({
    id: p('id'),
    account_id: p('accountId'),
    operation_id: p('operationId'),
    session_id: p('sessionId'),
    item: p('item'),
    former: p('former'),
    destination: p('destination'),
    status: 'pending',
    data: p('data'),
    tries: 0,
    created_at: p('now'),
    expires_at: p('expiresAt'),
    finished_at: null,
  }),
);

export const changeById = query<{ id: string }>()((db, p) => db.selectFrom('contact_changes').selectAll().where('id', '=', p('id')));

export const pendingChanges = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('contact_changes')
    .select(['id', 'item', 'destination', 'expires_at as expiresAt'])
    .where('account_id', '=', p('accountId'))
    .where('status', '=', 'pending'),
);

/** What a finished change leaves: that it was, and nothing of whom it reached. */
const nobody = { former: null, destination: '' } as const;

/** One change of an item at a time: a newer one takes the older one's place. */
export const abandonChanges = command<{ accountId: string; item: string; now: number }>()((db, p) =>
  db
    .updateTable('contact_changes')
    .set({ status: 'abandoned', finished_at: p('now'), ...nobody })
    .where('account_id', '=', p('accountId'))
    .where('item', '=', p('item'))
    .where('status', 'in', statesBefore(contactChangeMoves, 'abandon')),
);

export const abandonAllChanges = command<{ accountId: string; now: number }>()((db, p) =>
  db
    .updateTable('contact_changes')
    .set({ status: 'abandoned', finished_at: p('now'), ...nobody })
    .where('account_id', '=', p('accountId'))
    .where('status', 'in', statesBefore(contactChangeMoves, 'abandon')),
);

export const abandonExpired = command<{ now: number }>()((db, p) =>
  db
    .updateTable('contact_changes')
    .set({ status: 'abandoned', finished_at: p('now'), ...nobody })
    .where('status', 'in', statesBefore(contactChangeMoves, 'abandon'))
    .where('expires_at', '<=', p('now')),
);

/** The compare-and-set that finishes a change once. */
export const finishChange = command<{ id: string; status: string; now: number }>()((db, p) =>
  db
    .updateTable('contact_changes')
    .set({ status: p('status'), finished_at: p('now'), ...nobody })
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(contactChangeMoves, 'confirm')),
);

export const countTry = command<{ id: string }>()((db, p) =>
  db
    .updateTable('contact_changes')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(contactChangeMoves, 'confirm')),
);

export const keepCode = command<{ id: string; data: string }>()((db, p) =>
  db
    .updateTable('contact_changes')
    .set({ data: p('data') })
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(contactChangeMoves, 'confirm')),
);

export const setEmail = command<{ id: string; email: string | null; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ email: p('email'), contact_changed_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('id')),
);

export const setPhone = command<{ id: string; phone: string | null; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ phone: p('phone'), contact_changed_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('id')),
);
