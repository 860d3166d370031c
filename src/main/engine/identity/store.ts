import { command, query } from '../../store/prepared.ts';
import type { ReadTx } from '../../store/store.ts';
import type { Place } from '../paging.ts';

const documentColumns = [
  'id',
  'account_id as accountId',
  'kind',
  'country',
  'number_hash as numberHash',
  'data_sealed as dataSealed',
  'expires_on as expiresOn',
  'status',
  'portrait_sealed as portraitSealed',
  'source',
  'created_at as createdAt',
  'decided_at as decidedAt',
] as const;

export const documentById = query<{ id: string }>()((db, p) =>
  db.selectFrom('identity_documents').select(documentColumns).where('id', '=', p('id')),
);
export type DocumentRow = NonNullable<Awaited<ReturnType<typeof readDocument>>>;
const readDocument = (tx: ReadTx, id: string) => tx.first(documentById, { id });

export const boundDocument = query<{ accountId: string }>()((db, p) =>
  db.selectFrom('identity_documents').select(documentColumns).where('account_id', '=', p('accountId')).where('status', '=', 'bound'),
);

export const documentsOf = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('identity_documents')
    .select(documentColumns)
    .where('account_id', '=', p('accountId'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

/** Where else a document is: bound to another account, or waiting for staff there. */
export const documentElsewhere = query<{ numberHash: string; accountId: string }>()((db, p) =>
  db
    .selectFrom('identity_documents')
    .select(['id', 'account_id as accountId', 'status'])
    .where('number_hash', '=', p('numberHash'))
    .where('account_id', '!=', p('accountId'))
    .where('status', 'in', ['bound', 'submitted'])
    .orderBy('status')
    .limit(20),
);

export const insertDocument = command<{
  id: string;
  accountId: string;
  kind: string;
  country: string;
  numberHash: string;
  dataSealed: Uint8Array;
  expiresOn: string | null;
  portraitSealed: Uint8Array | null;
  source: string;
  now: number;
}>()((db, p) =>
  db.insertInto('identity_documents').values({
    id: p('id'),
    account_id: p('accountId'),
    kind: p('kind'),
    country: p('country'),
    number_hash: p('numberHash'),
    data_sealed: p('dataSealed'),
    expires_on: p('expiresOn'),
    status: 'submitted',
    portrait_sealed: p('portraitSealed'),
    source: p('source'),
    created_at: p('now'),
    decided_at: null,
  }),
);

export const moveDocument = command<{ id: string; from: string; to: string; now: number }>()((db, p) =>
  db
    .updateTable('identity_documents')
    .set({ status: p('to'), decided_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', '=', p('from')),
);

/** Documents whose last day is over. */
export const expiredDocuments = query<{ today: string; limit: number }>()((db, p) =>
  db
    .selectFrom('identity_documents')
    .innerJoin('accounts', 'accounts.id', 'identity_documents.account_id')
    .select(['identity_documents.id', 'identity_documents.account_id as accountId'])
    .where('identity_documents.status', '=', 'bound')
    .where('identity_documents.expires_on', '<', p('today'))
    .where('accounts.identity_status', '=', 'verified')
    .limit(p('limit')),
);

export const insertImage = command<{
  id: string;
  documentId: string;
  accountId: string;
  side: string;
  sealed: Uint8Array;
  bytes: number;
  width: number;
  height: number;
  now: number;
}>()((db, p) =>
  db.insertInto('identity_images').values({
    id: p('id'),
    document_id: p('documentId'),
    account_id: p('accountId'),
    side: p('side'),
    image_sealed: p('sealed'),
    bytes: p('bytes'),
    width: p('width'),
    height: p('height'),
    created_at: p('now'),
  }),
);

export const imagesOf = query<{ documentId: string }>()((db, p) =>
  db
    .selectFrom('identity_images')
    .select(['id', 'side', 'bytes', 'width', 'height'])
    .where('document_id', '=', p('documentId'))
    .orderBy('side', 'desc'),
);

export const imageById = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('identity_images')
    .select(['id', 'document_id as documentId', 'account_id as accountId', 'side', 'image_sealed as imageSealed'])
    .where('id', '=', p('id')),
);

/** The number of the move is the next of its account; two at once cannot both take it. */
export const insertMove = command<{
  accountId: string;
  seq: number;
  at: number;
  event: string;
  from: string;
  to: string;
  level: number;
  actorKind: string;
  actorId: string;
  reason: string | null;
}>()((db, p) =>
  db.insertInto('identity_moves').values({
    account_id: p('accountId'),
    seq: p('seq'),
    at: p('at'),
    event: p('event'),
    from_status: p('from'),
    to_status: p('to'),
    level: p('level'),
    actor_kind: p('actorKind'),
    actor_id: p('actorId'),
    reason: p('reason'),
  }),
);

export const lastMove = query<{ accountId: string }>()((db, p) =>
  db.selectFrom('identity_moves').select('seq').where('account_id', '=', p('accountId')).orderBy('seq', 'desc').limit(1),
);

export const movesOf = query<{ accountId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('identity_moves')
    .select(['at', 'event', 'from_status as from', 'to_status as to', 'level', 'actor_kind as actorKind', 'reason'])
    .where('account_id', '=', p('accountId'))
    .orderBy('seq', 'desc')
    .limit(p('limit')),
);

const requestColumns = [
  'id',
  'account_id as accountId',
  'kind',
  'status',
  'document_id as documentId',
  'content_hash as contentHash',
  'conflicts',
  'risk',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'first_approver as firstApprover',
  'first_approved_at as firstApprovedAt',
  'decided_at as decidedAt',
  'decided_by as decidedBy',
  'reason',
] as const;

export const requestById = query<{ id: string }>()((db, p) =>
  db.selectFrom('identity_requests').select(requestColumns).where('id', '=', p('id')),
);
const readRequest = (tx: ReadTx, id: string) => tx.first(requestById, { id });
export type RequestRow = NonNullable<Awaited<ReturnType<typeof readRequest>>>;

export const openRequestOf = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('identity_requests')
    .select(requestColumns)
    .where('account_id', '=', p('accountId'))
    .where('status', 'in', ['open', 'awaiting_second']),
);

export const lastRequestOf = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('identity_requests')
    .select(requestColumns)
    .where('account_id', '=', p('accountId'))
    .where('status', '!=', 'replaced')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

export const insertRequest = command<{
  id: string;
  accountId: string;
  kind: string;
  documentId: string;
  contentHash: string;
  conflicts: string;
  risk: string;
  now: number;
}>()((db, p) =>
  db.insertInto('identity_requests').values({
    id: p('id'),
    account_id: p('accountId'),
    kind: p('kind'),
    status: 'open',
    document_id: p('documentId'),
    content_hash: p('contentHash'),
    conflicts: p('conflicts'),
    risk: p('risk'),
    created_at: p('now'),
    updated_at: p('now'),
    first_approver: null,
    first_approved_at: null,
    decided_at: null,
    decided_by: null,
    reason: null,
  }),
);

/** Moves a request by its machine; only from the state and the content that the decider saw. */
export const moveRequest = command<{
  id: string;
  from: string;
  contentHash: string;
  to: string;
  firstApprover: string | null;
  firstApprovedAt: number | null;
  decidedAt: number | null;
  decidedBy: string | null;
  reason: string | null;
  now: number;
}>()((db, p) =>
  db
    .updateTable('identity_requests')
    .set({
      status: p('to'),
      first_approver: p('firstApprover'),
      first_approved_at: p('firstApprovedAt'),
      decided_at: p('decidedAt'),
      decided_by: p('decidedBy'),
      reason: p('reason'),
      updated_at: p('now'),
    })
    .where('id', '=', p('id'))
    .where('status', '=', p('from'))
    .where('content_hash', '=', p('contentHash')),
);

/** Requests newest first; one row more than asked for tells of a next page. */
export function requestRows(
  tx: ReadTx,
  filter: { readonly status: 'waiting' | 'all'; readonly accountId?: string | undefined },
  after: Place | null,
  limit: number,
) {
  let rows = tx.db
    .selectFrom('identity_requests')
    .innerJoin('accounts', 'accounts.id', 'identity_requests.account_id')
    .select([
      'identity_requests.id',
      'identity_requests.account_id as accountId',
      'identity_requests.kind',
      'identity_requests.status',
      'identity_requests.risk',
      'identity_requests.conflicts',
      'identity_requests.created_at as createdAt',
      'identity_requests.updated_at as updatedAt',
      'identity_requests.decided_at as decidedAt',
      'identity_requests.first_approver as firstApprover',
      'identity_requests.reason',
      'accounts.name as customerName',
    ])
    .orderBy('identity_requests.created_at', 'desc')
    .orderBy('identity_requests.id', 'desc')
    .limit(limit + 1);
  if (filter.status === 'waiting') rows = rows.where('identity_requests.status', 'in', ['open', 'awaiting_second']);
  if (filter.accountId !== undefined) rows = rows.where('identity_requests.account_id', '=', filter.accountId);
  if (after !== null) {
    rows = rows.where((eb) =>
      eb.or([
        eb('identity_requests.created_at', '<', after.at),
        eb.and([eb('identity_requests.created_at', '=', after.at), eb('identity_requests.id', '<', after.id)]),
      ]),
    );
  }
  return rows.execute();
}
