import type { IdentityComparison } from '../../../shared/contract/console/identity.ts';
import { type IdentityField, identityFields } from '../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { templateContext } from '../factors/face/method.ts';
import { activeFace } from '../factors/face/store.ts';
import { openDocument } from './documents.ts';
import { portraitContext } from './portraits.ts';
import { boundDocument, type DocumentRow, documentById, requestById } from './store.ts';

/**
 * Compares what a request brings with what is bound (FV-03): which fields differ, which no masked value tells, and how alike the faces are.
 * No datum and no picture leaves the engine, so nothing is revealed by it.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function compareIdentities(engine: Engine, actor: StaffActor, id: string): Promise<IdentityComparison> {
  requirePermission(actor, 'customers.read');
  const { before, after, enrolled } = await engine.store.read(async (tx) => {
    const request = await tx.first(requestById, { id });
    if (request === undefined) throw notFound('identity request');
    const bound = await tx.first(boundDocument, { accountId: request.accountId });
    const face = await tx.first(activeFace, { accountId: request.accountId });
    return {
      before: bound?.id === request.documentId ? undefined : bound,
      after: await tx.first(documentById, { id: request.documentId }),
      enrolled: face?.templateSealed == null ? null : engine.sealer.open(face.templateSealed, templateContext(face.id)),
    };
  });
  const sameFrom = engine.settings.get('face.documentMatch');
  const portrait = portraitIn(engine, after);
  const likeness = async (known: Uint8Array | null): Promise<IdentityComparison['faces']['document']> => {
    if (known === null || portrait === null) return null;
    const score = await engine.face.compare(known, portrait);
    return { score: Math.round(score * 100) / 100, same: score >= sameFrom };
  };
  return {
    differs: before === undefined || after === undefined ? [] : differingFields(engine, before, after),
    faces: { document: await likeness(portraitIn(engine, before)), enrolled: await likeness(enrolled), sameFrom },
  };
}

const portraitIn = (engine: Engine, row: DocumentRow | undefined): Uint8Array | null =>
  row?.portraitSealed == null ? null : engine.sealer.open(row.portraitSealed, portraitContext(row.id));

function differingFields(engine: Engine, before: DocumentRow, after: DocumentRow): IdentityField[] {
  const valuesOf = (row: DocumentRow): Readonly<Record<IdentityField, string | null>> => {
    const { number, name, birthDate } = openDocument(engine, row);
    return { kind: row.kind, country: row.country, number, name, birthDate, expiresOn: row.expiresOn };
  };
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  return identityFields.filter((field) => old[field] !== fresh[field]);
}
