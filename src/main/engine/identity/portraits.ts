import type { ReadTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { portraitsOf } from '../factors/face/store.ts';

export const portraitContext = (documentId: string): string => `identity.portrait:${documentId}`;

/** A document's photo as the face port keeps it, with whose document it is. */
export interface Portrait {
  readonly documentId: string;
  readonly template: Uint8Array;
}

/** The photo that a face must match: of the bound document, or, while nothing is bound yet, of the one that waits for staff. */
export async function portraitOf(tx: ReadTx, engine: Pick<Engine, 'sealer'>, accountId: string): Promise<Portrait | null> {
  const rows = await tx.all(portraitsOf, { accountId });
  const row = rows.find(({ status }) => status === 'bound') ?? rows.find(({ status }) => status === 'submitted');
  if (row === undefined || row.portraitSealed === null) return null;
  return { documentId: row.id, template: engine.sealer.open(row.portraitSealed, portraitContext(row.id)) };
}

/** ND-06: the person of the bound document. */
export async function boundPortrait(tx: ReadTx, engine: Pick<Engine, 'sealer'>, accountId: string): Promise<Uint8Array | null> {
  const row = (await tx.all(portraitsOf, { accountId })).find(({ status }) => status === 'bound');
  return row === undefined || row.portraitSealed === null ? null : engine.sealer.open(row.portraitSealed, portraitContext(row.id));
}
