import { query } from '../../../store/prepared.ts';

/** Whose factors protect an account: its main account's, or its own. */
export const ownerOf = query<{ id: string }>()((db, p) =>
  db.selectFrom('accounts').select(['id', 'kind', 'main_account_id as mainAccountId', 'status']).where('id', '=', p('id')),
);
