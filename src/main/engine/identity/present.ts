import type { DocumentKind, DocumentStatus, IdentityStatus } from '../../../shared/vocabulary/index.ts';
import { maskName } from '../accounts/masking.ts';
import type { Engine } from '../engine.ts';
import { openDocument } from './documents.ts';
import type { DocumentRow } from './store.ts';

/** `C01X00T47` → `•••47` */
const maskNumber = (number: string): string => `•••${number.slice(-2)}`;

/** A document as it is shown to whoever did not reveal it (ST-03). */
export const presentDocument = (engine: Pick<Engine, 'sealer'>, row: DocumentRow) => {
  const data = openDocument(engine, row);
  return {
    id: row.id,
    kind: row.kind as DocumentKind,
    country: row.country,
    number: maskNumber(data.number),
    name: maskName(data.name),
    birthDate: `${data.birthDate.slice(0, 2)}••-••-••`,
    expiresOn: row.expiresOn,
    status: row.status as DocumentStatus,
    source: row.source,
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
  };
};

export const presentMove = (row: {
  readonly at: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly level: number;
  readonly reason: string | null;
}) => ({
  at: row.at,
  event: row.event,
  from: row.from as IdentityStatus,
  to: row.to as IdentityStatus,
  level: row.level,
  reason: row.reason,
});
