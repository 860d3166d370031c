import { command, query } from '../../../store/prepared.ts';
import { statesBefore } from '../../machine.ts';
import { factorMoves } from '../machine.ts';

/** The enrolled face of an account. */
export const activeFace = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('factors')
    .select(['id', 'secret_sealed as templateSealed', 'data'])
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', 'face')
    .where('status', '=', 'active'),
);

/** The photo of the document that is bound to an account, and of one that waits for staff. */
export const portraitsOf = query<{ accountId: string }>()((db, p) =>
  db
    .selectFrom('identity_documents')
    .select(['id', 'status', 'portrait_sealed as portraitSealed'])
    .where('account_id', '=', p('accountId'))
    .where('status', 'in', ['bound', 'submitted'])
    .orderBy('created_at', 'desc'),
);

export const activateFace = command<{ id: string; template: Uint8Array; data: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'active', secret_sealed: p('template'), data: p('data'), activated_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(factorMoves, 'prove')),
);

/** Keeps what an enrolment needs between two tries. */
export const keepFaceData = command<{ id: string; before: string; data: string }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ data: p('data') })
    .where('id', '=', p('id'))
    .where('status', '=', 'pending')
    .where('data', '=', p('before')),
);

/** Takes a face away with its template: what is erased is not to be found in the database either. */
export const eraseFace = command<{ accountId: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'removed', secret_sealed: null, removed_at: p('now') })
    .where('account_id', '=', p('accountId'))
    .where('kind', '=', 'face')
    .where('status', 'in', ['active', 'suspended'])
    .returning('id'),
);

export const setFaceEnrolled = command<{ id: string; at: number | null; now: number }>()((db, p) =>
  db
    .updateTable('accounts')
    .set({ face_enrolled_at: p('at'), factor_changed_at: p('now'), updated_at: p('now') })
    .where('id', '=', p('id')),
);

export const frameSeen = query<{ hash: string }>()((db, p) =>
  db.selectFrom('face_frames').select('frame_hash as hash').where('frame_hash', '=', p('hash')),
);

/** Changes nothing for a frame that was there before, whoever sent it. */
export const insertFrame = command<{
  hash: string;
  accountId: string;
  operationId: string;
  sealed: Uint8Array;
  now: number;
  sealedUntil: number;
  expiresAt: number;
}>()((db, p) =>
  db
    .insertInto('face_frames')
    .values({
      frame_hash: p('hash'),
      account_id: p('accountId'),
      operation_id: p('operationId'),
      frame_sealed: p('sealed'),
      created_at: p('now'),
      sealed_until: p('sealedUntil'),
      expires_at: p('expiresAt'),
    })
    .onConflict((conflict) => conflict.column('frame_hash').doNothing()),
);

export const forgetFrameImages = command<{ now: number; limit: number }>()((db, p) =>
  db
    .updateTable('face_frames')
    .set({ frame_sealed: null })
    .where('frame_hash', 'in', ({ selectFrom }) =>
      selectFrom('face_frames')
        .select('frame_hash')
        .where('sealed_until', '<=', p('now'))
        .where('frame_sealed', 'is not', null)
        .limit(p('limit')),
    ),
);

export const forgetFramesOf = command<{ accountId: string }>()((db, p) =>
  db.updateTable('face_frames').set({ frame_sealed: null }).where('account_id', '=', p('accountId')).where('frame_sealed', 'is not', null),
);

export const deleteFrames = command<{ now: number; limit: number }>()((db, p) =>
  db
    .deleteFrom('face_frames')
    .where('frame_hash', 'in', ({ selectFrom }) =>
      selectFrom('face_frames').select('frame_hash').where('expires_at', '<=', p('now')).limit(p('limit')),
    ),
);
