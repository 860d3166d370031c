import type { AccountId } from '../../../shared/vocabulary/index.ts';
import { loadAccount } from '../accounts/view.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { invalidInput } from '../errors.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { checkDates, type DocumentInput, type ImageInput, keepDocument, numberHash, prepareImages } from './documents.ts';
import { presentDocument } from './present.ts';
import { boundElsewhere, compareFaces, openRequest, replaceWaiting } from './request.ts';
import { documentInUse, reportReuse } from './reuse.ts';
import { bindDocument, eraseFaceOf } from './settle.ts';
import { documentById, documentsOf } from './store.ts';

export type PlatformDocument = ReturnType<typeof presentDocument>;

const SHOWN = 100;

/**
 * Takes a document that the platform has of a customer (IN-01): verified by itself and bound at once, in place of what waits
 * for staff; or to be looked at by them.
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `unavailable`, `idempotency_mismatch`, `conflict`: `document_in_use`
 */
export async function addDocument(
  engine: Engine,
  actor: PlatformActor,
  input: DocumentInput & {
    readonly id: AccountId;
    readonly verified: boolean;
    readonly level: number;
    readonly images: readonly ImageInput[];
  },
  idempotency: Idempotency,
): Promise<PlatformDocument> {
  requireScope(actor, 'accounts:write');
  const { id: accountId, verified, level, images, ...document } = input;
  await engine.store.read((tx) => loadAccount(tx, accountId));
  checkDates(document, engine.clock.now());
  const prepared = await prepareImages(engine, images, !verified);
  const faces = await compareFaces(engine, accountId, prepared.portrait);
  const answer = await engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async (): Promise<PlatformDocument | null> => {
      const account = await loadAccount(tx, accountId);
      if (account.kind !== 'main') throw invalidInput('id', 'must be a main account; sub-accounts have its identity');
      const other = await boundElsewhere(tx, numberHash(engine, document), accountId);
      if (other !== null) {
        await reportReuse(tx, engine, actor, accountId, other);
        return null;
      }
      let documentId: string;
      if (verified) {
        documentId = (await keepDocument(tx, engine, accountId, document, prepared, 'platform')).id;
        const waited = await replaceWaiting(tx, engine, actor, accountId, 'the platform verified another document');
        if (waited !== null && faces.enrolled === null) {
          await eraseFaceOf(tx, engine, actor, waited, 'nobody verified the document that it was compared with');
        }
        const least = Math.min(...[faces.document, faces.enrolled].filter((score) => score !== null));
        const faceDiffers = faces.enrolled !== null && least < engine.settings.get('face.documentMatch');
        await bindDocument(tx, engine, actor, { id: documentId, accountId }, { level, reason: 'checked by the platform', faceDiffers });
      } else {
        documentId = (await openRequest(tx, engine, actor, accountId, document, prepared, faces)).documentId;
      }
      const row = await tx.first(documentById, { id: documentId });
      if (row === undefined) throw new Error('The document was written in this transaction');
      return presentDocument(engine, row);
    }),
  );
  if (answer === null) throw documentInUse();
  return answer;
}

/**
 * The documents of an account, newest first, masked: the platform knows what it sent.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function listDocuments(
  engine: Engine,
  actor: PlatformActor,
  input: { readonly id: AccountId },
): Promise<{ readonly items: PlatformDocument[] }> {
  requireScope(actor, 'accounts:read');
  return engine.store.read(async (tx) => {
    await loadAccount(tx, input.id);
    const rows = await tx.all(documentsOf, { accountId: input.id, limit: SHOWN });
    return { items: rows.map((row) => presentDocument(engine, row)) };
  });
}
