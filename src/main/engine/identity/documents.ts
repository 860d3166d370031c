import type { DocumentKind, DocumentSide } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { foldName } from '../accounts/names.ts';
import type { Engine } from '../engine.ts';
import { invalidInput } from '../errors.ts';
import type { CleanImage } from '../ports.ts';
import { portraitContext } from './portraits.ts';
import { type DocumentRow, insertDocument, insertImage } from './store.ts';

/** What a document says. Stored as one sealed value (FV-02). */
export interface DocumentData {
  readonly number: string;
  /** As printed. */
  readonly name: string;
  /** `1990-04-30` */
  readonly birthDate: string;
}

export interface DocumentInput extends DocumentData {
  readonly kind: DocumentKind;
  readonly country: string;
  readonly expiresOn?: string | undefined;
}

export interface ImageInput {
  readonly side: DocumentSide;
  /** A JPEG or PNG in base64. */
  readonly image: string;
}

/** An image that was decoded and encoded anew, and for the front what the face port made of its photo. */
export interface PreparedImages {
  readonly images: readonly (CleanImage & { readonly side: DocumentSide })[];
  readonly portrait: Uint8Array | null;
}

const dataContext = (documentId: string): string => `identity.document:${documentId}`;
export const imageContext = (imageId: string): string => `identity.image:${imageId}`;

/** Two ways of writing one number are one number: case, spaces and dashes do not count. */
export const sameNumber = (number: string): string => number.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/** ND-11: how a document is found again without its number lying anywhere. */
export const numberHash = (engine: Pick<Engine, 'sealer'>, document: Pick<DocumentInput, 'country' | 'number'>): string =>
  engine.sealer.lookup(`${document.country}\0${sameNumber(document.number)}`, 'identity-document');

export function openDocument(engine: Pick<Engine, 'sealer'>, row: Pick<DocumentRow, 'id' | 'dataSealed'>): DocumentData {
  return JSON.parse(engine.sealer.openText(row.dataSealed, dataContext(row.id))) as DocumentData;
}

/** Whether two names are one person's: order, case and accents do not count, as registers differ in all of them. */
export function sameName(a: string, b: string): boolean {
  const parts = (name: string) =>
    foldName(name)
      .split(/[\s,.-]+/u)
      .filter((part) => part !== '')
      .sort()
      .join(' ');
  return parts(a) === parts(b);
}

/** `1990-04-30` → the first moment of the day after, UTC. @throws PortcullisError `invalid_input` when there is no such day */
export function endOfDay(date: string, path: string): number {
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) throw invalidInput(path, 'is no day of the calendar');
  return start + 86_400_000;
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** @throws PortcullisError `invalid_input` for dates that cannot be */
export function checkDates(document: Pick<DocumentInput, 'birthDate' | 'expiresOn'>, now: number): void {
  if (endOfDay(document.birthDate, 'birthDate') > now) throw invalidInput('birthDate', 'lies in the future');
  if (document.expiresOn !== undefined && endOfDay(document.expiresOn, 'expiresOn') <= now) {
    throw invalidInput('expiresOn', 'the document has expired');
  }
}

/**
 * Makes images safe to keep: told by their content, bounded, decoded in a sandbox and encoded anew. Takes long and touches no database.
 * @param needsPortrait whether the front must show exactly one holder
 * @throws PortcullisError `invalid_input`, `unavailable`
 */
export async function prepareImages(engine: Engine, input: readonly ImageInput[], needsPortrait: boolean): Promise<PreparedImages> {
  const largest = engine.settings.get('identity.maxImage') * 1_024;
  const sides = new Set(input.map(({ side }) => side));
  if (sides.size < input.length) throw invalidInput('images', 'one image a side');
  if (needsPortrait && !sides.has('front')) throw invalidInput('images', 'the front is missing');
  const images: PreparedImages['images'][number][] = [];
  for (const { side, image } of input) {
    const bytes = Buffer.from(image, 'base64');
    if (bytes.length > largest) throw invalidInput(`images.${side}`, `at most ${largest / 1_024} KiB`);
    images.push({ side, ...(await engine.images.clean(bytes)) });
  }
  const front = images.find(({ side }) => side === 'front');
  const portrait = front === undefined ? null : await engine.face.portrait(front.jpeg);
  if (needsPortrait && portrait === null)
    throw invalidInput('images.front', 'must show the photo of the holder, and no other face as large');
  return { images, portrait };
}

/** Keeps a document with its images, everything personal sealed. @returns its id and the ids of its images */
export async function keepDocument(
  tx: WriteTx,
  engine: Engine,
  accountId: string,
  document: DocumentInput,
  prepared: PreparedImages,
  source: 'customer' | 'platform',
): Promise<{ readonly id: string; readonly numberHash: string; readonly images: readonly string[] }> {
  const now = engine.clock.now();
  const id = engine.ids.next('identityDocument');
  const hash = numberHash(engine, document);
  const data: DocumentData = { number: document.number, name: document.name, birthDate: document.birthDate };
  await tx.run(insertDocument, {
    id,
    accountId,
    kind: document.kind,
    country: document.country,
    numberHash: hash,
    dataSealed: engine.sealer.seal(JSON.stringify(data), dataContext(id)),
    expiresOn: document.expiresOn ?? null,
    portraitSealed: prepared.portrait === null ? null : engine.sealer.seal(prepared.portrait, portraitContext(id)),
    source,
    now,
  });
  const images: string[] = [];
  for (const { side, jpeg, width, height } of prepared.images) {
    const imageId = engine.ids.next('identityImage');
    images.push(imageId);
    const sealed = engine.sealer.seal(jpeg, imageContext(imageId));
    await tx.run(insertImage, { id: imageId, documentId: id, accountId, side, sealed, bytes: jpeg.length, width, height, now });
  }
  return { id, numberHash: hash, images };
}
