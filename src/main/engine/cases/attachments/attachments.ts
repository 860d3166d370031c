import type { CaseDetail } from '../../../../shared/contract/console/cases.ts';
import type { AttachmentType, CaseAttachmentId, CaseId } from '../../../../shared/vocabulary/index.ts';
import { revealed } from '../../accounts/reveals.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput, notFound, PortcullisError } from '../../errors.ts';
import { readImageHeader } from '../../identity/image-header.ts';
import { detailOf } from '../detail.ts';
import { keepLease, requireLine } from '../lease.ts';
import { loadCase, record } from '../transition.ts';
import { attachmentOfCase, contentContext, countAttachments, insertAttachment, nameContext } from './store.ts';

/** Everything but line breaks and tabs that a terminal or a bidi algorithm would act on. */
const CONTROLS = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What is kept of a text: the characters a reader sees. @returns null for what is no text at all */
export function readText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return utf8.decode(bytes).replaceAll('\r\n', '\n').replaceAll(CONTROLS, '');
  } catch {
    return null;
  }
}

interface SafeFile {
  readonly type: AttachmentType;
  readonly content: Uint8Array;
}

/**
 * Makes a file safe to keep and to show, told by its bytes whatever it is called: a picture is decoded in a sandbox and encoded anew, a text
 * stays text and nothing else. Whatever could act when it is opened (PDF, HTML as a page, archives, office files) has no way in: HTML and SVG
 * come in as the text they are.
 * @throws PortcullisError `invalid_input`, `unavailable`
 */
async function makeSafe(engine: Engine, bytes: Uint8Array): Promise<SafeFile> {
  if (readImageHeader(bytes) !== null || startsLikeImage(bytes)) return { type: 'image', content: (await engine.images.clean(bytes)).jpeg };
  const text = readText(bytes);
  if (text === null || text.trim() === '') {
    throw invalidInput('content', 'only JPEG and PNG pictures and plain text can be attached; take a picture of anything else');
  }
  return { type: 'text', content: new TextEncoder().encode(text) };
}

/** A picture whose header cannot be read is still none of the texts: the decoder says what is wrong with it. */
const startsLikeImage = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xd8) || (bytes[0] === 0x89 && bytes[1] === 0x50);

/**
 * Attaches a file to a case, sealed.
 * @param input.content base64
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `payload_too_large`, `conflict` when the case has as many as it may
 */
export async function attachFile(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly name: string; readonly content: string },
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  const largest = engine.settings.get('case.maxAttachment') * 1_024;
  const bytes = Buffer.from(input.content, 'base64');
  if (bytes.length > largest) throw new PortcullisError('payload_too_large', `A file may have at most ${largest / 1_024} KiB.`);
  // The picture is decoded outside the transaction; a case that is not there needs none.
  requireLine(actor, await engine.store.read((tx) => loadCase(tx, input.id)));
  const { type, content } = await makeSafe(engine, bytes);
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, input.id);
    requireLine(actor, found);
    const most = engine.settings.get('case.maxAttachments');
    if (Number((await tx.first(countAttachments, { caseId: found.id }))?.count ?? 0) >= most) {
      throw new PortcullisError('conflict', `A case takes ${most} files.`, { reason: 'too_many_files' });
    }
    const id = engine.ids.next('caseAttachment');
    await tx.run(insertAttachment, {
      id,
      caseId: found.id,
      staffId: actor.staffId,
      name: engine.sealer.seal(input.name, nameContext(id)),
      type,
      content: engine.sealer.seal(content, contentContext(id)),
      bytes: content.length,
      now: engine.clock.now(),
    });
    await keepLease(tx, engine, actor, found.id);
    await record(tx, engine, actor, found, 'case.file_attached', {
      changes: [{ field: 'attachment', old: null, new: id }],
      told: { attachment: true },
    });
    return detailOf(tx, engine, actor, found.id);
  });
}

/**
 * Shows one file, after the reading has gone into the audit trail (ST-03).
 * @throws PortcullisError `forbidden`, `rate_limited`, `not_found`, also for a file of another case
 */
export async function openAttachment(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly attachmentId: CaseAttachmentId; readonly reason: string },
) {
  requirePermission(actor, 'customers.reveal');
  return revealed(engine, actor, async (tx) => {
    const found = await loadCase(tx, input.id);
    const file = await tx.first(attachmentOfCase, { caseId: found.id, id: input.attachmentId });
    if (file === undefined) throw notFound('attachment');
    const show = async () => {
      await record(tx, engine, actor, found, 'case.file_read', {
        reason: input.reason,
        changes: [{ field: 'attachment', old: 'sealed', new: file.id }],
      });
      const name = engine.sealer.openText(file.nameSealed, nameContext(file.id));
      const content = engine.sealer.open(file.contentSealed, contentContext(file.id));
      const untilMs = engine.clock.now() + engine.settings.get('staff.revealFor');
      return file.type === 'image'
        ? { type: 'image' as const, name, jpeg: Buffer.from(content).toString('base64'), untilMs }
        : { type: 'text' as const, name, text: Buffer.from(content).toString('utf8'), untilMs };
    };
    return { accountId: found.account_id, show };
  });
}
