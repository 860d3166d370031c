import type { z } from 'zod';
import type { passkeySchema } from '../../../../shared/contract/customer/passkeys.ts';
import type { FactorId } from '../../../../shared/vocabulary/index.ts';
import type { PasskeyKind } from './store.ts';

export type PasskeyView = z.output<typeof passkeySchema>;

interface PasskeyRow {
  readonly id: string;
  readonly name: string | null;
  readonly kind: string;
  readonly backupEligible: number;
  readonly backedUp: number;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** A passkey as its owner sees it (PK-05). */
export const presentPasskey = (row: PasskeyRow): PasskeyView => ({
  id: row.id as FactorId,
  name: row.name ?? '',
  kind: row.kind as PasskeyKind,
  storage: row.backupEligible === 1 ? 'synced' : 'device_bound',
  backedUp: row.backedUp === 1,
  createdAt: row.createdAt,
  lastUsedAt: row.lastUsedAt,
});
