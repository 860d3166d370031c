import { command, query } from '../../../store/prepared.ts';

const columns = [
  'id',
  'name',
  'email',
  'role',
  'invited_by as invitedBy',
  'status',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'settled_at as settledAt',
  'staff_id as staffId',
] as const;

export interface InvitationRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly status: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly settledAt: number | null;
  readonly staffId: string | null;
}

export const invitationById = query<{ id: string }>()((db, p) =>
  db.selectFrom('staff_invitations').select(columns).where('id', '=', p('id')),
);

export const openInvitationTo = query<{ email: string }>()((db, p) =>
  db.selectFrom('staff_invitations').select(columns).where('email', '=', p('email')).where('status', '=', 'open'),
);

/** Newest first. */
export const latestInvitations = query<{ limit: number }>()((db, p) =>
  db.selectFrom('staff_invitations').select(columns).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(p('limit')),
);

export const insertInvitation = command<{
  id: string;
  name: string;
  email: string;
  role: string;
  by: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db.insertInto('staff_invitations').values({
    id: p('id'),
    name: p('name'),
    email: p('email'),
    role: p('role'),
    invited_by: p('by'),
    status: 'open',
    created_at: p('now'),
    expires_at: p('expiresAt'),
    settled_at: null,
    staff_id: null,
  }),
);

/** Each invitation is settled once, whatever races to do it. */
export const settleInvitation = command<{ id: string; to: string; now: number }>()((db, p) =>
  db
    .updateTable('staff_invitations')
    .set({ status: p('to'), settled_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', 'open'),
);

/** Begins an acceptance where the invitation stands at that moment; otherwise it changes no row. */
export const beginJoining = command<{ id: string; staffId: string; now: number }>()((db, p) =>
  db
    .updateTable('staff_invitations')
    .set({ staff_id: p('staffId') })
    .where('id', '=', p('id'))
    .where('status', '=', 'open')
    .where('expires_at', '>', p('now')),
);
