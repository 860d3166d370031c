import { command, query } from '../../../store/prepared.ts';

export const replyContext = (id: string): string => `case.reply:${id}`;

export const insertReply = command<{
  id: string;
  caseId: string;
  staffId: string;
  sentTo: string;
  sealed: Uint8Array;
  now: number;
}>()((db, p) =>
  db.insertInto('case_replies').values({
    id: p('id'),
    case_id: p('caseId'),
    staff_id: p('staffId'),
    sent_to: p('sentTo'),
    text_sealed: p('sealed'),
    created_at: p('now'),
  }),
);

const columns = [
  'id',
  'case_id as caseId',
  'staff_id as staffId',
  'sent_to as sentTo',
  'text_sealed as textSealed',
  'created_at as at',
] as const;

export const replyById = query<{ id: string }>()((db, p) => db.selectFrom('case_replies').select(columns).where('id', '=', p('id')));

/** Oldest first, as a correspondence is read. */
export const repliesOf = query<{ caseId: string }>()((db, p) =>
  db.selectFrom('case_replies').select(columns).where('case_id', '=', p('caseId')).orderBy('created_at').orderBy('id').limit(200),
);

/** Newest first. */
export const latestReplies = query<{ caseId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('case_replies')
    .select('created_at as at')
    .where('case_id', '=', p('caseId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);
