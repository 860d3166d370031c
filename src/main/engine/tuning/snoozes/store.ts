import { command, query } from '../../../store/prepared.ts';

const columns = [
  'id',
  'account_id as accountId',
  'rule_id as ruleId',
  'reason',
  'created_at as createdAt',
  'created_by as createdBy',
  'expires_at as expiresAt',
  'ended_at as endedAt',
  'ended_by as endedBy',
] as const;

export const snoozesOf = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('rule_snoozes')
    .select(columns)
    .where('account_id', '=', p('accountId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const snoozeById = query<{ id: string }>()((db, p) => db.selectFrom('rule_snoozes').select(columns).where('id', '=', p('id')));

export const openSnooze = query<{ accountId: string; ruleId: string }>()((db, p) =>
  db
    .selectFrom('rule_snoozes')
    .select(columns)
    .where('account_id', '=', p('accountId'))
    .where('rule_id', '=', p('ruleId'))
    .where('ended_at', 'is', null),
);

export const insertSnooze = command<{
  id: string;
  accountId: string;
  ruleId: string;
  reason: string;
  now: number;
  by: string;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('rule_snoozes').values({
    id: p('id'),
    account_id: p('accountId'),
    rule_id: p('ruleId'),
    reason: p('reason'),
    created_at: p('now'),
    created_by: p('by'),
    expires_at: p('expiresAt'),
  }),
);

export const endSnooze = command<{ id: string; now: number; by: string }>()((db, p) =>
  db
    .updateTable('rule_snoozes')
    .set({ ended_at: p('now'), ended_by: p('by') })
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null),
);

export const accountExists = query<{ id: string }>()((db, p) => db.selectFrom('accounts').select('id').where('id', '=', p('id')));
