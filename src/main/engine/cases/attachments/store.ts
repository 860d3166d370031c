import type { CaseAttachment, Person } from '../../../../shared/contract/console/cases.ts';
import type { AttachmentType, CaseAttachmentId } from '../../../../shared/vocabulary/index.ts';
import { command, query } from '../../../store/prepared.ts';
import type { Engine } from '../../engine.ts';

export const nameContext = (id: string): string => `case.attachment.name:${id}`;
export const contentContext = (id: string): string => `case.attachment:${id}`;

export const insertAttachment = command<{
  id: string;
  caseId: string;
  staffId: string;
  name: Uint8Array;
  type: string;
  content: Uint8Array;
  bytes: number;
  now: number;
}>()((db, p) =>
  db.insertInto('case_attachments').values({
    id: p('id'),
    case_id: p('caseId'),
    staff_id: p('staffId'),
    name_sealed: p('name'),
    type: p('type'),
    content_sealed: p('content'),
    bytes: p('bytes'),
    created_at: p('now'),
  }),
);

export const attachmentsOf = query<{ caseId: string }>()((db, p) =>
  db
    .selectFrom('case_attachments')
    .select(['id', 'staff_id as staffId', 'name_sealed as nameSealed', 'type', 'bytes', 'created_at as at'])
    .where('case_id', '=', p('caseId'))
    .orderBy('created_at')
    .orderBy('id'),
);

export const countAttachments = query<{ caseId: string }>()((db, p) =>
  db
    .selectFrom('case_attachments')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('case_id', '=', p('caseId')),
);

/** By its case too: an id alone opens nothing. */
export const attachmentOfCase = query<{ caseId: string; id: string }>()((db, p) =>
  db
    .selectFrom('case_attachments')
    .select(['id', 'name_sealed as nameSealed', 'type', 'content_sealed as contentSealed'])
    .where('case_id', '=', p('caseId'))
    .where('id', '=', p('id')),
);

export const presentAttachment = (
  engine: Pick<Engine, 'sealer'>,
  row: { readonly id: string; readonly nameSealed: Uint8Array; readonly type: string; readonly bytes: number; readonly at: number },
  by: Person,
): CaseAttachment => ({
  id: row.id as CaseAttachmentId,
  name: engine.sealer.openText(row.nameSealed, nameContext(row.id)),
  type: row.type as AttachmentType,
  bytes: row.bytes,
  by,
  at: row.at,
});
