import { command, query } from '../../../store/prepared.ts';

export const contactOf = query<{ id: string }>()((db, p) => db.selectFrom('accounts').select(['email', 'phone']).where('id', '=', p('id')));

export const locksOf = query<{ accountId: string; source: string }>()((db, p) =>
  db
    .selectFrom('code_failures')
    .select('item')
    .where('account_id', '=', p('accountId'))
    .where('source', '=', p('source'))
    .where('locked_at', 'is not', null),
);

/** One more wrong code. @returns (with `returning`) how many there were in a row by now */
export const countFailure = command<{ accountId: string; item: string; source: string; now: number }>()((db, p) =>
  db
    .insertInto('code_failures')
    .values({ account_id: p('accountId'), item: p('item'), source: p('source'), failures: 1, last_at: p('now'), locked_at: null })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'item', 'source'])
        .doUpdateSet((e) => ({ failures: e('code_failures.failures', '+', 1), last_at: e.ref('excluded.last_at') })),
    )
    .returning('failures'),
);

export const lockItem = command<{ accountId: string; item: string; source: string; now: number }>()((db, p) =>
  db
    .updateTable('code_failures')
    .set({ locked_at: p('now') })
    .where('account_id', '=', p('accountId'))
    .where('item', '=', p('item'))
    .where('source', '=', p('source'))
    .where('locked_at', 'is', null),
);

export const forgetFailures = command<{ accountId: string; item: string; source: string }>()((db, p) =>
  db.deleteFrom('code_failures').where('account_id', '=', p('accountId')).where('item', '=', p('item')).where('source', '=', p('source')),
);

export const forgetAllFailures = command<{ accountId: string; item: string }>()((db, p) =>
  db.deleteFrom('code_failures').where('account_id', '=', p('accountId')).where('item', '=', p('item')),
);

export const insertSend = command<{ accountId: string; destinationHash: string; source: string; now: number }>()((db, p) =>
  db.insertInto('code_sends').values({
    account_id: p('accountId'),
    destination_hash: p('destinationHash'),
    source: p('source'),
    sent_at: p('now'),
    confirmed_at: null,
  }),
);

/** Codes that an account was sent lately, the newest first. */
export const sendsOfAccount = query<{ accountId: string; since: number }>()((db, p) =>
  db
    .selectFrom('code_sends')
    .select(['source', 'sent_at as sentAt', 'confirmed_at as confirmedAt'])
    .where('account_id', '=', p('accountId'))
    .where('sent_at', '>', p('since'))
    .orderBy('sent_at', 'desc')
    .orderBy('id', 'desc'),
);

/** Codes that went to a destination lately, whoever's account they were for, the newest first. */
export const sendsTo = query<{ destinationHash: string; since: number }>()((db, p) =>
  db
    .selectFrom('code_sends')
    .select(['source', 'sent_at as sentAt', 'confirmed_at as confirmedAt'])
    .where('destination_hash', '=', p('destinationHash'))
    .where('sent_at', '>', p('since'))
    .orderBy('sent_at', 'desc')
    .orderBy('id', 'desc'),
);

export const confirmSends = command<{ accountId: string; destinationHash: string; now: number }>()((db, p) =>
  db
    .updateTable('code_sends')
    .set({ confirmed_at: p('now') })
    .where('account_id', '=', p('accountId'))
    .where('destination_hash', '=', p('destinationHash'))
    .where('confirmed_at', 'is', null),
);

export const deleteSends = command<{ before: number; limit: number }>()((db, p) =>
  db
    .deleteFrom('code_sends')
    .where('id', 'in', ({ selectFrom }) => selectFrom('code_sends').select('id').where('sent_at', '<', p('before')).limit(p('limit'))),
);
