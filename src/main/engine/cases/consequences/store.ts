import { query } from '../../../store/prepared.ts';

/** Live sessions of an account and of the sub-accounts that its factors protect. */
export const liveSessionCount = query<{ accountId: string; now: number }>()((db, p) =>
  db
    .selectFrom('sessions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', p('now'))
    .where((eb) =>
      eb.or([
        eb('account_id', '=', p('accountId')),
        eb('account_id', 'in', eb.selectFrom('accounts').select('id').where('main_account_id', '=', p('accountId'))),
      ]),
    ),
);
